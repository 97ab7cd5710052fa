"""Statements: what a person knows and the data does not, as a sentence, and what each kind is called."""

from __future__ import annotations

from interfaces.views.names import Names
from interfaces.views.times import Almanac
from interfaces.views.words import capital, plural, quantity
from trimtab.facts import (
    ArrivalStatement,
    DemandStatement,
    LaneStatement,
    LeadTimeStatement,
    PromotionStatement,
    Statement,
    StockStatement,
)


def statement_text(statement: Statement, names: Names, almanac: Almanac, number: str = "") -> str:  # noqa: PLR0911 - one for each kind
    """Say what a statement says, without a full stop; `number` is the order's own where it is known."""
    match statement:
        case DemandStatement(item=item, location=location, per_day=per_day):
            return f"Demand for {_at(item, location, names)} is {_per_day(per_day, item, names)}"
        case PromotionStatement(item=item, location=location, start=start, end=end, per_day=per_day):
            days = f"{almanac.day(start)} to {almanac.day(end)}"
            if per_day == 0:
                return f"No promotion of {_at(item, location, names)} from {days}"
            extra = _per_day(per_day, item, names)
            return f"Promotion of {_at(item, location, names)} from {days}: {extra} beyond the usual"
        case ArrivalStatement(document=document, line=line, on=on):
            known = names.documents.get(f"purchase-line:{document}/{line}")
            order = known or f"{number or f'purchase order {document}'}, line {line},"
            return f"{capital(order)} arrives on {almanac.day(on)}"
        case LeadTimeStatement(supplier=supplier, item=item, days=days):
            return f"{names.supplier(supplier)} needs {_days(days)} for {names.item_named(item)}"
        case LaneStatement(origin=origin, destination=destination, open=is_open):
            way = f"{names.location(origin)} to {names.location(destination)}"
            return f"The lane {way} is {'open' if is_open else 'closed'}"
        case StockStatement(item=item, location=location, quantity=counted):
            return f"{quantity(counted)} {names.unit(item)}".strip() + f" of {_at(item, location, names)} were counted"


def _at(item: str, location: str, names: Names) -> str:
    return f"{names.item_named(item)} at {names.location(location)}"


def _per_day(per_day: float, item: str, names: Names) -> str:
    return f"{quantity(per_day)} {names.unit(item)} a day".replace("  ", " ")


def _days(days: float) -> str:
    return plural(int(days), "day") if days == int(days) else f"{quantity(days)} days"
