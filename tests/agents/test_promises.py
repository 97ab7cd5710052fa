"""Promises: what a supplier kept of days and quantities, and what it moves of what is still open."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from agents.promises import Promises, promises
from tests.agents.conftest import Proposed
from tests.agents.small_company import TODAY, SmallCompany
from tests.tools.estimation.told import receipt
from tests.trimtab.changes import expedite, leg_for, redated
from trimtab.events import Event


def record(company: SmallCompany, supplier: str, today: date = TODAY) -> Promises:
    with company.ledger.read() as tx:
        (found,) = [p for p in promises(tx, today) if p.supplier == supplier]
    return found


def came(number: int, late: int, quantity: float = 10, ordered: float | None = None) -> Event:
    event = receipt(number, late, supplier="NEW", item="WINCH-40")
    told = {"quantity": str(quantity)} | ({} if ordered is None else {"ordered_quantity": str(ordered)})
    return event.model_copy(update={"data": event.data | told})


def tell(company: SmallCompany, *events: Event) -> None:
    with company.ledger.write() as tx:
        tx.events.add(events)


def test_days_and_quantities_are_counted_against_what_was_promised(company: SmallCompany) -> None:
    tell(company, came(-3, -1, 10, 10), came(-2, 0, 9.5, 10), came(-1, 4, 7, 10), came(0, 9))
    assert record(company, "NEW") == Promises(
        supplier="NEW", delivered=4, on_time=2, days_late=3.0, most_days_late=9, counted=3, in_full=2
    )


def test_open_lines_are_counted_with_those_put_off_and_overdue(slipped: Proposed, tmp_path: Path) -> None:
    company = slipped.company
    before = record(company, "KMW")
    lines = [p for p in company.erp.snapshot().purchases if p.supplier == "KMW"]
    moved = [p for p in lines if p.number == "KMW-2417"]
    assert (before.open, before.redated, before.overdue) == (len(lines), len(moved), 0)
    later = record(company, "KMW", max(p.due for p in lines) + timedelta(days=1))
    assert later.overdue == len(lines)


@pytest.mark.parametrize("ours", [True, False])
def test_what_came_another_day_at_our_request_was_kept(
    company: SmallCompany, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    asked = leg_for(
        expedite("act_promised", redated(before=35, after=15)).model_copy(update={"number": "PO-001"}), leg_id="1"
    )
    tell(company, receipt(1, -15, supplier="NEW", item="WINCH-40"))
    monkeypatch.setattr("agents.promises.legs_taken_up", lambda _: [asked] if ours else [])
    assert record(company, "NEW").on_time == (0 if ours else 1)


def test_who_was_never_heard_of_has_no_record(company: SmallCompany) -> None:
    with company.ledger.read() as tx:
        assert [p.supplier for p in promises(tx, TODAY)] == ["BRF", "KMW"]
