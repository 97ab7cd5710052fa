"""Courses: one accounting for the company as it is and for its twin, so that they differ by what was done differently.

At the end of a day, for both alike:

- stock at unit cost, what is on a lane included: it is ours wherever it is;
- on order: open lines of suppliers at the price of the line, else of the source;
- backorders: what customers wanted up to that day and have not got; on paper also stock below zero;
- served: demand of the day less the growth of backorders, per item-location: who waited longer is served first;
- lost margin: backorders times unit margin times the cost of a day late that finance approved, summed over the days;
- spent: goods at their price when they come in, freight when goods arrive over a lane, the fixed cost of a new order or
  transfer when it is placed (one per supplier or lane and day), and the fees of changes when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from trimtab.measures import CENT, Frozen
from trimtab.network import Network
from trimtab.outcomes import CompanyDay, Course

Place = str
"""An item at a location, as `ITEM@LOCATION`."""


def place_of(item: str, location: str) -> Place:
    """Name an item-location.

    >>> place_of("WINCH-40", "CEN")
    'WINCH-40@CEN'
    """
    return f"{item}@{location}"


def split_place(place: Place) -> tuple[str, str]:
    """Return item and location.

    >>> split_place("WINCH-40@CEN")
    ('WINCH-40', 'CEN')
    """
    item, _, location = place.rpartition("@")
    return item, location


class Accounts(BaseModel):
    """What a course has added up so far, and the backorders by which the next day is told apart from those before."""

    model_config = ConfigDict(extra="forbid")

    backorders: dict[Place, Decimal] = Field(default_factory=dict)
    lost_margin: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)


class Holding(Frozen):
    """What a course holds at the end of a day."""

    stock: dict[Place, Decimal]
    in_transit: dict[str, Decimal]
    """Per item, what is on a lane."""
    on_order_value: Decimal
    backorders: dict[Place, Decimal]


def price_of(network: Network, supplier: str, item: str, line_price: Decimal | None = None) -> Decimal:
    """Return what a unit costs: by its line, else its source, else at unit cost."""
    if line_price is not None:
        return line_price
    found = (s.unit_price.amount for s in network.sources_of(item) if s.supplier == supplier)
    return next(found, network.item(item).unit_cost.amount)


def freight_of(network: Network, origin: str, destination: str) -> Decimal:
    """Return the freight a unit over a lane, the cheapest mode; zero where no such lane is known."""
    costs = (x.cost_per_unit.amount for x in network.lanes if (x.origin, x.destination) == (origin, destination))
    return min(costs, default=Decimal(0))


def fixed_costs(network: Network, suppliers: Iterable[object], lanes: Iterable[object]) -> Decimal:
    """Return the fixed cost of new documents: one per supplier, and one per lane, that was given anything that day."""
    costs = network.costs
    return (
        len(set(suppliers)) * costs.fixed_cost_per_purchase.amount
        + len(set(lanes)) * costs.fixed_cost_per_transfer.amount
    )


class Period(Frozen):
    """The days up to and including `day` that are closed together: what was wanted and what was paid on them."""

    day: date
    days: int
    demand: dict[Place, Decimal]
    spent: Decimal


def closed(
    network: Network, course: Course, period: Period, holding: Holding, accounts: Accounts
) -> tuple[CompanyDay, Accounts]:
    """Return the record of a period's last day, at whose end a course holds so much, and the accounts after it."""
    demand = period.demand
    served = Decimal(0)
    for place, wanted in demand.items():
        grew = holding.backorders.get(place, Decimal(0)) - accounts.backorders.get(place, Decimal(0))
        served += max(Decimal(0), wanted - max(Decimal(0), grew))
    value = sum(
        (max(Decimal(0), quantity) * _unit_cost(network, place) for place, quantity in holding.stock.items()),
        Decimal(0),
    )
    value += sum((q * network.item(i).unit_cost.amount for i, q in holding.in_transit.items()), Decimal(0))
    lost = sum((q * _late_cost(network, place) for place, q in holding.backorders.items()), Decimal(0)) * period.days
    after = Accounts(
        backorders={place: q for place, q in holding.backorders.items() if q},
        lost_margin=accounts.lost_margin + lost,
        spent=accounts.spent + period.spent,
    )
    record = CompanyDay(
        day=period.day,
        course=course,
        currency=network.costs.currency,
        stock_value=value.quantize(CENT),
        on_order_value=holding.on_order_value.quantize(CENT),
        backorder_units=sum(holding.backorders.values(), Decimal(0)),
        demand_units=sum(demand.values(), Decimal(0)),
        served_units=served,
        lost_margin=after.lost_margin.quantize(CENT),
        spent=after.spent.quantize(CENT),
    )
    return record, after


def _unit_cost(network: Network, place: Place) -> Decimal:
    return network.item(split_place(place)[0]).unit_cost.amount


def _late_cost(network: Network, place: Place) -> Decimal:
    item = network.item(split_place(place)[0])
    share = Decimal(str(network.costs.backorder_cost_per_day_share))
    return (item.unit_price.amount - item.unit_cost.amount) * share
