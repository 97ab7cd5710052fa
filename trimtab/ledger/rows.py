"""What repositories share: insert-if-absent on both engines, and the base that ties a repository to its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Table

    from trimtab.ledger.ledger import Transaction


class Repository:
    """A view of some tables inside one transaction, for one company."""

    def __init__(self, transaction: Transaction) -> None:
        """Share the transaction's connection."""
        self._tx = transaction
        self._connection = transaction.connection
        self._company = transaction.company

    def _insert_if_absent(self, table: Table, **values: Any) -> bool:
        """Insert a row (of this company, where the table has one) unless its key exists; tell whether it was."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        if "company" in table.c:
            values["company"] = self._company
        statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
        # SQLAlchemy does not keep the row count of an INSERT unless it is asked to; psycopg then says -1.
        return self._connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount == 1
