"""Who and where: warehouses, lanes, suppliers with their terms, customers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WorkingDays:
    """A calendar: weekdays worked, Monday 0, and the days from the opening day on which nobody works all the same."""

    code: str
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    closed_in_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class Warehouse:
    """A warehouse; with `receives_on_shelf` goods come in and go out at the shelf, with no zones of their own."""

    code: str
    name: str
    city: str
    country: str
    receives_on_shelf: bool = False
    time_zone: str = "UTC"
    calendar: str | None = None


@dataclass(frozen=True)
class Lane:
    """A way between two warehouses, used in both directions; `lead_time_days` from dispatch to shelf."""

    source: str
    destination: str
    lead_time_days: int
    cost_per_unit: str = "1.20"
    mode: str = "road"
    calendar: str | None = None


@dataclass(frozen=True)
class Container:
    """What fits into a container and what one costs to send."""

    volume_m3: str
    cost: str


@dataclass(frozen=True)
class LaterChanges:
    """What a supplier grants after the order; shares of a line's value, None where it does not grant it at all."""

    expedite_days: int | None = None
    expedite_fee: str = "0"
    expedite_share: float = 0.0
    reschedule_days: int | None = None
    reschedule_frozen_days: int = 0
    cancel_share: float | None = None
    cancel_frozen_days: int = 0
    answer_within_days: int = 2


@dataclass(frozen=True)
class Supplier:
    """A supplier; `lead_time_days` from order to receipt as agreed, the rest as its terms of sale say.

    `order_days` are weekdays, Monday 0; empty where orders are taken on every working day. `cut_off_hour` in UTC.
    """

    code: str
    name: str
    country: str
    lead_time_days: int
    order_days: tuple[int, ...] = ()
    cut_off_hour: int | None = None
    minimum_order_value: str | None = None
    container: Container | None = None
    changes: LaterChanges = LaterChanges()
    calendar: str | None = None


@dataclass(frozen=True)
class Customer:
    """`priority` 1 is served first; orders come on the weekdays `orders_on`, Monday 0."""

    code: str
    name: str
    country: str
    priority: int
    orders_on: tuple[int, ...] = (0, 1, 2, 3, 4)
