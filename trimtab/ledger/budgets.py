"""Budgets: reserved by one conditional update each, so that they cannot be spent twice."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select, update

from trimtab.errors import BudgetExhausted
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository
from trimtab.mandates import BudgetUse


class Budgets(Repository):
    """Use of budgets by scope."""

    def reserve(self, use: BudgetUse) -> None:
        """Reserve an amount; raises BudgetExhausted where it does not fit any more."""
        self._insert_if_absent(schema.budget, scope=use.scope, used=Decimal(0))
        done = self._connection.execute(
            update(schema.budget)
            .where(
                schema.budget.c.company == self._company,
                schema.budget.c.scope == use.scope,
                schema.budget.c.used <= use.limit - use.amount,
            )
            .values(used=schema.budget.c.used + use.amount)
        )
        if done.rowcount != 1:
            raise BudgetExhausted(
                f"the budget {use.scope} allows {use.limit}; {self.used(use.scope)} of it is reserved, "
                f"{use.amount} more does not fit",
                remedy="Ask finance to raise the budget, or reject with a limit.",
            )

    def release(self, use: BudgetUse) -> None:
        """Give back what was reserved and not spent."""
        self._connection.execute(
            update(schema.budget)
            .where(schema.budget.c.company == self._company, schema.budget.c.scope == use.scope)
            .values(used=schema.budget.c.used - use.amount)
        )

    def used(self, scope: str) -> Decimal:
        """Return how much of a budget is reserved."""
        return self._connection.execute(
            select(schema.budget.c.used).where(schema.budget.c.company == self._company, schema.budget.c.scope == scope)
        ).scalar() or Decimal(0)
