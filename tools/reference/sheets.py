"""All sheets of reference data, finance's among them, in the order in which they are filled in."""

from __future__ import annotations

from decimal import Decimal

from tools.reference.columns import Column, Kind, Origin, Sheet
from tools.reference.sheets_stock import CUSTOMERS, ITEMS, LOCATIONS, STOCK_POLICIES, SUBSTITUTES
from tools.reference.sheets_supply import CALENDARS, HOLIDAYS, LANES, SOURCES, SUPPLIERS


def _amount(name: str, meaning: str, example: str, unit: str) -> Column:
    return Column(name, Kind.AMOUNT, meaning, example, Origin.FINANCE, unit, required=True, least=Decimal(0))


COSTS = Sheet(
    "costs",
    "The cost parameters finance approved: one row, the version in force.",
    ("version",),
    (
        Column("version", Kind.TEXT, "Name of this version", "finance-2027-1", Origin.FINANCE, required=True),
        Column(
            "approved_by", Kind.TEXT, "Who approved it", "Fiona Keller", Origin.FINANCE,
            also=("approved", "approver"),
        ),
        Column("valid_from", Kind.DATE, "From when it holds", "2027-01-01", Origin.FINANCE, also=("from", "valid")),
        Column("currency", Kind.CURRENCY, "The company's currency", "EUR", Origin.FINANCE, required=True),
        Column(
            "holding_rate_per_year", Kind.SHARE, "What keeping stock for a year costs, of its cost price", "22 %",
            Origin.FINANCE, "share or percent a year", required=True, positive=True, also=("holding rate",),
        ),
        Column(
            "backorder_cost_per_day_share", Kind.QUANTITY,
            "What one unit late for one day costs, of its unit margin", "0.15", Origin.FINANCE, "share a day",
            required=True, positive=True, most=Decimal(10), also=("backorder cost",),
        ),
        _amount("fixed_cost_per_purchase", "What placing a purchase order costs", "45.00", "per order"),
        _amount("fixed_cost_per_transfer", "What a transfer costs, whatever its size", "60.00", "per transfer"),
        _amount("change_price", "What changing a plan costs that people rely on", "25.00", "per document"),
        _amount("attention_price", "What asking a person once is worth", "250.00", "per question"),
        Column(
            "service_target", Kind.SHARE, "Cycle service level wanted; 95 % where empty", "97 %", Origin.FINANCE,
            "share or percent", positive=True, also=("service level",),
        ),
    ),
    also=("cost", "finance", "cost_parameters"),
)  # fmt: skip

SHEETS = (
    ITEMS,
    SUPPLIERS,
    SOURCES,
    LOCATIONS,
    LANES,
    CUSTOMERS,
    STOCK_POLICIES,
    COSTS,
    CALENDARS,
    HOLIDAYS,
    SUBSTITUTES,
)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
NAMES = {alias: sheet.name for sheet in SHEETS for alias in (sheet.name, *sheet.also)}
"""Every name under which a sheet is known, lower case with underscores, to its own name."""
