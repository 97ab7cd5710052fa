"""The history of a demo company as CSV files: daily demand and past receipts; the ERP holds what is open."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from demo.company import Company
from demo.draws import demand_on

DEMAND_COLUMNS = ("date", "item", "location", "quantity")
RECEIPT_COLUMNS = ("order", "supplier", "item", "location", "quantity", "ordered", "promised", "received")
TERMS_COLUMNS = ("item", "supplier", "unit_price", "currency", "lead_time_days", "minimum", "multiple")


def write_demand_history(path: Path, today: date, company: Company) -> Path:
    """Write the company's days of demand up to yesterday, in pieces, one row per day and item-location.

    A day's demand is the same in every file that holds it. A day before an item was first sold has no row.
    """
    rows = [
        (day.isoformat(), demand.item, demand.warehouse, demand_on(company, index, today, day))
        for day in (today - timedelta(days=ago) for ago in range(company.history_days, 0, -1))
        for index, demand in enumerate(company.demand)
        if demand.since_days_ago is None or (today - day).days <= demand.since_days_ago
    ]
    return write_rows(path, DEMAND_COLUMNS, rows)


def write_receipt_history(path: Path, today: date, company: Company) -> Path:
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
    return write_rows(path, RECEIPT_COLUMNS, sorted(rows, key=lambda row: (row[7], row[0], row[2])))


def write_supplier_terms(path: Path, company: Company) -> Path:
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
    return write_rows(path, TERMS_COLUMNS, rows)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write a CSV file with a head line; a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    part.replace(path)
    return path
