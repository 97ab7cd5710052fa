"""Mandates and budgets: limits approved beforehand, reserved atomically when a decision uses them."""

from __future__ import annotations

from decimal import Decimal

from pydantic import AwareDatetime

from trimtab.measures import Currency, Frozen
from trimtab.network import NonNegative


class Mandate(Frozen):
    """An approved band: inside it a re-optimised action needs no second approval; `used` is the meter."""

    id: str
    granted_by: str
    action_kind: str
    subject: str
    currency: Currency
    quantity_limit: NonNegative
    cost_limit: NonNegative
    quantity_used: NonNegative = Decimal(0)
    cost_used: NonNegative = Decimal(0)
    until: AwareDatetime

    def room_for(self, quantity: Decimal, cost: Decimal) -> bool:
        """Tell whether an action of this size still fits."""
        return self.quantity_used + quantity <= self.quantity_limit and self.cost_used + cost <= self.cost_limit


class BudgetUse(Frozen):
    """An amount to be reserved against a budget `scope` (for example `purchase:BRF:2026-11-23`) of at most `limit`."""

    scope: str
    limit: NonNegative
    amount: NonNegative
    supplier: str = ""
    """With whom it is spent."""
