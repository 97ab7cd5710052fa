"""Allocations: stock set aside for one customer that can serve a more important one, who is owed it as early."""

from __future__ import annotations

from datetime import timedelta

from agents.offering.promises import LONGEST_REPROMISE
from agents.offering.situation import Situation
from trimtab.beliefs import Function
from trimtab.offers import ReallocateOffer, Standing
from trimtab.state import OpenSalesLine


def reallocate_offers(situation: Situation) -> list[ReallocateOffer]:
    """Return each pair of lines of which the less important has stock set aside that the other lacks.

    What it costs: the customer who gives way is told in time, and waits until more is believed to arrive.
    """
    return [
        _reallocation(situation, giver, taker)
        for giver in situation.sales()
        for taker in situation.sales()
        if _may_give(situation, giver, taker)
    ]


def _may_give(situation: Situation, giver: OpenSalesLine, taker: OpenSalesLine) -> bool:
    lacks = taker.quantity - taker.allocated
    priority = situation.network.customer
    return (
        (giver.item, giver.location) == (taker.item, taker.location)
        and 0 < lacks <= giver.allocated
        and priority(giver.customer).priority > priority(taker.customer).priority
        and taker.due <= giver.due
        and giver.due >= situation.today
    )


def _reallocation(situation: Situation, giver: OpenSalesLine, taker: OpenSalesLine) -> ReallocateOffer:
    quantity, latest = taker.quantity - taker.allocated, giver.due + LONGEST_REPROMISE
    more = situation.outlook.next_arrival(giver.item, giver.location, giver.due)
    later = min(latest, max(giver.due + timedelta(days=1), more or latest))
    waits = (later - giver.due).days
    return ReallocateOffer(
        id=f"reallocate:{giver.document}/{giver.line}>{taker.document}/{taker.line}",
        function=Function.LOGISTICS,
        standing=Standing.ASSUMED,
        item=giver.item,
        location=giver.location,
        quantity=quantity,
        from_document=giver.document,
        from_number=giver.number,
        from_line=giver.line,
        from_customer=giver.customer,
        due=giver.due,
        later=later,
        to_document=taker.document,
        to_number=taker.number,
        to_line=taker.line,
        to_customer=taker.customer,
        cost=situation.money(situation.goodwill_a_day(giver.item) * quantity * waits),
    )
