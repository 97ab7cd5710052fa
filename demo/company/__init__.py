"""Companies of the demo and the tests, as data; every date is a number of days from the day on which the play opens."""

from demo.company.books import (
    OpeningStock,
    OpenPurchase,
    OpenSale,
    OrderLine,
    OrderPoint,
    PastPurchase,
)
from demo.company.company import Company
from demo.company.demand import Demand, Promotion
from demo.company.finance import Finance
from demo.company.partners import Container, Customer, Lane, LaterChanges, Supplier, Warehouse, WorkingDays
from demo.company.products import UNIT, ControlMode, Item, LifeCycle, Sourcing, Substitute

__all__ = [
    "UNIT",
    "Company",
    "Container",
    "ControlMode",
    "Customer",
    "Demand",
    "Finance",
    "Item",
    "Lane",
    "LaterChanges",
    "LifeCycle",
    "OpenPurchase",
    "OpenSale",
    "OpeningStock",
    "OrderLine",
    "OrderPoint",
    "PastPurchase",
    "Promotion",
    "Sourcing",
    "Substitute",
    "Supplier",
    "Warehouse",
    "WorkingDays",
]
