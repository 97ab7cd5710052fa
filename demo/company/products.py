"""What is dealt in: items, and what a supplier asks for them."""

from dataclasses import dataclass
from typing import Literal

UNIT = "pcs"
"""The symbol by which the company's ERP counts pieces."""
ControlMode = Literal["observe", "erp_orders", "trimtab_orders"]
LifeCycle = Literal["new", "regular", "end_of_life"]


@dataclass(frozen=True)
class Substitute:
    """An item that customers take instead, at `discount_share` off its price."""

    item: str
    discount_share: float


@dataclass(frozen=True)
class Item:
    """Prices in the company's currency per piece; an item at the end of its life is sold until `last_sale_in_days`."""

    code: str
    name: str
    sales_price: str
    volume_m3: str = "0"
    control: ControlMode = "trimtab_orders"
    life_cycle: LifeCycle = "regular"
    last_sale_in_days: int | None = None
    substitutes: tuple[Substitute, ...] = ()
    service_target: float | None = None


@dataclass(frozen=True)
class Sourcing:
    """What a supplier asks for an item; `minimum` (MOQ) and `multiple` (lot) in pieces.

    A source that is not `in_erp` is known to the buyer only: the ERP never proposes it.
    """

    item: str
    supplier: str
    unit_price: str
    minimum: int
    multiple: int
    in_erp: bool = True
