"""A random company: a central warehouse and regional ones, a far and a near supplier for every item, and its past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from math import sqrt

import numpy as np

from tools.simulation.companies.draws import draws
from tools.simulation.companies.fate import PAST_DAYS, Fate, Place, drawn_fate
from tools.simulation.companies.record import PurchaseRecord, day_of
from trimtab.measures import money
from trimtab.network import (
    CostParameters,
    Customer,
    Item,
    Lane,
    Location,
    Network,
    Source,
    Supplier,
)
from trimtab.state import OrderPoint, OrderPointKind
from trimtab.terms import CancelTerms, ChangeTerms, ContainerTerms, ExpediteTerms, RescheduleTerms

EUR = "EUR"
CENTRE = "CEN"
REGIONS = ("NOR", "SOU")
FAR, NEAR = "FAR", "NEAR"
MORNING = time(8, tzinfo=UTC)
SAFETY = 1.65


@dataclass(frozen=True)
class Company:
    """A company on the morning of its first day, and what will happen to it."""

    network: Network
    order_points: tuple[OrderPoint, ...]
    stock: Mapping[Place, int]
    purchases: tuple[PurchaseRecord, ...]
    received: tuple[PurchaseRecord, ...]
    """What came in before the first day, from which suppliers are known."""
    fate: Fate

    @property
    def days(self) -> int:
        """Return over how many days it is watched."""
        return self.fate.days

    @property
    def places(self) -> tuple[Place, ...]:
        """Return its item-locations, in order."""
        return tuple(sorted(self.fate.counter))


def morning_of(number: int) -> datetime:
    """Return when people come to work on a day, UTC."""
    return datetime.combine(day_of(number), MORNING)


def random_company(seed: int, days: int = 84, items: int = 2, *, stationary: bool = False) -> Company:
    """Return the company of a seed; `stationary`: nothing changes but by chance, and no order is later than by a day.

    Seeds give other costs, lead times, order days, minimum orders, containers and demand; the same seed gives the same
    company and the same fate, whatever is done.
    """
    rng = draws(seed, "company")
    codes = [f"ITEM-{n + 1}" for n in range(items)]
    network = _network(rng, codes)
    rates = {(code, place): float(rng.uniform(2, 12)) for code in codes for place in (CENTRE, *REGIONS)}
    lanes = [(x.origin, x.destination) for x in network.lanes]
    selling_ahead = [place for place in rates if place[1] in REGIONS]
    fate = drawn_fate(seed, rates, selling_ahead, lanes, days, stationary=stationary)
    today = {place: float(np.mean(fate.counter[place][PAST_DAYS - 28 : PAST_DAYS])) for place in rates}
    bought = list(_past_orders(network, fate, codes, rates))
    return Company(
        network=network,
        order_points=tuple(_order_points(network)),
        stock={place: _opening_stock(place, rate) for place, rate in today.items()},
        purchases=tuple(p for p in bought if p.arrives >= 0),
        received=tuple(p for p in bought if p.arrives < 0),
        fate=fate,
    )


def _network(rng: np.random.Generator, codes: list[str]) -> Network:
    costs = CostParameters(
        version="1",
        currency=EUR,
        holding_rate_per_year=float(rng.uniform(0.18, 0.3)),
        backorder_cost_per_day_share=float(rng.uniform(0.05, 0.12)),
        fixed_cost_per_purchase=money(60, EUR),
        fixed_cost_per_transfer=money(30, EUR),
        change_price=money(25, EUR),
        attention_price=money(40, EUR),
    )
    items, sources = [], []
    far_days, near_days = int(rng.integers(18, 36)), int(rng.integers(4, 9))
    for code in codes:
        cost = round(float(rng.uniform(20, 140)), 2)
        items.append(
            Item(
                code=code,
                name=code,
                unit="pcs",
                unit_cost=money(cost, EUR),
                unit_price=money(round(cost * rng.uniform(1.4, 1.9), 2), EUR),
                volume_m3=Decimal(str(round(rng.uniform(0.01, 0.06), 3))),
            )
        )
        dearer = round(cost * rng.uniform(1.06, 1.2), 2)
        lots = Decimal(int(rng.choice([5, 10])))
        minimum = lots * int(rng.integers(4, 11))
        sources.append(
            Source(
                supplier=FAR,
                item=code,
                unit_price=money(cost, EUR),
                lead_time_days=far_days,
                minimum_order=minimum,
                lot_multiple=lots,
            )
        )
        sources.append(
            Source(
                supplier=NEAR,
                item=code,
                unit_price=money(dearer, EUR),
                lead_time_days=near_days,
                minimum_order=Decimal(5),
                preference=1,
            )
        )
    changes = ChangeTerms(
        expedite=ExpediteTerms(most_days=10, fee=money(80, EUR), share_of_value=0.03),
        reschedule=RescheduleTerms(most_days=28, frozen_days=7),
        cancel=CancelTerms(share_of_value=0.1, frozen_days=10),
    )
    order_days = ((1,), (1, 3), (0, 2, 4))[int(rng.integers(3))]
    container = ContainerTerms(volume_m3=Decimal(6), cost=money(240, EUR)) if rng.random() < 0.5 else None
    near = ChangeTerms(cancel=CancelTerms(share_of_value=0.2, frozen_days=3))
    suppliers = (
        Supplier(code=FAR, name="Far Works", order_days=order_days, changes=changes, container=container),
        Supplier(code=NEAR, name="Near Works", changes=near),
    )
    days = int(rng.integers(2, 5))
    freight = money(round(float(rng.uniform(0.4, 1.5)), 2), EUR)
    lanes = [
        Lane(origin=CENTRE, destination=r, transit_days=days, cost_per_unit=freight, replenishes=True) for r in REGIONS
    ]
    across = [(REGIONS[0], REGIONS[1]), (REGIONS[1], REGIONS[0])]
    lanes += [Lane(origin=a, destination=b, transit_days=days + 1, cost_per_unit=freight) for a, b in across]
    return Network(
        company="simulated",
        version="1",
        costs=costs,
        items=tuple(items),
        locations=tuple(Location(code=code, name=code) for code in (CENTRE, *REGIONS)),
        suppliers=suppliers,
        customers=(
            Customer(code="KEY", name="Key account", priority=1),
            Customer(code="REGULAR", name="Regular customer", priority=5),
            Customer(code="COUNTER", name="Customers who come and buy", priority=5),
        ),
        sources=tuple(sources),
        lanes=tuple(lanes),
    )


def _order_points(network: Network) -> Iterator[OrderPoint]:
    """Yield how every item-location is replenished; nothing is ordered by itself, so there are no levels."""
    for item in (i.code for i in network.items):
        for location in (CENTRE, *REGIONS):
            yield OrderPoint(
                document=f"{item}@{location}",
                item=item,
                location=location,
                kind=OrderPointKind.PURCHASE if location == CENTRE else OrderPointKind.INTERNAL,
                minimum=Decimal(0),
                target=Decimal(0),
                provisioning=None if location == CENTRE else CENTRE,
            )


def _opening_stock(place: Place, rate: float) -> int:
    days = 21 if place[1] == CENTRE else 12
    return round(days * rate + SAFETY * sqrt(2.5 * days * rate))


def _past_orders(
    network: Network, fate: Fate, codes: list[str], rates: Mapping[Place, float]
) -> Iterator[PurchaseRecord]:
    """Yield a week's demand ordered from the far supplier every week, and a little from the near one now and then."""
    for supplier in network.suppliers:
        days = supplier.order_days or (2,)
        every = 1 if supplier.code == FAR else 3
        for week in range(-(PAST_DAYS // 7), 0):
            if week % every:
                continue
            ordered = 7 * week + days[0]
            for number, code in enumerate(codes, start=1):
                source = next(s for s in network.sources_of(code) if s.supplier == supplier.code)
                slip = fate.slip(supplier.code, ordered, source.lead_time_days)
                weekly = 7 * sum(rates[code, place] for place in (CENTRE, *REGIONS))
                promised = ordered + source.lead_time_days
                told = None if slip.told_after is None else ordered + slip.told_after
                if supplier.code == NEAR and promised + slip.days >= 0:
                    continue
                yield PurchaseRecord(
                    document=f"PO-{supplier.code}-{week}",
                    line=str(number),
                    supplier=supplier.code,
                    item=code,
                    location=CENTRE,
                    quantity=Decimal(round(weekly)),
                    price=source.unit_price.amount,
                    ordered=ordered,
                    promised=promised,
                    due=promised + slip.days if told is not None and told < 0 else promised,
                    arrives=promised + slip.days,
                    told=told,
                )
