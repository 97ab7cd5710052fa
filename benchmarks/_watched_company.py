"""A company to watch: product networks in steady operation, what was told of them, and streams of events as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.estimation.forecast import DemandFilters
from tools.optimizer.flows import Buy, FlowPlans, FlowShape, Move, Networks, plan_all
from tools.optimizer.planning.buckets import Buckets
from tools.watching import (
    Alarms,
    Beliefs,
    Counts,
    DemandReadings,
    NervousnessBudget,
    Reader,
    Screening,
    SupplyReadings,
    Watch,
    WatchedDemand,
    WatchedSupply,
)
from trimtab import subjects

Array = NDArray[np.float64]

LOCATIONS, WEEKS, CYCLE = 10, 7, 7
DAYS = 7 * WEEKS
LEARNT, WINDOW = 56, 28
"""Days of history, and how many of them are in the window of days that can be learnt anew."""
FIRST_DAY = date(2026, 3, 2)
UPPER, LOWER = 100.0, 50.0
"""Alarm thresholds, in currency over the horizon; attention costs 250 to 600 in the companies of the demo."""
TOLERANCE = 1e-3
BUCKETS = Buckets((*range(7), *range(7, DAYS, 7)), (1,) * 7 + (7,) * (WEEKS - 1))
"""A week of single days, after which the ERP's planner looks again, then weeks."""


@dataclass
class Company:
    """Networks under watch. `rate` (rows,): what is sold a day; `untold`: days of the end of history not yet told."""

    watch: Watch
    reader: Reader
    rate: Array
    on_hand: Array
    lines: list[dict[str, Any]]
    today: int
    untold: int
    rng: np.random.Generator


def company(networks: int, untold: int = 1, seed: int = 1, plans: FlowPlans | None = None) -> Company:
    """Return a company of so many products at ten locations each: one central place that buys far and near.

    It has a week or two of stock everywhere, a purchase order on its way each week, and its plans are made on what was
    known `untold` days ago.
    """
    rng = np.random.default_rng(seed)
    rows = networks * LOCATIONS
    shape = FlowShape(
        BUCKETS, LOCATIONS, (Buy(0, 28), Buy(0, 5)), tuple(Move(0, place, 3) for place in range(1, LOCATIONS))
    )
    rate = rng.uniform(1, 6, rows)
    together = rate.reshape(networks, LOCATIONS).sum(axis=1)
    price = rng.uniform(50, 200, networks)
    on_hand = np.round(rate * rng.uniform(8, 16, rows))
    on_hand[::LOCATIONS] = np.round(together * rng.uniform(3, 12, networks) + 10 * rate[::LOCATIONS])
    supply = WatchedSupply.start(on_hand, most=1e5)
    today = LEARNT + untold
    lines = _tell_lines(supply, together, today, rng)
    beliefs = Beliefs(
        _learnt(rate, rng),
        supply,
        today,
        exposed_days=np.where(np.arange(LOCATIONS) == 0, 35, 10),
        lateness_days=np.zeros(LOCATIONS),
    )
    by_day = (networks, LOCATIONS, DAYS)
    # A unit in a shop takes dearer room than one in the central warehouse.
    dearer = np.where(np.arange(LOCATIONS) == 0, 1.0, 1.25)
    blank = np.broadcast_to(0.0, by_day)
    terms = Networks(
        shape,
        blank,
        blank,
        blank,
        holding=np.broadcast_to((0.2 * price / 365)[:, None, None] * dearer[None, :, None], by_day),
        backorder=(0.06 * price)[:, None, None],
        arc_cost=np.concatenate([price[:, None], 1.2 * price[:, None], np.ones((networks, LOCATIONS - 1))], axis=1),
        end_value=price,
        most=np.broadcast_to((3 * DAYS * together)[:, None, None], (networks, shape.arcs, len(BUCKETS))),
    )
    believed = beliefs.networks(terms)
    made = plan_all(believed, processes=1, tolerance=TOLERANCE) if plans is None else plans
    names = {(f"P{row // LOCATIONS}", f"L{row % LOCATIONS}"): row for row in range(rows)}
    watch = Watch(
        Screening(believed, made, CYCLE),
        beliefs,
        Alarms.start(networks, UPPER, LOWER),
        NervousnessBudget(per_item=2, per_supplier=max(5, networks // 20)),
        [f"P{k}" for k in range(networks)],
        [(f"S{k % 20}",) for k in range(networks)],
    )
    reader = Reader(names, FIRST_DAY, lambda item, location: Decimal(str(on_hand[names[item, location]])))
    return Company(watch, reader, rate, on_hand, lines, today, untold, rng)


def stream(made: Company, *, dirty: bool = True) -> Iterator[list[bytes]]:
    """Yield a day's events at a time, in an arbitrary order: what was sold that day, what moved and slipped.

    Dirty: 3% come a day late and 1% never, 3% come twice, 1% of days are corrected, 0.2% say more returned than sold,
    0.1% are absurd.
    """
    rows, rng = len(made.rate), made.rng
    withheld: list[bytes] = []
    for day in range(made.today - made.untold, made.today):
        sold = rng.poisson(made.rate * np.where(rng.random(rows) < 0.002, 3.0, 1.0)).astype(float)
        fate = rng.random(rows) if dirty else np.ones(rows)
        told = [_sold(row, day, sold[row]) for row in np.flatnonzero(fate > 0.04).tolist()]
        told, withheld = told + withheld, [_sold(row, day, sold[row]) for row in np.flatnonzero(fate < 0.03).tolist()]
        for row in rng.choice(rows, rows // 20, replace=False).tolist():
            made.on_hand[row] = max(0.0, made.on_hand[row] + rng.integers(-2, 2))
            told.append(_moved(row, day))
        for number in rng.choice(len(made.lines), rows // 50):
            line = made.lines[number] = made.lines[number] | {
                "day": made.lines[number]["day"] + int(rng.integers(0, 3))
            }
            told.append(_slipped(line, day))
        if dirty:
            told += [
                _sold(row, day - int(rng.integers(1, 15)), float(rng.poisson(made.rate[row])), day)
                for row in rng.choice(rows, rows // 100).tolist()
            ]
            told += [_sold(row, day, -float(rng.integers(1, 9))) for row in rng.choice(rows, rows // 500).tolist()]
            told += [_sold(row, day, 1e9) for row in rng.choice(rows, rows // 1000).tolist()]
            told += [told[k] for k in rng.choice(len(told), len(told) * 3 // 100)]
        rng.shuffle(told)
        yield told


def _learnt(rate: Array, rng: np.random.Generator) -> WatchedDemand:
    rows, every = len(rate), np.arange(len(rate))
    filters = DemandFilters.start(rows, season_length=7)
    demand = WatchedDemand.start(filters, most=1000.0 * rate, window_days=WINDOW)
    for day in range(LEARNT):
        of_day = np.full(rows, day, dtype=np.int64)
        sold = rng.poisson(rate).astype(float)
        there = rng.random(rows) > 0.02
        told = DemandReadings(every, of_day, sold, np.zeros(rows, dtype=bool), of_day, of_day)
        demand.take(told[there], LEARNT)
    demand.counts = Counts()
    return demand


def _tell_lines(supply: WatchedSupply, together: Array, today: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Put a purchase order a week on its way to every central place."""
    networks = len(together)
    phase = today + rng.integers(1, 7, networks)
    lines = [
        {"row": k * LOCATIONS, "document": f"PO{k}-{week}", "day": int(phase[k]) + 7 * week, "quantity": 7 * round(q)}
        for k, q in enumerate(together)
        for week in range(4)
    ]
    names = np.array([Reader.line_name("purchase.changed", x["document"], "1", x["row"]) for x in lines])
    columns = [np.array([x[name] for x in lines], dtype=np.int64) for name in ("row", "day", "quantity")]
    before = np.zeros(len(lines), dtype=np.int64)
    supply.take(SupplyReadings(columns[0], names, columns[1], columns[2].astype(float), before, before))
    supply.counts = Counts()
    return lines


def _event(kind: str, subject: str, name: str, day: int, data: dict[str, Any]) -> bytes:
    at = datetime.combine(FIRST_DAY + timedelta(days=day + 1), datetime.min.time(), UTC).isoformat()
    return json.dumps(
        {
            "specversion": "1.0",
            "id": name,
            "source": "erp",
            "type": kind,
            "subject": subject,
            "time": at,
            "data": data,
        }
    ).encode()


def _sold(row: int, day: int, quantity: float, told_on: int | None = None) -> bytes:
    item, location = f"P{row // LOCATIONS}", f"L{row % LOCATIONS}"
    of_day = str(FIRST_DAY + timedelta(days=day))
    data = {"record": f"row {row}", "date": of_day, "item": item, "location": location, "quantity": str(quantity)}
    name = f"sold {item} {location} {day} {quantity}"
    at = day if told_on is None else told_on
    return _event("demand.observed", subjects.item_location(item, location), name, at, data)


def _moved(row: int, day: int) -> bytes:
    item, location = f"P{row // LOCATIONS}", f"L{row % LOCATIONS}"
    data = {"item": item, "location": location, "quantity": "1"}
    return _event("stock.changed", subjects.item_location(item, location), f"moved {row} {day}", day, data)


def _slipped(line: dict[str, Any], day: int) -> bytes:
    item, location = f"P{line['row'] // LOCATIONS}", f"L{line['row'] % LOCATIONS}"
    data = {
        "document": line["document"],
        "number": line["document"],
        "line": "1",
        "supplier": "S1",
        "item": item,
        "location": location,
        "quantity": str(line["quantity"]),
        "due": str(FIRST_DAY + timedelta(days=line["day"])),
    }
    name = f"line {line['document']} {day} {line['day']}"
    return _event("purchase.changed", subjects.purchase_line(line["document"], "1"), name, day, data)
