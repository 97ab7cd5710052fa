"""The network: items, locations, suppliers, sources, lanes and customers, with the cost parameters finance approved."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, TypeVar

from pydantic import ConfigDict, Field, model_validator

from trimtab.calendars import Calendar, Weekday
from trimtab.errors import InvalidField, UnknownReference
from trimtab.measures import Currency, Frozen, Money, UnitConversion
from trimtab.terms import ChangeTerms, ContainerTerms

Code = Annotated[str, Field(min_length=1, max_length=64)]
NonNegative = Annotated[Decimal, Field(ge=0)]
Positive = Annotated[Decimal, Field(gt=0)]
Days = Annotated[int, Field(ge=0, le=1000)]
Share = Annotated[float, Field(gt=0, lt=1)]
T = TypeVar("T")


class ControlMode(StrEnum):
    """Who places the orders of an item-location."""

    OBSERVE = "observe"
    ERP_ORDERS = "erp_orders"
    TRIMTAB_ORDERS = "trimtab_orders"


class LifeCycle(StrEnum):
    """Where an item stands in its life."""

    NEW = "new"
    REGULAR = "regular"
    END_OF_LIFE = "end_of_life"


class Substitute(Frozen):
    """An item a customer may take instead, one for one, at `discount_share` off its price."""

    item: Code
    discount_share: Annotated[float, Field(ge=0, lt=1)] = 0.0


class Item(Frozen):
    """Something that is stocked; `unit_cost` and `unit_price` are per stock unit, `volume_m3` in cubic metres."""

    code: Code
    name: str
    unit: str
    unit_cost: Money
    unit_price: Money
    volume_m3: NonNegative = Decimal(0)
    life_cycle: LifeCycle = LifeCycle.REGULAR
    last_sale: date | None = None
    """From an end-of-life item's last day of sale on, what is left of it is worth nothing."""
    substitutes: tuple[Substitute, ...] = ()
    sells_like: Code | None = None
    """An item whose demand stands in for this one's, wherever that is sold, until this one has a history."""


class Location(Frozen):
    """A warehouse."""

    code: Code
    name: str
    time_zone: str = "UTC"
    calendar: Code | None = None


class Supplier(Frozen):
    """A company that sells to us."""

    code: Code
    name: str
    region: str = ""
    order_cut_off: time | None = None
    """Time of day, UTC, after which an order counts as placed the next day."""
    order_days: tuple[Weekday, ...] = ()
    """Weekdays on which orders are taken; empty: every working day."""
    calendar: Code | None = None
    minimum_order_value: Money | None = None
    container: ContainerTerms | None = None
    changes: ChangeTerms = ChangeTerms()

    @property
    def longest_wait_days(self) -> int:
        """Return the most days from one order day to the next; 1 where orders are taken on every working day.

        >>> Supplier(code="GDK", name="Gdansk Forge", order_days=(0, 2)).longest_wait_days
        5
        """
        days = sorted(set(self.order_days))
        return max(b - a for a, b in pairwise([*days, days[0] + 7])) if days else 1


class Customer(Frozen):
    """A company or person that buys; `priority` 1 is served first."""

    code: Code
    name: str
    priority: Annotated[int, Field(ge=1, le=9)] = 5


class Source(Frozen):
    """An item as a supplier offers it; quantities are in stock units, `unit_price` per stock unit."""

    supplier: Code
    item: Code
    unit_price: Money
    lead_time_days: Days
    minimum_order: NonNegative = Decimal(0)
    lot_multiple: Positive = Decimal(1)
    purchase_unit: UnitConversion | None = None
    preference: int = 0
    erp_orders: bool = True
    """Whether the ERP knows these terms and may order from this source by itself; else only people do."""


class Lane(Frozen):
    """A way to move stock between two of our locations."""

    origin: Code
    destination: Code
    mode: str = "road"
    transit_days: Days
    cost_per_unit: Money
    open: bool = True
    calendar: Code | None = None
    """The carrier's working days: it leaves on one of them."""
    replenishes: bool = False
    """Whether the destination is regularly supplied this way; such lanes form no circle."""


class CostParameters(Frozen):
    """What finance approved: how stock, shortage and change are priced. `version` is bound into every bundle."""

    version: str
    currency: Currency
    holding_rate_per_year: Share
    backorder_cost_per_day_share: Annotated[float, Field(gt=0)]
    """Cost of one unit late for one day, as a share of its unit margin (lost sales and penalties)."""
    fixed_cost_per_purchase: Money
    fixed_cost_per_transfer: Money
    change_price: Money
    """Price of changing a plan that people already rely on, per document (nervousness)."""
    attention_price: Money
    """What asking a person once is worth; drift below it opens no case."""
    service_target: Share = 0.95
    """Cycle service level (type 1) behind the implied cost of risk."""
    approved_by: str = ""
    valid_from: date | None = None


class StockPolicy(Frozen):
    """How an item-location is controlled."""

    item: Code
    location: Code
    control_mode: ControlMode = ControlMode.TRIMTAB_ORDERS
    review_period_days: Days = 7
    service_target: Share | None = None
    """Cycle service level (type 1) of this item-location; the company's where it is None."""


class Network(Frozen):
    """Everything that can be bought, stored, moved and sold, with references checked."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    company: str
    version: str
    costs: CostParameters
    items: tuple[Item, ...]
    locations: tuple[Location, ...]
    suppliers: tuple[Supplier, ...] = ()
    customers: tuple[Customer, ...] = ()
    sources: tuple[Source, ...] = ()
    lanes: tuple[Lane, ...] = ()
    policies: tuple[StockPolicy, ...] = ()
    calendars: tuple[Calendar, ...] = ()

    @model_validator(mode="after")
    def _nothing_stands_twice(self) -> Network:
        names = [f"item {i.code}" for i in self.items]
        names += [f"location {x.code}" for x in self.locations]
        names += [f"supplier {s.code}" for s in self.suppliers]
        names += [f"customer {c.code}" for c in self.customers]
        names += [f"source {s.supplier}/{s.item}" for s in self.sources]
        names += [f"lane {x.origin}>{x.destination} {x.mode}" for x in self.lanes]
        names += [f"stock policy {p.item}@{p.location}" for p in self.policies]
        names += [f"calendar {c.code}" for c in self.calendars]
        twice = next((name for name, count in Counter(names).items() if count > 1), None)
        if twice is not None:
            raise InvalidField("stands there twice", record=twice, field="code", remedy="Keep the one that is right.")
        return self

    @model_validator(mode="after")
    def _references_exist(self) -> Network:
        items = {i.code for i in self.items}
        locations = {x.code for x in self.locations}
        suppliers = {s.code for s in self.suppliers}
        wanted = [(f"source {s.supplier}/{s.item}", "item", s.item, items) for s in self.sources]
        wanted += [(f"source {s.supplier}/{s.item}", "supplier", s.supplier, suppliers) for s in self.sources]
        wanted += [(f"lane {x.origin}>{x.destination}", "origin", x.origin, locations) for x in self.lanes]
        wanted += [(f"lane {x.origin}>{x.destination}", "destination", x.destination, locations) for x in self.lanes]
        wanted += [(f"stock policy {p.item}@{p.location}", "item", p.item, items) for p in self.policies]
        wanted += [(f"stock policy {p.item}@{p.location}", "location", p.location, locations) for p in self.policies]
        calendars = {c.code for c in self.calendars}
        wanted += [(f"supplier {s.code}", "calendar", s.calendar, calendars) for s in self.suppliers if s.calendar]
        wanted += [(f"location {x.code}", "calendar", x.calendar, calendars) for x in self.locations if x.calendar]
        wanted += [
            (f"lane {x.origin}>{x.destination}", "calendar", x.calendar, calendars) for x in self.lanes if x.calendar
        ]
        wanted += [(f"item {i.code}", "substitutes", s.item, items) for i in self.items for s in i.substitutes]
        wanted += [(f"item {i.code}", "sells_like", i.sells_like, items) for i in self.items if i.sells_like]
        for record, field, value, known in wanted:
            if value not in known:
                raise UnknownReference(f"{value!r} is not in the network", record=record, field=field)
        return self

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {i.code: i for i in self.items}

    @cached_property
    def _locations(self) -> dict[str, Location]:
        return {x.code: x for x in self.locations}

    @cached_property
    def _suppliers(self) -> dict[str, Supplier]:
        return {s.code: s for s in self.suppliers}

    def item(self, code: str) -> Item:
        """Return the item, or raise `UnknownReference`."""
        return _known(self._items, code, "item")

    def location(self, code: str) -> Location:
        """Return the location, or raise `UnknownReference`."""
        return _known(self._locations, code, "location")

    def supplier(self, code: str) -> Supplier:
        """Return the supplier, or raise `UnknownReference`."""
        return _known(self._suppliers, code, "supplier")

    def customer(self, code: str) -> Customer:
        """Return the customer, or raise `UnknownReference`."""
        return _known({c.code: c for c in self.customers}, code, "customer")

    def calendar(self, code: str | None) -> Calendar:
        """Return a calendar; without a code one on which every day is a working day; raises `UnknownReference`."""
        if code is None:
            return Calendar(code="every day", working_days=(0, 1, 2, 3, 4, 5, 6))
        return _known({c.code: c for c in self.calendars}, code, "calendar")

    def sources_of(self, item: str) -> tuple[Source, ...]:
        """Return the sources of an item, the preferred one first (the one the ERP would use by itself)."""
        return tuple(sorted((s for s in self.sources if s.item == item), key=lambda s: (s.preference, s.supplier)))

    def policy_of(self, item: str, location: str) -> StockPolicy:
        """Return how an item-location is controlled, the default where nothing was said."""
        found = (p for p in self.policies if (p.item, p.location) == (item, location))
        return next(found, StockPolicy(item=item, location=location))


def _known(table: dict[str, T], code: str, field: str) -> T:
    try:
        return table[code]
    except KeyError:
        raise UnknownReference(f"{code!r} is not in the network", record="network", field=field) from None
