"""Outcomes: how the company did day by day, beside a twin of itself that kept to its weekly cycle."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.measures import Currency, Frozen


class Course(StrEnum):
    """Whose day it is: the company's as it was, or that of its twin without Trimtab."""

    ACTUAL = "actual"
    WEEKLY_TWIN = "weekly_twin"


class CompanyDay(Frozen):
    """One business day at its end; values at unit cost, cash cumulative since the first day recorded."""

    day: date
    course: Course
    currency: Currency
    stock_value: Decimal
    on_order_value: Decimal
    backorder_units: Decimal
    demand_units: Decimal
    served_units: Decimal
    """Demand of the day that was served on the day."""
    lost_margin: Decimal
    """Cost of what was late or lost so far, at the backorder cost finance approved."""
    spent: Decimal
    """Cash paid for purchases, freight and fees so far."""
