"""Levels: the inventory parameters the supply planner can change, wherever they are not only observed."""

from __future__ import annotations

from collections.abc import Iterable

from agents.offering.situation import Situation
from trimtab import subjects
from trimtab.beliefs import Function
from trimtab.offers import LevelOffer
from trimtab.state import OrderPointKind


def level_offers(situation: Situation, kind: OrderPointKind, places: Iterable[tuple[str, str]]) -> list[LevelOffer]:
    """Return a level for each of the item-locations that the ERP replenishes in this way."""
    offers = []
    for item, location in places:
        point = situation.snapshot.order_point(item, location)
        if point is not None and point.kind is kind and situation.acts_at(item, location):
            place = subjects.item_location(item, location)
            offers.append(LevelOffer(id=f"level:{place}", function=Function.SUPPLY, item=item, location=location))
    return offers
