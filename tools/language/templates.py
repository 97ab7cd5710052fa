"""Templates: plain sentences for headlines, legs and evidence, from typed facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trimtab.actions import AdjustLevel, PlacePurchase, RepromiseOrder, TransferStock
from trimtab.bundles import Leg
from trimtab.cases import Drift
from trimtab.network import Network


def amount(value: Decimal | float) -> str:
    """Write a quantity without needless zeros, thousands separated.

    >>> amount(Decimal("1200.0")), amount(2.5)
    ('1,200', '2.5')
    """
    number = Decimal(str(value))
    return f"{number.normalize():,f}" if number else "0"


def day(value: date) -> str:
    """Write a date as planners do.

    >>> day(date(2026, 3, 4))
    'Wed 4 Mar'
    """
    return f"{value:%a} {value.day} {value:%b}"


def explain_leg(leg: Leg, network: Network) -> str:
    """Say in one sentence what a leg does."""
    action = leg.action
    if isinstance(action, PlacePurchase):
        lines = " and ".join(f"{amount(x.quantity)} {x.item}" for x in action.lines)
        due = day(max(x.due for x in action.lines))
        supplier, location = network.supplier(action.supplier).name, network.location(action.location).name
        return f"Order {lines} from {supplier} for {location}, expected {due}."
    if isinstance(action, TransferStock):
        lines = " and ".join(f"{amount(x.quantity)} {x.item}" for x in action.lines)
        origin, destination = network.location(action.origin).name, network.location(action.destination).name
        return f"Move {lines} from {origin} to {destination}, arriving {day(action.due)}."
    if isinstance(action, RepromiseOrder):
        return (
            f"Tell {network.customer(action.customer).name} that {amount(action.quantity)} {action.item} of order "
            f"{action.number} come on {day(action.due_after)} instead of {day(action.due_before)}."
        )
    if isinstance(action, AdjustLevel):
        return (
            f"Reorder {action.item} at {network.location(action.location).name} at {amount(action.minimum_after)} "
            f"up to {amount(action.target_after)}, so far {amount(action.minimum_before)} "
            f"up to {amount(action.target_before)}."
        )
    return f"{action.kind.replace('_', ' ').capitalize()}."


_COUNTED = {
    "place_purchase": ("order", "orders"),
    "transfer_stock": ("transfer", "transfers"),
    "repromise_order": ("new promise", "new promises"),
    "adjust_level": ("level", "levels"),
}


def headline(legs: tuple[Leg, ...], moved: str) -> str:
    """Say in one line what happened and how many documents of which kind are proposed."""
    counts: dict[str, int] = {}
    for leg in legs:
        counts[leg.action.kind] = counts.get(leg.action.kind, 0) + 1
    parts = []
    for kind, count in counts.items():
        one, many = _COUNTED.get(kind, (kind.replace("_", " "), kind.replace("_", " ")))
        parts.append(f"{count} {one if count == 1 else many}")
    return f"{moved}: {', '.join(parts)}"


def if_nobody_answers(drift: Drift, horizon_days: int, expires: date) -> str:
    """Say what happens without a decision: the one-off and the lasting loss, never added up."""
    once = f"{amount(drift.avoidable.quantize(Decimal(1)))} {drift.currency} over {horizon_days} days"
    losses = [once] if drift.avoidable >= 1 else []
    if drift.level_per_day >= 1:
        lasting = amount(drift.level_per_day.quantize(Decimal(1)))
        losses.append(f"{lasting} {drift.currency} a day once the levels in force take effect")
    lost = " and ".join(losses) or "next to nothing"
    return (
        f"Nothing is sent. ERP and planners go on as usual, which is expected to lose {lost}. "
        f"This proposal expires {day(expires)}."
    )
