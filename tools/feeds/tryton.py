"""The Tryton feed: what changed since the cursor, as events; the cursor overlaps, the ledger deduplicates.

Tryton says nothing about what was deleted, and its planner deletes and makes its requests anew in every run. So the
cursor carries the requests that were open at the last reading: one that is gone comes once more, for zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from tools.feeds.batch import Batch
from tools.tryton import TrytonClient, TrytonReader
from tools.tryton.client import SYSTEM
from tools.tryton.requests import INTERNAL, PURCHASE_REQUEST
from tools.tryton.values import quantity
from trimtab import subjects
from trimtab.events import Event, EventType, Quarantined
from trimtab.identifiers import digest
from trimtab.network import Network
from trimtab.ports import Clock, Feed
from trimtab.state import OpenPurchaseLine, OpenRequest, OrderPointKind

OVERLAP = timedelta(seconds=5)
"""Tryton stamps a record when its transaction starts and shows it when it commits: look back a little."""
CHANGED = "last_modified_at"


class TrytonFeed(Feed):
    """Polls moves, purchases, sales, outgoing shipments, order points and requests."""

    name: ClassVar[str] = "tryton"

    def __init__(self, client: TrytonClient, network: Network, clock: Clock) -> None:
        """Read through the client what the network knows."""
        self._client = client
        self._clock = clock
        self._reader = TrytonReader(client, network, clock)
        self._items = {i.code for i in network.items}
        self._suppliers = {s.code for s in network.suppliers}

    def read(self, cursor: str | None) -> Batch:
        """Return what changed since the cursor; raises Unavailable or Refused."""
        at, _, known = (cursor or "").partition(" ")
        start = datetime.fromisoformat(at) - OVERLAP if at else None
        since = [] if start is None else [[CHANGED, ">=", start]]
        moves = self._client.read(
            "stock.move", ["product.code", "state", "origin", "shipment", "quantity", CHANGED, *_PLACES], since
        )
        orders = self._client.read("purchase.purchase", ["number", "party.code", "lines.product.code", CHANGED], since)
        sales = self._client.read("sale.sale", [CHANGED], since)
        points = self._client.read("stock.order_point", ["product.code", CHANGED], since)
        asked = [*self._client.read(PURCHASE_REQUEST, [CHANGED], since), *self._client.read(INTERNAL, [CHANGED], since)]
        read = (moves, orders, sales, points, asked)
        stamps = [row[CHANGED] for rows in read for row in rows if row[CHANGED] is not None]
        newest = max(stamps, default=None)
        requests = {request.document: request for request in self._reader.requests()}
        remembered = {document: tuple(what) for document, what in json.loads(known or "{}").items()}
        moment = newest.isoformat() if newest else at or self._clock.wall_now().isoformat()
        touched = {int(m["origin"].partition(",")[2]) for m in moves if _is_from(m, "purchase.line")}
        lines, undated = self._purchases({row["id"] for row in orders}, touched, start)
        events = [
            *lines,
            *self._stock(moves),
            *self._sales(sales, moves),
            *self._points(points),
            *self._requests(requests, remembered, datetime.fromisoformat(moment)),
        ]
        open_now = {document: _remembered(request) for document, request in sorted(requests.items())}
        return Batch(
            events=tuple(events),
            refused=(*self._unknown(moves), *self._strangers(orders), *undated),
            cursor=f"{moment} {json.dumps(open_now, separators=(',', ':'))}" if open_now else moment,
        )

    def _purchases(
        self, orders: set[int], lines: set[int], start: datetime | None
    ) -> tuple[list[Event], list[Quarantined]]:
        """Return what changed on lines; a line is as new as its newest move, or as its order while it has none."""
        if not orders and not lines:
            return [], []
        named = ["OR", ["purchase", "in", sorted(orders)], ["id", "in", sorted(lines)]]
        rows = self._client.read("purchase.line", [f"purchase.{CHANGED}", f"moves.{CHANGED}"], [named])
        stamps = {row["id"]: max(x[CHANGED] for x in row["moves"] or [row["purchase"]]) for row in rows}
        changed = {line: at for line, at in stamps.items() if start is None or at >= start}
        if not changed:
            return [], []
        placed: list[Any] = [["state", "in", ["confirmed", "processing", "done"]]]
        placed += [["lines", "where", [["id", "in", sorted(changed)]]]]
        read = self._reader.purchase_lines(*placed, closed=True)
        found = [(line, dated) for line, dated in read if int(line.line) in changed]
        events = [_purchase_event(line, changed[int(line.line)]) for line, _ in found]
        return events, [self._undated(line) for line, dated in found if line.quantity and not dated]

    def _undated(self, line: OpenPurchaseLine) -> Quarantined:
        return Quarantined(
            source=SYSTEM,
            record=f"purchase order {line.number}, line {line.line}",
            field="planned_date",
            code="input.invalid_field",
            message=f"nobody says when the {line.quantity:f} {line.item} come; they count as due today. Enter a date.",
            payload={"document": line.document, "line": line.line},
            at=self._clock.wall_now().astimezone(UTC),
        )

    def _stock(self, moves: list[dict[str, Any]]) -> Iterable[Event]:
        places = self._reader.places.warehouse_of
        for move in moves:
            item = _item(move)
            ends = {places.get(_key(move[place])) for place in ("from_location", "to_location")}
            if move["state"] != "done" or item not in self._items:
                continue
            for location in sorted(end for end in ends if end is not None):
                yield Event(
                    id=f"move {move['id']} {move[CHANGED].isoformat()} {location}",
                    source=SYSTEM,
                    type=EventType.STOCK_CHANGED,
                    subject=subjects.item_location(item, location),
                    time=move[CHANGED],
                    data={"item": item, "location": location, "quantity": str(quantity(move["quantity"]))},
                )

    def _sales(self, sales: list[dict[str, Any]], moves: list[dict[str, Any]]) -> Iterable[Event]:
        """Yield what changed on orders, and what shipments have set aside for them or given back."""
        when = {int(row["id"]): row[CHANGED] for row in sales}
        for order, stamp in self._shipped_orders(moves).items():
            when[order] = max(when.get(order, stamp), stamp)
        if not when:
            return
        domain = [["id", "in", sorted(when)], ["state", "in", ["confirmed", "processing"]]]
        for line in self._reader.sales_lines(*domain):
            at, data = when[int(line.document)], line.model_dump(mode="json")
            yield Event(
                id=f"sale {line.document}/{line.line} {at.isoformat()} {digest(data)[:12]}",
                source=SYSTEM,
                type=EventType.SALES_CHANGED,
                subject=subjects.sales_line(line.document, line.line),
                time=at,
                data=data,
            )

    def _shipped_orders(self, moves: list[dict[str, Any]]) -> dict[int, datetime]:
        """Return the sales orders on whose outgoing shipments something moved, and when."""
        prefix = "stock.shipment.out,"
        changed = {str(m["shipment"]): m[CHANGED] for m in moves if str(m["shipment"]).startswith(prefix)}
        ids = sorted(int(name.removeprefix(prefix)) for name in changed)
        if not ids:
            return {}
        shipments = self._client.read("stock.shipment.out", ["outgoing_moves.origin"], [["id", "in", ids]])
        stamps = {
            int(move["origin"].partition(",")[2]): changed[f"{prefix}{shipment['id']}"]
            for shipment in shipments
            for move in shipment["outgoing_moves"]
            if _is_from(move, "sale.line")
        }
        lines = self._client.read("sale.line", ["sale"], [["id", "in", sorted(stamps)]])
        return {_key(line["sale"]): stamps[line["id"]] for line in lines}

    def _requests(
        self, now: dict[str, OpenRequest], before: dict[str, tuple[str, ...]], at: datetime
    ) -> Iterable[Event]:
        """Yield requests that are new or other than before, and for zero those that are gone."""
        for document, request in now.items():
            if before.get(document) != _remembered(request):
                yield _request_event(request, at)
        for document in before.keys() - now.keys():
            kind, item, location, _, due = before[document]
            yield _request_event(
                OpenRequest(
                    document=document,
                    kind=OrderPointKind(kind),
                    item=item,
                    location=location,
                    quantity=Decimal(0),
                    due=date.fromisoformat(due),
                ),
                at,
            )

    def _points(self, changed: list[dict[str, Any]]) -> Iterable[Event]:
        when = {str(row["id"]): row[CHANGED] for row in changed}
        if not when:
            return
        for point in self._reader.order_points():
            if point.document in when:
                yield Event(
                    id=f"order point {point.document} {when[point.document].isoformat()}",
                    source=SYSTEM,
                    type=EventType.ORDER_POINT_CHANGED,
                    subject=subjects.order_point(point.item, point.location),
                    time=when[point.document],
                    data=point.model_dump(mode="json"),
                )

    def _unknown(self, moves: list[dict[str, Any]]) -> Iterable[Quarantined]:
        for item in sorted({_item(m) for m in moves} - self._items):
            yield Quarantined(
                source=SYSTEM,
                record=f"stock.move of item {item or '(without code)'}",
                field="product",
                code="input.unknown_reference",
                message=f"the ERP moves {item or 'an item without a code'}, which is not in the network",
                payload={"item": item},
                at=self._clock.wall_now().astimezone(UTC),
            )

    def _strangers(self, orders: list[dict[str, Any]]) -> Iterable[Quarantined]:
        """Refuse orders of known items from suppliers that are not in the network: their stock would be overlooked."""
        for order in orders:
            supplier = str(order["party"].get("code") or "")
            if supplier not in self._suppliers and any(_item(line) in self._items for line in order["lines"]):
                yield Quarantined(
                    source=SYSTEM,
                    record=f"purchase.purchase {order['number'] or order['id']}",
                    field="party",
                    code="input.unknown_reference",
                    message=f"{supplier or 'a supplier without a code'} is not in the network",
                    payload={"supplier": supplier, "order": order["id"]},
                    at=self._clock.wall_now().astimezone(UTC),
                )


_PLACES = ("from_location", "to_location")


def _purchase_event(line: OpenPurchaseLine, at: datetime) -> Event:
    data = line.model_dump(mode="json")
    return Event(
        id=f"purchase {line.document}/{line.line} {at.isoformat()} {digest(data)[:12]}",
        source=SYSTEM,
        type=EventType.PURCHASE_CHANGED,
        subject=subjects.purchase_line(line.document, line.line),
        time=at,
        data=data,
    )


def _request_event(request: OpenRequest, at: datetime) -> Event:
    data = request.model_dump(mode="json")
    return Event(
        id=f"request {request.document} {digest(data)[:12]}",
        source=SYSTEM,
        type=EventType.REQUEST_CHANGED,
        subject=subjects.request(request.document),
        time=at,
        data=data,
    )


def _remembered(request: OpenRequest) -> tuple[str, ...]:
    """Return what the cursor keeps of a request: enough to see a change, and to say what is gone."""
    return request.kind.value, request.item, request.location, str(request.quantity), request.due.isoformat()


def _item(row: dict[str, Any]) -> str:
    return str((row["product"] or {}).get("code") or "")


def _is_from(move: dict[str, Any], model: str) -> bool:
    return str(move["origin"] or "").startswith(f"{model},")


def _key(value: Any) -> int:
    return int(value["id"] if isinstance(value, dict) else value)
