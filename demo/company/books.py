"""What stands in the books on the opening day: stock, order points, open and past documents."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class OpeningStock:
    """Pieces on the shelf when the opening day begins."""

    item: str
    warehouse: str
    quantity: int


@dataclass(frozen=True)
class OrderPoint:
    """The ERP's own min and target; an `internal` one is replenished from the warehouse `source`."""

    item: str
    warehouse: str
    kind: Literal["purchase", "internal"]
    minimum: int
    target: int
    source: str | None = None


@dataclass(frozen=True)
class OrderLine:
    """Pieces of one item."""

    item: str
    quantity: int


@dataclass(frozen=True)
class OpenPurchase:
    """A confirmed PO on its way; due `ordered_days_ago` before today plus the supplier's lead time."""

    reference: str
    supplier: str
    warehouse: str
    ordered_days_ago: int
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True)
class OpenSale:
    """A confirmed sales order, to be shipped on the day it is due."""

    reference: str
    customer: str
    warehouse: str
    due_in_days: int
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True)
class PastPurchase:
    """A received PO; `late_by_days` against the date promised when it was ordered."""

    reference: str
    supplier: str
    warehouse: str
    ordered_days_ago: int
    late_by_days: int
    lines: tuple[OrderLine, ...]
