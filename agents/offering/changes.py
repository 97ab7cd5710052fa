"""Changes: what a supplier's terms let us ask about an open purchase line: earlier, later, not at all, or elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from agents.offering.order_day import days_to_shelf, receiving_day
from agents.offering.situation import Situation, is_whole
from trimtab.beliefs import Function
from trimtab.measures import Money
from trimtab.network import Network
from trimtab.offers import CancelOffer, ExpediteOffer, Offer, RescheduleOffer, SwitchOffer
from trimtab.state import OpenPurchaseLine

EXPEDITE_VARIANTS = 3
DEFER_DAYS = (7, 14, 28)
MISSED_DAYS = 28
"""A line that would not be missed for four weeks after its arrival may be taken back."""


def change_offers(situation: Situation) -> list[Offer]:
    """Return what can be asked about each open line of the case's items, where the outlook says it may help.

    Earlier or elsewhere where the item is short on a day on which the line could then be there; later or not at all
    where stock without the line stays above what is needed.
    """
    offers: list[Offer] = []
    for line in situation.lines():
        offers += _expedites(situation, line)
        offers += _switches(situation, line)
        offers += _reschedules(situation, line)
        offers += _cancels(situation, line)
    return offers


def last_day_to_change(due: date, frozen_days: int) -> date:
    """Return the last day on which a line may still be changed, before its frozen days begin."""
    return due - timedelta(days=frozen_days + 1)


def changeable(network: Network, line: OpenPurchaseLine, today: date) -> bool:
    """Tell whether the supplier still takes the line back today."""
    terms = network.supplier(line.supplier).changes.cancel
    return terms is not None and today <= last_day_to_change(line.due, terms.frozen_days)


def _expedites(situation: Situation, line: OpenPurchaseLine) -> Iterator[ExpediteOffer]:
    terms = situation.network.supplier(line.supplier).changes.expedite
    if terms is None:
        return
    expected = situation.outlook.arrival(line)
    if not _short(situation, line, expected - timedelta(days=terms.most_days)):
        return
    fee = terms.fee + situation.money(Decimal(str(terms.share_of_value)) * situation.line_value(line))
    asked: set[date] = set()
    for number in range(1, EXPEDITE_VARIANTS + 1):
        earlier = round(terms.most_days * (EXPEDITE_VARIANTS + 1 - number) / EXPEDITE_VARIANTS)
        to = receiving_day(situation.network, line.location, expected - timedelta(days=earlier))
        if situation.today < to < expected and to != line.due and to not in asked:
            asked.add(to)
            yield ExpediteOffer(id=f"expedite:{line.document}/{line.line}:{number}", **_line(line), to=to, fee=fee)


def _reschedules(situation: Situation, line: OpenPurchaseLine) -> Iterator[RescheduleOffer]:
    terms = situation.network.supplier(line.supplier).changes.reschedule
    if terms is None or situation.today > last_day_to_change(line.due, terms.frozen_days):
        return
    expected = situation.outlook.arrival(line)
    steps = sorted({*(days for days in DEFER_DAYS if days < terms.most_days), min(terms.most_days, DEFER_DAYS[-1])})
    for number, step in enumerate(steps, start=1):
        to = receiving_day(situation.network, line.location, expected + timedelta(days=step))
        if situation.outlook.would_be_missed(line, to):
            return
        if to > line.due:
            yield RescheduleOffer(id=f"reschedule:{line.document}/{line.line}:{number}", **_line(line), to=to)


def _cancels(situation: Situation, line: OpenPurchaseLine) -> Iterator[CancelOffer]:
    until = situation.outlook.arrival(line) + timedelta(days=MISSED_DAYS)
    if changeable(situation.network, line, situation.today) and not situation.outlook.would_be_missed(line, until):
        saved = situation.money(situation.line_value(line))
        offer_id = f"cancel:{line.document}/{line.line}"
        yield CancelOffer(id=offer_id, **_line(line), fee=_cancellation_fee(situation, line), saved=saved)


def _switches(situation: Situation, line: OpenPurchaseLine) -> Iterator[SwitchOffer]:
    if not changeable(situation.network, line, situation.today):
        return
    before = situation.money(situation.line_value(line) / line.quantity)
    for source in situation.network.sources_of(line.item):
        arrival = days_to_shelf(situation, source, line.location)
        fits = is_whole(line.quantity, source.minimum_order, source.lot_multiple)
        if source.supplier == line.supplier or arrival is None or not fits:
            continue
        to = situation.today + timedelta(days=round(arrival.mean_days))
        if to < situation.outlook.arrival(line) and _short(situation, line, to):
            yield SwitchOffer(
                id=f"switch:{line.document}/{line.line}>{source.supplier}",
                **_line(line),
                fee=_cancellation_fee(situation, line),
                to_supplier=source.supplier,
                unit_price=source.unit_price,
                unit_price_before=before,
                to=to,
            )


def _short(situation: Situation, line: OpenPurchaseLine, since: date) -> bool:
    """Tell whether the item is short on a day between `since` and the line's arrival."""
    return situation.outlook.is_short(line.item, line.location, situation.outlook.arrival(line), since)


def _cancellation_fee(situation: Situation, line: OpenPurchaseLine) -> Money:
    terms = situation.network.supplier(line.supplier).changes.cancel
    share = Decimal(str(terms.share_of_value)) if terms else Decimal(0)
    return situation.money(share * situation.line_value(line))


def _line(line: OpenPurchaseLine) -> dict[str, Any]:
    return {
        "function": Function.PROCUREMENT,
        "document": line.document,
        "number": line.number,
        "line": line.line,
        "supplier": line.supplier,
        "item": line.item,
        "location": line.location,
        "quantity": line.quantity,
        "due": line.due,
    }
