"""A whole company: everything there is to know about it when the play opens."""

from dataclasses import dataclass, field

from demo.company.books import OpeningStock, OpenPurchase, OpenSale, OrderPoint, PastPurchase
from demo.company.demand import Demand, Promotion
from demo.company.finance import Finance
from demo.company.partners import Customer, Lane, Supplier, Warehouse, WorkingDays
from demo.company.products import ControlMode, Item, Sourcing


@dataclass(frozen=True)
class Company:
    """`seed` makes its demand repeatable, by the distance from the opening day where it is `dated_by_opening`.

    `history_days` of demand come as a file, the last `books_days` of them are in its ERP as movements too.
    """

    code: str
    name: str
    currency: str
    language: str
    country: str
    seed: int
    warehouses: tuple[Warehouse, ...]
    lanes: tuple[Lane, ...]
    suppliers: tuple[Supplier, ...]
    customers: tuple[Customer, ...]
    items: tuple[Item, ...]
    sourcing: tuple[Sourcing, ...]
    demand: tuple[Demand, ...]
    opening_stock: tuple[OpeningStock, ...]
    order_points: tuple[OrderPoint, ...]
    open_purchases: tuple[OpenPurchase, ...]
    open_sales: tuple[OpenSale, ...]
    past_purchases: tuple[PastPurchase, ...]
    promotions: tuple[Promotion, ...] = ()
    calendars: tuple[WorkingDays, ...] = ()
    finance: Finance = field(default_factory=Finance)
    history_days: int = 180
    books_days: int = 0
    dated_by_opening: bool = False

    def supplier(self, code: str) -> Supplier:
        """The supplier of that code (KeyError if there is none)."""
        return {supplier.code: supplier for supplier in self.suppliers}[code]

    def item(self, code: str) -> Item:
        """The item of that code (KeyError if there is none)."""
        return {item.code: item for item in self.items}[code]

    def control(self, item: str) -> ControlMode:
        """Who places the orders of an item (KeyError if there is none)."""
        return self.item(item).control

    def lane_days(self, source: str, destination: str) -> int:
        """Days from one warehouse to another (KeyError where there is no lane)."""
        days = {(lane.source, lane.destination): lane.lead_time_days for lane in self.lanes}
        days |= {(b, a): n for (a, b), n in days.items()}
        return days[source, destination]

    def due_in_days(self, purchase: OpenPurchase) -> int:
        """Days from today to the promised receipt of an open PO."""
        return self.supplier(purchase.supplier).lead_time_days - purchase.ordered_days_ago
