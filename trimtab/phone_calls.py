"""Phone calls: what it is worth to know one uncertain thing before acting, case by case."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trimtab.measures import Currency, Frozen


class KnownCase(Frozen):
    """One way it may turn out: what acting as one would without asking then costs, and what acting on it does."""

    days: float
    """The arrival in days from today, or the lead time in days."""
    probability: Annotated[float, Field(ge=0, le=1)]
    cost_unasked: Decimal
    cost_knowing: Decimal


class PhoneCall(Frozen):
    """The expected value of perfect information about one parameter: `worth` = cost unasked − cost knowing.

    Costs are expected ones over the horizon. What is decided later may follow what has become known by then on both
    sides: the call is worth what it changes now.
    """

    subject: str
    what: Literal["eta_days", "lead_time_days"]
    currency: Currency
    worth: Annotated[Decimal, Field(ge=0)]
    cost_unasked: Decimal
    cost_knowing: Decimal
    cases: tuple[KnownCase, ...]
