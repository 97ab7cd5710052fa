"""The ERP's documents as the demo and the tests compare them: read-only rows with the codes that people use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from demo.erp.rpc import Domain, Record, RpcSession


@dataclass(frozen=True)
class PurchaseRequest:
    """A wish of the ERP to buy; `purchase` is the number of the PO it went into."""

    id: int
    item: str
    warehouse: str
    supplier: str | None
    quantity: float
    stock_level: float
    purchase_date: date | None
    supply_date: date | None
    state: str
    purchase: str | None


@dataclass(frozen=True)
class Move:
    """A stock move; `origin` and `shipment` are `model,id` or None."""

    id: int
    item: str
    quantity: float
    from_location: str
    to_location: str
    planned_date: date | None
    effective_date: date | None
    state: str
    origin: str | None
    shipment: str | None

    @property
    def is_open(self) -> bool:
        """Not done and not cancelled."""
        return self.state not in {"done", "cancelled"}


@dataclass(frozen=True)
class PurchaseLine:
    """A line of a PO; its moves are what is to come of it and what came."""

    id: int
    item: str
    quantity: float
    delivery_date: date | None
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Purchase:
    """A PO with its lines and their moves."""

    id: int
    number: str | None
    reference: str | None
    supplier: str
    warehouse: str
    purchase_date: date | None
    state: str
    shipment_state: str
    lines: tuple[PurchaseLine, ...]


@dataclass(frozen=True)
class InternalShipment:
    """A transfer order between two locations."""

    id: int
    number: str | None
    reference: str | None
    from_location: str
    to_location: str
    planned_start_date: date | None
    planned_date: date | None
    state: str
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class StockOrderPoint:
    """The ERP's own min and target for an item at a location."""

    id: int
    item: str
    location: str
    kind: str
    source: str | None
    minimum: float | None
    target: float
    maximum: float | None


def search_read(rpc: RpcSession, model: str, domain: Domain, fields: Sequence[str]) -> list[Record]:
    """All records of `model` in `domain` by id; the field `product.code` answers as `row["product."]["code"]`."""
    rows: list[Record] = rpc.call(f"model.{model}.search_read", domain, 0, None, [["id", "ASC"]], list(fields))
    return rows


def purchase_requests(rpc: RpcSession) -> list[PurchaseRequest]:
    """Every purchase request, drafts and those already in a PO."""
    fields = ["product.code", "warehouse.code", "party.code", "quantity", "stock_level", "purchase_date", "supply_date"]
    rows = search_read(rpc, "purchase.request", [], [*fields, "state", "purchase.number"])
    return [
        PurchaseRequest(
            id=row["id"],
            item=_at(row, "product", "code"),
            warehouse=_at(row, "warehouse", "code"),
            supplier=_at(row, "party", "code"),
            quantity=row["quantity"],
            stock_level=row["stock_level"],
            purchase_date=row["purchase_date"],
            supply_date=row["supply_date"],
            state=row["state"],
            purchase=_at(row, "purchase", "number"),
        )
        for row in rows
    ]


def moves(rpc: RpcSession, domain: Domain = ()) -> list[Move]:
    """The stock moves in `domain`, all of them by default."""
    fields = ["product.code", "quantity", "from_location.code", "from_location.name", "to_location.code"]
    fields += ["to_location.name", "planned_date", "effective_date", "state", "origin", "shipment"]
    return [
        Move(
            id=row["id"],
            item=_at(row, "product", "code"),
            quantity=row["quantity"],
            from_location=_location(row, "from_location"),
            to_location=_location(row, "to_location"),
            planned_date=row["planned_date"],
            effective_date=row["effective_date"],
            state=row["state"],
            origin=row["origin"],
            shipment=row["shipment"],
        )
        for row in search_read(rpc, "stock.move", list(domain), fields)
    ]


def purchases(rpc: RpcSession, domain: Domain = ()) -> list[Purchase]:
    """The POs in `domain`, all of them by default, with lines and moves."""
    fields = ["number", "reference", "party.code", "warehouse.code", "purchase_date", "state", "shipment_state"]
    heads = search_read(rpc, "purchase.purchase", list(domain), fields)
    lines: dict[int, list[PurchaseLine]] = {head["id"]: [] for head in heads}
    line_fields = ["purchase", "product.code", "quantity", "delivery_date"]
    line_rows = search_read(rpc, "purchase.line", [["purchase", "in", list(lines)]], line_fields)
    by_origin: dict[str | None, list[Move]] = {}
    for move in moves(rpc, [["origin", "like", "purchase.line,%"]]):
        by_origin.setdefault(move.origin, []).append(move)
    for row in line_rows:
        received = tuple(by_origin.get(f"purchase.line,{row['id']}", ()))
        item = _at(row, "product", "code")
        lines[row["purchase"]].append(PurchaseLine(row["id"], item, row["quantity"], row["delivery_date"], received))
    return [
        Purchase(
            id=head["id"],
            number=head["number"],
            reference=head["reference"],
            supplier=_at(head, "party", "code"),
            warehouse=_at(head, "warehouse", "code"),
            purchase_date=head["purchase_date"],
            state=head["state"],
            shipment_state=head["shipment_state"],
            lines=tuple(lines[head["id"]]),
        )
        for head in heads
    ]


def internal_shipments(rpc: RpcSession) -> list[InternalShipment]:
    """Every internal shipment with its moves: one leg per item, or two by way of the transit location."""
    fields = ["number", "reference", "from_location.code", "from_location.name", "to_location.code", "to_location.name"]
    fields += ["planned_start_date", "planned_date", "state"]
    by_shipment: dict[str | None, list[Move]] = {}
    for move in moves(rpc, [["shipment", "like", "stock.shipment.internal,%"]]):
        by_shipment.setdefault(move.shipment, []).append(move)
    return [
        InternalShipment(
            id=row["id"],
            number=row["number"],
            reference=row["reference"],
            from_location=_location(row, "from_location"),
            to_location=_location(row, "to_location"),
            planned_start_date=row["planned_start_date"],
            planned_date=row["planned_date"],
            state=row["state"],
            moves=tuple(by_shipment.get(f"stock.shipment.internal,{row['id']}", ())),
        )
        for row in search_read(rpc, "stock.shipment.internal", [], fields)
    ]


def order_points(rpc: RpcSession) -> list[StockOrderPoint]:
    """Every order point of the company."""
    fields = ["product.code", "location.code", "location.name", "type", "provisioning_location.code"]
    fields += ["provisioning_location.name", "min_quantity", "target_quantity", "max_quantity"]
    return [
        StockOrderPoint(
            id=row["id"],
            item=_at(row, "product", "code"),
            location=_location(row, "location"),
            kind=row["type"],
            source=_location(row, "provisioning_location") or None,
            minimum=row["min_quantity"],
            target=row["target_quantity"],
            maximum=row["max_quantity"],
        )
        for row in search_read(rpc, "stock.order_point", [], fields)
    ]


def _at(row: Record, field: str, name: str) -> Any:
    """The value of a field of the record that `field` points to, None where it points nowhere."""
    target = row.get(f"{field}.")
    return target[name] if target else None


def _location(row: Record, field: str) -> str:
    return str(_at(row, field, "code") or _at(row, field, "name") or "")
