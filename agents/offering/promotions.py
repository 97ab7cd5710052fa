"""Promotions: extra demand that sales can move to later weeks, where a promotion to come is a cause of shortage."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agents.offering.situation import Situation
from tools.language.words import amount, day
from trimtab.beliefs import Function, Uplift
from trimtab.offers import ShapeOffer, Standing

NOTICE_DAYS = 2
"""A promotion that starts sooner has been announced."""
LOST_MARGIN_SHARE = Decimal("0.1")
"""Of the margin of what a promotion would sell, a tenth is lost when it is moved: some customers do not come back."""
SHIFTS = (7, 14)


def shape_offers(situation: Situation) -> list[ShapeOffer]:
    """Return a later start of each promotion believed in that leaves its item-location short.

    It moves by one week where more is believed to arrive by then, else by two.
    """
    offers = []
    for item, location in situation.places:
        uplift = situation.outlook.promotion(item, location)
        soonest = situation.today + timedelta(days=NOTICE_DAYS)
        if uplift is None or uplift.per_day <= 0 or uplift.start <= soonest or not situation.acts_at(item, location):
            continue
        if situation.outlook.is_short(item, location, uplift.end + timedelta(days=1)):
            offers.append(_shift(situation, item, location, uplift))
    return offers


def _shift(situation: Situation, item: str, location: str, uplift: Uplift) -> ShapeOffer:
    days = (uplift.end - uplift.start).days + 1
    units = Decimal(str(uplift.per_day)) * days
    supplied = situation.outlook.next_arrival(item, location, uplift.start)
    shift = next((s for s in SHIFTS if supplied and supplied <= uplift.start + timedelta(days=s)), SHIFTS[-1])
    later = uplift.start + timedelta(days=shift)
    where = situation.network.location(location).name
    return ShapeOffer(
        id=f"shape:{item}@{location}",
        function=Function.SALES,
        standing=Standing.ASSUMED,
        item=item,
        location=location,
        start=uplift.start,
        end=uplift.end,
        later=later,
        per_day=uplift.per_day,
        request=(
            f"Start the promotion of {item} at {where} on {day(later)} instead of {day(uplift.start)}: "
            f"{amount(units.quantize(Decimal(1)))} units move by {shift} days."
        ),
        cost=situation.money(LOST_MARGIN_SHARE * situation.margin(item) * units),
    )
