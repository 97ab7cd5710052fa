"""Order lines as Tryton holds them: what is still open of them, where and when, in stock units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tools.tryton.client import Row
from tools.tryton.values import quantity

OVER = frozenset({"done", "cancelled"})
OUR_KEY = "act_"
"""How the references begin under which Trimtab itself creates documents: action ids."""
_HEAD = ["number", "reference", "state", "party.code", "warehouse.code"]
_LINES = ["lines.id", "lines.product.code", "lines.quantity", "lines.unit.factor", "lines.product.default_uom.factor"]
_MOVES = ["lines.moves.id", "lines.moves.state", "lines.moves.internal_quantity", "lines.moves.planned_date"]
PURCHASE_FIELDS = [
    *_HEAD,
    *_LINES,
    *_MOVES,
    "lines.moves.to_location",
    "lines.unit_price",
    "lines.delivery_date",
]
SALE_FIELDS = [*_HEAD, *_LINES, *_MOVES, "lines.moves.shipment", "lines.shipping_date"]


@dataclass(frozen=True)
class OpenPart:
    """What is still to come of a line at one location; `due` is None where the ERP holds no date at all."""

    location: str
    quantity: Decimal
    due: date | None


def open_parts(line: Row, date_field: str, home: str, place: Callable[[Any], str]) -> list[OpenPart]:
    """Return the open parts of a line, by location; one of quantity zero at `home` where nothing is to come.

    Before it has any moves a line speaks for itself, in its own unit; after that its moves do. A part is due on the
    earliest date among its moves.
    """
    if not line["moves"]:
        return [OpenPart(home, quantity((line["quantity"] or 0) * factor(line)), line[date_field])]
    parts: dict[str, list[Row]] = {}
    for move in line["moves"]:
        if move["state"] not in OVER:
            parts.setdefault(place(move) or home, []).append(move)
    return [_part(location, moves) for location, moves in parts.items()] or [
        OpenPart(home, Decimal(0), line[date_field])
    ]


def factor(line: Row) -> float:
    """Return how many stock units are one of the unit in which a line is written."""
    unit, stock = line.get("unit"), (line.get("product") or {}).get("default_uom")
    return float(unit["factor"]) / float(stock["factor"]) if unit and stock else 1.0


def order_name(row: Row) -> str:
    """Name a purchase order as the buyer and the supplier do: by the reference, unless that is a key of ours."""
    reference = str(row["reference"] or "")
    return reference if reference and not reference.startswith(OUR_KEY) else str(row["number"] or row["id"])


def code_of(row: Row | None) -> str:
    """Return the code of a record that may be missing, or be without one."""
    return str(row["code"]) if row and row.get("code") else ""


def _part(location: str, moves: list[Row]) -> OpenPart:
    dates = [m["planned_date"] for m in moves if m["planned_date"] is not None]
    total = sum((quantity(m["internal_quantity"]) for m in moves), Decimal(0))
    return OpenPart(location, total, min(dates, default=None))
