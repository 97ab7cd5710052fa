"""Foresight: the most that any plan could have earned that knew everything beforehand, by a linear programme.

A bound from above, for it may do more than anybody can: orders on their days, with the lead times that will be, moved
earlier, later, taken back or sent elsewhere for the variable part of the fees, in any quantity, without minimum orders,
lots, containers, documents' fixed costs or people's attention; promised anew whenever that costs less than being late;
promotions served two weeks later for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tools.optimizer.engine import Programme, optimise
from tools.simulation.companies.company import CENTRE, Company
from tools.simulation.companies.fate import PAST_DAYS
from tools.simulation.companies.record import day_of
from tools.simulation.companies.world import DAYS_PER_YEAR, GOODWILL_SHARE
from trimtab.errors import TrimtabError
from trimtab.network import Source

LATER_DAYS = 28
"""No open line is asked to come more than so many days later."""
PROMOTION_WAITS_DAYS = 14


@dataclass(frozen=True)
class _Demand:
    """Units owed at a location from a day on; being late costs nothing for `free` days, then `share` of the price."""

    location: str
    due: int
    share: float = 1.0
    free: int = 0


@dataclass
class _Columns:
    """A linear programme in the making: columns with cost and upper bound, and their entries in rows."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    def add(self, cost: float, *entries: tuple[int, float], upper: float = np.inf) -> None:
        """Add a column."""
        self.entries += [(row, len(self.cost), value) for row, value in entries]
        self.cost.append(cost)
        self.upper.append(upper)


def foresight_profit(company: Company) -> float:
    """Return a profit, in the company's currency, that no plan exceeds."""
    return sum(_of_item(company, item.code) for item in company.network.items)


def _of_item(company: Company, item: str) -> float:
    """Return the best profit on one item: items share nothing that is left in the relaxation.

    A balance a location and day: stock before + what comes − what leaves − what is delivered = stock after.
    """
    network, days = company.network, company.days
    record, costs = network.item(item), network.costs
    cost = float(record.unit_cost.amount)
    margin = float(record.unit_price.amount) - cost
    late = costs.backorder_cost_per_day_share * margin
    locations = [location.code for location in network.locations]
    row = {(x, day): n for n, (x, day) in enumerate((x, day) for x in locations for day in range(days))}
    wanted = _wanted(company, item)
    lines = [p for p in company.purchases if p.item == item]
    right = np.zeros(len(row) + len(wanted) + len(lines))
    columns = _Columns()
    for x in locations:
        right[row[x, 0]] -= company.stock[item, x]
    for (x, day), here in row.items():
        after = ((row[x, day + 1], 1.0),) if day + 1 < days else ()
        columns.add(costs.holding_rate_per_year * cost / DAYS_PER_YEAR, (here, -1.0), *after)
    for lane in network.lanes:
        for day in range(days):
            if company.fate.closed((lane.origin, lane.destination), day) is None:
                comes = day + lane.transit_days
                there = ((row[lane.destination, comes], 1.0),) if comes < days else ()
                columns.add(float(lane.cost_per_unit.amount), (row[lane.origin, day], -1.0), *there)
    for (x, day), extra in _bought(company, item).items():
        columns.add(extra, (row[x, day], 1.0))
    for number, line in enumerate(lines, start=len(row) + len(wanted)):
        right[number] = float(line.quantity)
        columns.add(0.0, (number, 1.0))
        source = next(s for s in network.sources_of(item) if s.supplier == line.supplier)
        for x, day, extra in _deliveries(company, source, line.arrives):
            columns.add(extra, (row[x, day], 1.0), (number, 1.0))
    for number, (demand, quantity) in enumerate(wanted.items(), start=len(row)):
        right[number] = quantity
        for day in range(demand.due, days):
            waits = max(0, day - demand.due - demand.free)
            columns.add(late * demand.share * waits, (row[demand.location, day], -1.0), (number, 1.0))
        waits = max(0, days - demand.due - demand.free)
        columns.add(late * demand.share * waits + margin, (number, 1.0))
    return margin * sum(wanted.values()) - _least_cost(columns, right)


def _wanted(company: Company, item: str) -> dict[_Demand, float]:
    fate, found = company.fate, defaultdict[_Demand, float](float)
    for (code, location), counted in fate.counter.items():
        if code == item:
            for day in range(company.days):
                found[_Demand(location, day)] += float(counted[PAST_DAYS + day])
    for promotion in fate.promotions:
        if promotion.place[0] == item:
            for day, extra in enumerate(promotion.extra, start=promotion.start):
                if day < company.days:
                    found[_Demand(promotion.place[1], day, free=PROMOTION_WAITS_DAYS)] += extra
    for order in fate.orders:
        if order.place[0] == item and 0 <= order.due < company.days:
            found[_Demand(order.place[1], order.due, share=GOODWILL_SHARE)] += order.quantity
    return {demand: quantity for demand, quantity in found.items() if quantity}


def _bought(company: Company, item: str) -> dict[tuple[str, int], float]:
    """Return what a unit of new orders costs beyond unit cost where and when it comes, whichever order is cheapest."""
    found: dict[tuple[str, int], float] = {}
    for source in company.network.sources_of(item):
        order_days = company.network.supplier(source.supplier).order_days
        for day in range(company.days):
            if order_days and day_of(day).weekday() not in order_days:
                continue
            slip = company.fate.slip(source.supplier, day, source.lead_time_days)
            for x, comes, extra in _deliveries(company, source, day + source.lead_time_days + slip.days):
                found[x, comes] = min(extra, found.get((x, comes), np.inf))
    return found


def _deliveries(company: Company, source: Source, arrives: int) -> Iterator[tuple[str, int, float]]:
    """Yield where and when a unit that would come to the centre on a day can be, and what it costs beyond unit cost."""
    network = company.network
    terms = network.supplier(source.supplier).changes.expedite
    most, share = (0, 0.0) if terms is None else (terms.most_days, terms.share_of_value)
    price = float(source.unit_price.amount)
    extra = price - float(network.item(source.item).unit_cost.amount)
    freight = {x.destination: float(x.cost_per_unit.amount) for x in network.lanes if x.origin == CENTRE}
    for location in network.locations:
        for day in range(max(0, arrives - most), min(arrives + LATER_DAYS + 1, company.days)):
            earlier = share * price if day < arrives else 0.0
            yield location.code, day, extra + freight.get(location.code, 0.0) + earlier


def _least_cost(columns: _Columns, right: NDArray[np.float64]) -> float:
    rows, places, values = (np.array(x) for x in zip(*columns.entries, strict=True))
    matrix = sp.csr_matrix((values, (rows, places)), shape=(len(right), len(columns.cost)))
    none, upper, cost = np.zeros(len(columns.cost)), np.array(columns.upper), np.array(columns.cost)
    found = optimise(Programme(matrix, none, upper, cost, right, right))
    if found is None:
        raise TrimtabError("the company cannot balance its stock", remedy="This is a defect: please report it.")
    return found.cost
