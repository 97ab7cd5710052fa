"""Headlines: one line that says what happened and what is proposed; where stock falls, what that frees comes first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tools.language.words import counted, whole
from trimtab.actions import Action, AdjustLevel
from trimtab.bundles import Leg
from trimtab.impact import Impact
from trimtab.plans import Alternative

COUNTED = {
    "place_purchase": ("order", "orders"),
    "expedite_purchase": ("order to bring forward", "orders to bring forward"),
    "reschedule_purchase": ("order to come later", "orders to come later"),
    "cancel_purchase": ("order to take back", "orders to take back"),
    "switch_supplier": ("order to move to another supplier", "orders to move to another supplier"),
    "release_request": ("request to release", "requests to release"),
    "cancel_request": ("request to withdraw", "requests to withdraw"),
    "transfer_stock": ("transfer", "transfers"),
    "reroute_shipment": ("shipment to reroute", "shipments to reroute"),
    "reallocate_supply": ("reallocation", "reallocations"),
    "repromise_order": ("new promise", "new promises"),
    "substitute_item": ("substitute", "substitutes"),
    "shape_demand": ("promotion to move", "promotions to move"),
    "adjust_level": ("level", "levels"),
    "request_information": ("question", "questions"),
}
_LESS_STOCK = frozenset({"reschedule_purchase", "cancel_purchase", "cancel_request"})


def headline(legs: Sequence[Leg], moved: str, impact: Impact, better: Alternative | None = None) -> str:
    """Say in one line what happened and how many documents of which kind are proposed.

    A bundle that only lowers stock leads with what it frees or saves over the horizon; where it is `better` to wait,
    that comes first, and the documents are what to do without waiting.
    """
    if better is not None:
        return f"{moved}: {better.summary[:1].lower()}{better.summary[1:]}"
    counts: dict[str, int] = {}
    for leg in legs:
        counts[leg.action.kind] = counts.get(leg.action.kind, 0) + 1
    proposed = ", ".join(counted(count, *COUNTED[kind]) for kind, count in counts.items())
    freed = _freed(impact) if all(_lowers_stock(leg.action) for leg in legs) else ""
    return f"{freed}. {moved}: {proposed}" if freed else f"{moved}: {proposed}"


def _lowers_stock(action: Action) -> bool:
    return action.kind in _LESS_STOCK or (
        isinstance(action, AdjustLevel) and action.target_after < action.target_before
    )


def _freed(impact: Impact) -> str:
    """Return what less stock is good for: cash that stays, else cost that is saved; empty below one unit of money."""
    for change, words in (
        (-impact.cash.change, "{} less to spend"),
        (impact.expected_saving, "{} saved by less stock"),
    ):
        if change >= Decimal(1):
            return words.format(f"{whole(change)} {impact.currency}")
    return ""
