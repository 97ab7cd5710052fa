"""Requests: the orders the ERP has proposed by itself, which can be released or withdrawn in every mode but observe."""

from __future__ import annotations

from collections.abc import Iterator

from agents.offering.order_day import days_to_shelf
from agents.offering.situation import Situation
from trimtab.beliefs import Function
from trimtab.network import Source
from trimtab.offers import CancelRequestOffer, Offer, ReleaseOffer
from trimtab.state import OpenRequest, OrderPointKind


def request_offers(situation: Situation, kind: OrderPointKind) -> list[Offer]:
    """Return release and withdrawal of each of the ERP's requests of one kind for the case's items.

    A request to buy can be released; one to move stock goes its own way in the ERP, and can only be withdrawn.
    """
    offers: list[Offer] = []
    for request in situation.snapshot.requests:
        mine = request.kind is kind and request.item in situation.items and request.quantity > 0
        if mine and situation.acts_at(request.item, request.location):
            offers += _release(situation, request)
            offers.append(_withdrawal(request))
    return offers


def _release(situation: Situation, request: OpenRequest) -> Iterator[ReleaseOffer]:
    source = _source(situation, request)
    arrival = days_to_shelf(situation, source, request.location) if source else None
    if source is None or arrival is None:
        return
    yield ReleaseOffer(
        id=f"release:{request.document}",
        function=Function.PROCUREMENT,
        document=request.document,
        supplier=source.supplier,
        item=request.item,
        location=request.location,
        quantity=request.quantity,
        unit_price=source.unit_price,
        lead_time_days=arrival.mean_days,
        lead_time_sd_days=arrival.sd_days,
        promised_days=arrival.promised_days,
        minimum_order=source.minimum_order,
        lot_multiple=source.lot_multiple,
    )


def _withdrawal(request: OpenRequest) -> CancelRequestOffer:
    buys = request.kind is OrderPointKind.PURCHASE
    return CancelRequestOffer(
        id=f"cancel_request:{request.document}",
        function=Function.PROCUREMENT if buys else Function.LOGISTICS,
        document=request.document,
        item=request.item,
        location=request.location,
        quantity=request.quantity,
        due=request.due,
    )


def _source(situation: Situation, request: OpenRequest) -> Source | None:
    """Return the source a request to buy would go to: the one it names, else the one the ERP prefers."""
    if request.kind is not OrderPointKind.PURCHASE:
        return None
    sources = [s for s in situation.network.sources_of(request.item) if s.erp_orders]
    return next((s for s in sources if request.supplier in {None, s.supplier}), None)
