"""CSV files and feeds over them, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.tools.small_network import small_network
from tools.feeds.csv import CsvFeed
from tools.feeds.demand_csv import DemandCsv
from tools.feeds.receipts_csv import ReceiptsCsv
from trimtab.clock import ManualClock
from trimtab.events import Event, EventType, Quarantined

TODAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
DEMAND_HEADER = "date,item,location,quantity\n"
RECEIPTS_HEADER = "purchase_order,supplier,item,ordered,promised,received,quantity\n"


def demand_feed(directory: Path, content: str | bytes, rows_per_reading: int = 5000) -> DemandCsv:
    return DemandCsv(_written(directory / "demand.csv", content), small_network(), ManualClock(TODAY), rows_per_reading)


def receipts_feed(directory: Path, content: str | bytes, rows_per_reading: int = 5000) -> ReceiptsCsv:
    path = _written(directory / "receipts.csv", content)
    return ReceiptsCsv(path, small_network(), ManualClock(TODAY), rows_per_reading)


def days_told(events: Sequence[Event]) -> list[tuple[str, date, float]]:
    """Return subject, day and quantity of every day that demand events name, in order."""
    found = []
    for event in events:
        data = event.data
        if event.type is EventType.DEMAND_OBSERVED:
            found.append((event.subject, date.fromisoformat(data["date"]), float(data["quantity"])))
        else:
            start = date.fromisoformat(data["start"])
            named = [(start + timedelta(days=n), q) for n, q in enumerate(data["quantities"]) if q is not None]
            found += [(event.subject, day, quantity) for day, quantity in named]
    return sorted(found)


def only_refusal(feed: CsvFeed[Any]) -> Quarantined:
    (refused,) = feed.read(None).refused
    return refused


def _written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
