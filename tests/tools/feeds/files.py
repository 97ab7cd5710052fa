"""CSV files and feeds over them, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.tools.small_network import small_network
from tools.feeds.csv import CsvFeed
from tools.feeds.demand_csv import DemandCsv
from tools.feeds.receipts_csv import ReceiptsCsv
from trimtab.clock import ManualClock
from trimtab.events import Quarantined

TODAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
DEMAND_HEADER = "date,item,location,quantity\n"
RECEIPTS_HEADER = "purchase_order,supplier,item,ordered,promised,received,quantity\n"


def demand_feed(directory: Path, content: str | bytes, rows_per_reading: int = 5000) -> DemandCsv:
    return DemandCsv(_written(directory / "demand.csv", content), small_network(), ManualClock(TODAY), rows_per_reading)


def receipts_feed(directory: Path, content: str | bytes) -> ReceiptsCsv:
    return ReceiptsCsv(_written(directory / "receipts.csv", content), small_network(), ManualClock(TODAY))


def only_refusal(feed: CsvFeed) -> Quarantined:
    (refused,) = feed.read(None).refused
    return refused


def _written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
