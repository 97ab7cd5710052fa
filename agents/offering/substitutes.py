"""Substitutes: items that sales can offer customers instead of one that is short, where enough of them is free."""

from __future__ import annotations

from decimal import Decimal

from agents.offering.promises import MOST_IMPORTANT
from agents.offering.situation import Situation
from trimtab.beliefs import Function
from trimtab.network import Substitute
from trimtab.offers import Standing, SubstituteOffer
from trimtab.state import OpenSalesLine


def substitute_offers(situation: Situation) -> list[SubstituteOffer]:
    """Return each substitute of which its own minimum is left after the line; the most important are not asked."""
    offers = []
    for line in situation.sales():
        important = situation.network.customer(line.customer).priority <= MOST_IMPORTANT
        if important or line.due < situation.today:
            continue
        if not situation.outlook.is_short(line.item, line.location, line.due):
            continue
        offers += [
            _substitution(situation, line, substitute)
            for substitute in situation.network.item(line.item).substitutes
            if _enough(situation, line, substitute)
        ]
    return offers


def _enough(situation: Situation, line: OpenSalesLine, substitute: Substitute) -> bool:
    snapshot, here = situation.snapshot, (substitute.item, line.location)
    owed = sum((s.quantity for s in snapshot.sales if (s.item, s.location) == here), Decimal(0))
    point = snapshot.order_point(*here)
    minimum = point.minimum if point else Decimal(0)
    left = snapshot.stock(*here) - owed - line.quantity
    return situation.acts_at(*here) and left >= minimum


def _substitution(situation: Situation, line: OpenSalesLine, substitute: Substitute) -> SubstituteOffer:
    price = situation.network.item(substitute.item).unit_price.amount
    return SubstituteOffer(
        id=f"substitute:{line.document}/{line.line}>{substitute.item}",
        function=Function.SALES,
        standing=Standing.ASSUMED,
        document=line.document,
        number=line.number,
        line=line.line,
        customer=line.customer,
        location=line.location,
        item=line.item,
        substitute=substitute.item,
        quantity=line.quantity,
        due=line.due,
        discount=situation.money(line.quantity * price * Decimal(str(substitute.discount_share))),
    )
