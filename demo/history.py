"""The history of the demo company as CSV files: daily demand and past receipts; the ERP holds what is open."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from demo.company import HALYARD_SUPPLY, Company, Demand

DEMAND_DAYS = 180
DEMAND_COLUMNS = ("date", "item", "location", "quantity")
RECEIPT_COLUMNS = ("order", "supplier", "item", "location", "quantity", "ordered", "promised", "received")
TERMS_COLUMNS = ("item", "supplier", "unit_price", "currency", "lead_time_days", "minimum", "multiple")

# Orders of a distributor follow the working week: the factors average 1 over seven days, Monday first.
_WEEKDAY_FACTOR = (1.35, 1.25, 1.2, 1.2, 1.3, 0.5, 0.2)


def write_demand_history(path: Path, today: date, company: Company = HALYARD_SUPPLY) -> Path:
    """Write 180 days of demand up to yesterday, in pieces, one row per day and item-location.

    A day's demand is the same in every file that holds it: it depends on the company's seed and the day alone.
    """
    days = [today - timedelta(days=ago) for ago in range(DEMAND_DAYS, 0, -1)]
    series = [_daily_demand(demand, index, days, company.seed) for index, demand in enumerate(company.demand)]
    rows = [
        (day.isoformat(), demand.item, demand.warehouse, quantities[position])
        for position, day in enumerate(days)
        for demand, quantities in zip(company.demand, series, strict=True)
    ]
    return _write(path, DEMAND_COLUMNS, rows)


def write_receipt_history(path: Path, today: date, company: Company = HALYARD_SUPPLY) -> Path:
    """Write one row per received PO line with the dates ordered, promised and received."""
    rows = []
    for purchase in company.past_purchases:
        ordered = today - timedelta(days=purchase.ordered_days_ago)
        promised = ordered + timedelta(days=company.supplier(purchase.supplier).lead_time_days)
        received = promised + timedelta(days=purchase.late_by_days)
        rows += [
            (
                purchase.reference,
                purchase.supplier,
                line.item,
                purchase.warehouse,
                line.quantity,
                ordered.isoformat(),
                promised.isoformat(),
                received.isoformat(),
            )
            for line in purchase.lines
        ]
    return _write(path, RECEIPT_COLUMNS, sorted(rows, key=lambda row: (row[7], row[0], row[2])))


def write_supplier_terms(path: Path, company: Company = HALYARD_SUPPLY) -> Path:
    """Write the terms of each item and supplier: MOQ and lot multiple are in no field of a plain Tryton."""
    rows = [
        (
            terms.item,
            terms.supplier,
            terms.unit_price,
            company.currency,
            company.supplier(terms.supplier).lead_time_days,
            terms.minimum,
            terms.multiple,
        )
        for terms in company.sourcing
    ]
    return _write(path, TERMS_COLUMNS, rows)


def _daily_demand(demand: Demand, index: int, days: Sequence[date], seed: int) -> list[int]:
    """Negative binomial demand, variance 1.5 times the mean, from a stream of its own per item-location and day."""
    quantities = []
    for day in days:
        mean = demand.per_day * _WEEKDAY_FACTOR[day.weekday()]
        generator = np.random.default_rng((seed, index, day.toordinal()))
        # With success probability p the variance is mean / p: p = 2/3 makes it 1.5 times the mean.
        quantities.append(int(generator.negative_binomial(2.0 * mean, 2.0 / 3.0)))
    return quantities


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return path
