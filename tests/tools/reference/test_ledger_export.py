"""The ledger's export: every table, both forms, and no cell that runs as a formula."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.reference.ledger_export import TABLES, export_ledger
from trimtab.clock import SystemClock
from trimtab.events import Event, EventType, Quarantined
from trimtab.ledger import Ledger, open_ledger, schema

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
ATTACK = "=cmd|'/c calc'!A1"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "halyard", SystemClock())
    event = Event(
        id="1",
        source="test",
        type=EventType.DEMAND_OBSERVED,
        subject="item-location:A@CEN",
        time=AT,
        data={"item": "Ö"},
    )
    refused = Quarantined(
        source=ATTACK, record="row 2", field="item", code="x", message="@SUM(1)", payload={"a": [1]}, at=AT
    )
    with ledger.write() as tx:
        tx.events.add([event])
        tx.events.quarantine([refused])
        tx.audit.append("Mara", "test", 'a, "b"\nc', why=ATTACK)
    other = Ledger(ledger.engine, "other", SystemClock())
    with other.write() as tx:
        tx.audit.append("Mara", "test", "another company")
    return ledger


def test_every_table_of_the_company_is_written_as_csv(ledger: Ledger, tmp_path: Path) -> None:
    counts = export_ledger(ledger, list(TABLES), tmp_path / "out", as_lines=False)
    assert {path.name for path in counts} == {path.name for path in (tmp_path / "out").iterdir()}
    assert {path.stem: n for path, n in counts.items() if n} == {"events": 1, "quarantine": 1, "audit": 1}
    with (tmp_path / "out" / "audit.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["subject"] == 'a, "b"\nc'
    assert json.loads(row["payload"]) == {"why": ATTACK}
    with (tmp_path / "out" / "quarantine.csv").open(encoding="utf-8-sig", newline="") as file:
        (refused,) = csv.DictReader(file)
    assert (refused["source"], refused["message"]) == (f"'{ATTACK}", "'@SUM(1)")
    assert json.loads(refused["payload"]) == {"a": [1]}


def test_lines_of_json_hold_values_as_they_are(ledger: Ledger, tmp_path: Path) -> None:
    export_ledger(ledger, ["events", "quarantine"], tmp_path, as_lines=True)
    (event,) = map(json.loads, (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines())
    assert (event["data"], event["time"]) == ({"item": "Ö"}, "2026-11-24T08:00:00+00:00")
    (refused,) = map(json.loads, (tmp_path / "quarantine.jsonl").read_text(encoding="utf-8").splitlines())
    assert refused["source"] == ATTACK


def test_credentials_and_queues_are_in_no_export() -> None:
    exported = {table.name for tables in TABLES.values() for table in tables}
    assert exported.isdisjoint({"credential", "principal", "outbox", "message", "delivery", "lease"})
    assert schema.audit.name in exported
