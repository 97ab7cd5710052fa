"""Promises: later dates that sales can tell customers, the most important ones excepted."""

from __future__ import annotations

from datetime import timedelta

from agents.offering.situation import Situation
from trimtab.beliefs import Function
from trimtab.offers import RepromiseOffer, Standing

LONGEST_REPROMISE = timedelta(days=28)
MOST_IMPORTANT = 1


def repromise_offers(situation: Situation) -> list[RepromiseOffer]:
    """Return a later date for each open line that is not overdue."""
    return [
        RepromiseOffer(
            id=f"repromise:{line.document}/{line.line}",
            function=Function.SALES,
            standing=Standing.ASSUMED,
            document=line.document,
            number=line.number,
            line=line.line,
            customer=line.customer,
            item=line.item,
            location=line.location,
            quantity=line.quantity,
            due=line.due,
            latest=line.due + LONGEST_REPROMISE,
            cost_per_unit_day=situation.money(situation.goodwill_a_day(line.item)),
        )
        for line in situation.sales()
        if line.due >= situation.today and situation.network.customer(line.customer).priority > MOST_IMPORTANT
    ]
