"""Purchases: orders of our own that procurement can place, where Trimtab orders and the ERP buys the item."""

from __future__ import annotations

from agents.offering.order_day import days_to_shelf
from agents.offering.situation import Situation
from trimtab.beliefs import Function
from trimtab.offers import PurchaseOffer
from trimtab.state import OrderPointKind


def purchase_offers(situation: Situation) -> list[PurchaseOffer]:
    """Return every source of the case's items for every location where the ERP replenishes by purchase."""
    offers = []
    for item, location in situation.places:
        point = situation.snapshot.order_point(item, location)
        if point is None or point.kind is not OrderPointKind.PURCHASE or not situation.orders_at(item, location):
            continue
        for source in situation.network.sources_of(item):
            arrival = days_to_shelf(situation, source, location)
            if arrival is None:
                continue
            offers.append(
                PurchaseOffer(
                    id=f"purchase:{source.supplier}/{item}@{location}",
                    function=Function.PROCUREMENT,
                    supplier=source.supplier,
                    item=item,
                    location=location,
                    unit_price=source.unit_price,
                    lead_time_days=arrival.mean_days,
                    lead_time_sd_days=arrival.sd_days,
                    promised_days=arrival.promised_days,
                    minimum_order=source.minimum_order,
                    lot_multiple=source.lot_multiple,
                )
            )
    return offers
