"""Supply runs: which replenishment requests an ERP with order points would make by itself; nothing is sent.

Facts about Tryton 8.2 (modules stock_supply, purchase_request and stock, read, not copied), by which this goes:

- Projected stock is what is on hand plus every open move planned for today or later; open moves planned before today
  count for nothing, in and out.
- The internal run comes first: on every day from today to today + the transit of all lanes + the longest lead time, an
  internal order point below its minimum requests what is missing to the target from its provisioning location, to
  arrive that day. It is repeated until it requests nothing. What it takes leaves the provisioning location a transit
  earlier; where that was before today, the purchase run does not see it leave.
- The purchase run looks from the earliest supply date of any source (today + lead time) until the day before the
  latest one a day later, at the lowest projected stock below the minimum, and requests target minus that. An item
  without order point at a location has minimum and target zero. The supplier is the first in preference that can
  deliver on the day of the first shortage, else the fastest. Minimum orders and lot multiples are not applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from tools.simulation.erp_projection import ErpProjection, Place, erp_sources
from trimtab.measures import Frozen
from trimtab.network import Code, Network, Positive, Source
from trimtab.state import OrderPointKind, Snapshot

ONE_DAY = timedelta(days=1)


class SupplyRequest(Frozen):
    """A request the ERP would make, in stock units: from a supplier (purchase) or one of our locations (internal).

    `origin` is None where no source is known, `due` where no date is.
    """

    kind: OrderPointKind
    item: Code
    location: Code
    origin: Code | None
    quantity: Positive
    due: date | None


def supply_run(snapshot: Snapshot, network: Network, today: date) -> tuple[SupplyRequest, ...]:
    """Return the requests after a supply run of all locations on `today`, internal ones first.

    The snapshot holds confirmed documents only: requests and drafts that the run itself deletes, or nets against, are
    no part of it. An empty answer means that the run adds nothing. Every lane is taken to be known to the ERP with its
    transit.
    """
    stock = ErpProjection(snapshot, network, today)
    internal: list[SupplyRequest] = []
    for _ in range(len(snapshot.order_points) + 1):
        added = _internal_run(stock, snapshot, network)
        internal += added
        if not added:
            break
    return (*internal, *_purchase_run(stock, snapshot, network))


def _internal_run(stock: ErpProjection, snapshot: Snapshot, network: Network) -> list[SupplyRequest]:
    points = [p for p in snapshot.order_points if p.kind is OrderPointKind.INTERNAL and p.provisioning]
    places = {(p.item, p.location) for p in points} | {(p.item, p.provisioning or "") for p in points}
    current = {place: stock.until(place, stock.today) for place in places}
    longest = max((source.lead_time_days for source in network.sources), default=0)
    requests: list[SupplyRequest] = []
    for ahead in range(sum(stock.transit.values()) + longest + 1):
        day = stock.today + timedelta(days=ahead)
        for place in places if ahead else ():
            current[place] += stock.moves(place).get(day, Decimal(0))
        for point in points:
            projected = current[point.item, point.location]
            if projected < point.minimum and point.target > projected:
                missing = point.target - projected
                current[point.item, point.location] += missing
                current[point.item, point.provisioning or ""] -= missing
                requests.append(
                    SupplyRequest(
                        kind=OrderPointKind.INTERNAL,
                        item=point.item,
                        location=point.location,
                        origin=point.provisioning,
                        quantity=missing,
                        due=day,
                    )
                )
    for request in requests:
        stock.transfer(request.item, request.origin or "", request.location, request.quantity, request.due or date.max)
    return requests


def _purchase_run(stock: ErpProjection, snapshot: Snapshot, network: Network) -> list[SupplyRequest]:
    points = {(p.item, p.location): p for p in snapshot.order_points if p.kind is OrderPointKind.PURCHASE}
    requests: list[SupplyRequest] = []
    for item in network.items:
        sources = erp_sources(network, item.code)
        for location in network.locations:
            place = (item.code, location.code)
            point = points.get(place)
            if not sources and point is None:
                continue
            minimum, target = (point.minimum, point.target) if point else (Decimal(0), Decimal(0))
            shortage = _shortage(stock, place, minimum, sources)
            if shortage is None or target <= shortage[1]:
                continue
            day, lowest = shortage
            requests.append(
                SupplyRequest(
                    kind=OrderPointKind.PURCHASE,
                    item=item.code,
                    location=location.code,
                    origin=_supplier(sources, stock.today, day),
                    quantity=target - lowest,
                    due=None if day == date.max else day,
                )
            )
    return requests


def _shortage(
    stock: ErpProjection, place: Place, minimum: Decimal, sources: Iterable[Source]
) -> tuple[date, Decimal] | None:
    """Return the first day of the supply interval below the minimum and the lowest stock in it, or None.

    A lowest stock of exactly zero is given up for the next shortage in the interval: the ERP takes zero for nothing
    found.
    """
    lead_times = [source.lead_time_days for source in sources]
    earliest = stock.today + timedelta(days=min(lead_times)) if lead_times else date.max
    latest = stock.today + ONE_DAY + timedelta(days=max(lead_times)) if lead_times else date.max
    later = sorted(day for day in stock.moves(place) if earliest < day < latest)
    projected = stock.until(place, earliest)
    first: date | None = None
    lowest = Decimal(0)
    for day in (earliest, *later):
        projected += stock.moves(place)[day] if day != earliest else Decimal(0)
        if projected < minimum:
            first = first or day
            lowest = projected if not lowest or projected < lowest else lowest
    return None if first is None else (first, lowest)


def _supplier(sources: Iterable[Source], today: date, day: date) -> str | None:
    """Return the first source in preference that delivers by `day`, else the fastest; None without sources."""
    offered = list(sources)
    in_time = (source for source in offered if today + timedelta(days=source.lead_time_days) <= day)
    fastest = min(offered, key=lambda source: source.lead_time_days, default=None)
    chosen = next(in_time, fastest)
    return chosen.supplier if chosen else None
