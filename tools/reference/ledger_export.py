"""The ledger's side of the export: every table of the company, row by row, as CSV or as lines of JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, select

from tools.reference.writing import neutral
from trimtab.ledger import Ledger, Transaction, schema

TABLES: dict[str, tuple[Table, ...]] = {
    "cases": (schema.case,),
    "bundles": (schema.bundle, schema.bundle_revision, schema.leg, schema.intent),
    "decisions": (schema.decision, schema.approval),
    "facts": (schema.fact,),
    "beliefs": (schema.belief,),
    "events": (schema.event,),
    "quarantine": (schema.quarantine,),
    "audit": (schema.audit,),
    "tasks": (schema.task,),
    "outcomes": (schema.company_day,),
    "dismissals": (schema.dismissal,),
}
"""What can be exported, and the tables it is kept in; no credentials and no queues."""
AT_ONCE = 1000
TELL_EVERY = 50_000
_PART = ".part"


def export_ledger(
    ledger: Ledger, names: list[str], folder: Path, *, as_lines: bool, tell: Callable[[str], None] = lambda _: None
) -> dict[Path, int]:
    """Write the tables behind the names, all of one moment, and return how many rows each file has.

    A file is written beside its name first, so that a crash leaves the old one or the new one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[Path, int] = {}
    with ledger.read() as tx:
        for name in names:
            for table in TABLES[name]:
                own = name if table is TABLES[name][0] else table.name
                path = folder / f"{own}.{'jsonl' if as_lines else 'csv'}"
                counts[path] = _write(path, table, tx, as_lines=as_lines, tell=tell)
    return counts


def _write(path: Path, table: Table, tx: Transaction, *, as_lines: bool, tell: Callable[[str], None]) -> int:
    part = path.with_name(path.name + _PART)
    count = 0
    try:
        with part.open("w", encoding="utf-8" if as_lines else "utf-8-sig", newline="") as file:
            put = _lines(file) if as_lines else _cells(file, table)
            for row in _rows(table, tx):
                put(row)
                count += 1
                if count % TELL_EVERY == 0:
                    tell(f"{path.name}: {count:,} rows")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _rows(table: Table, tx: Transaction) -> Iterator[dict[str, Any]]:
    query = select(table).where(table.c.company == tx.company).order_by(*table.primary_key.columns)
    for row in tx.connection.execution_options(yield_per=AT_ONCE).execute(query).mappings():
        yield {name: value for name, value in row.items() if name != "company"}


def _lines(file: IO[str]) -> Callable[[dict[str, Any]], object]:
    return lambda row: file.write(json.dumps(row, default=_plain, ensure_ascii=False) + "\n")


def _cells(file: IO[str], table: Table) -> Callable[[dict[str, Any]], object]:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns if column.name != "company"])
    return lambda row: writer.writerow([_cell(value) for value in row.values()])


def _cell(value: object) -> object:
    """Return a value as a CSV cell; bodies are JSON, and nothing is taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    if isinstance(value, str):
        return neutral(value)
    return _plain(value) if isinstance(value, date | Decimal) else value


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
