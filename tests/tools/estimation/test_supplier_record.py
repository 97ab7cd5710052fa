"""A supplier's record is a set of receipts; what is still open joins it when it is overdue or re-dated."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.estimation.told import MONDAY, receipt
from tools.estimation.supplier_record import RECORD_DAYS, OpenOrder, SupplierRecord
from trimtab.events import Event

CONTRACTS = {"WINCH": 35.0, "ROPE": 35.0}
TODAY = MONDAY + timedelta(days=300)


def record(*events: Event) -> SupplierRecord:
    found = SupplierRecord(supplier="FAR")
    found.fold(events)
    return found


def delays(found: SupplierRecord, *open_orders: OpenOrder, today: date = TODAY) -> list[tuple[str, float, bool]]:
    return [(d.purchase_order, d.days, d.still_growing) for d in found.delays(CONTRACTS, open_orders, today)]


def open_order(due_in: int, promised_in: int) -> OpenOrder:
    return OpenOrder(
        purchase_order="PO-900",
        promised=TODAY + timedelta(days=promised_in),
        due=TODAY + timedelta(days=due_in),
        because=("changed-1",),
    )


def test_the_delay_is_measured_against_the_contract_not_against_a_longer_promise() -> None:
    assert delays(record(receipt(0, 2), receipt(1, 0, quoted=45))) == [("PO-000", 2.0, False), ("PO-001", 10.0, False)]


def test_an_order_placed_far_ahead_on_purpose_is_judged_by_its_promise() -> None:
    assert delays(record(receipt(0, 1, quoted=200))) == [("PO-000", 1.0, False)]


def test_what_came_on_another_day_at_our_request_is_measured_by_what_was_agreed() -> None:
    found = record(receipt(0, -18), receipt(1, 3), receipt(2, 9), receipt(2, 9, item="ROPE"))
    agreed = {("PO-000", "WINCH"): -20.0, ("PO-002", "ROPE"): 10.0}
    days = [d.days for d in found.delays(CONTRACTS, (), TODAY, agreed)]
    assert days == [2.0, 3.0, (9.0 + -1.0) / 2]


def test_an_order_in_parts_counts_as_received_with_the_last_part() -> None:
    assert delays(record(receipt(0, 9), receipt(0, 1))) == [("PO-000", 9.0, False)]


def test_the_lines_of_one_order_are_one_piece_of_evidence() -> None:
    assert delays(record(receipt(0, 9), receipt(0, 5, item="ROPE"))) == [("PO-000", 7.0, False)]


def test_other_suppliers_and_items_without_contract_are_passed_over() -> None:
    assert delays(record(receipt(0, 9, supplier="NEAR"), receipt(1, 9, item="BLOCK"))) == []


@pytest.mark.parametrize(
    ("due_in", "promised_in", "expected"),
    [
        (6, 6, []),
        (0, 0, []),
        (-4, -4, [("PO-900", 4.0, True)]),
        (20, 6, [("PO-900", 14.0, False)]),
        (-1, -11, [("PO-900", 11.0, True)]),
        (2, 9, []),
    ],
    ids=["coming", "due today", "overdue", "announced late", "late twice", "pulled in"],
)
def test_an_open_order_is_evidence_once_it_is_overdue_or_announced_late(
    due_in: int, promised_in: int, expected: list[tuple[str, float, bool]]
) -> None:
    assert delays(record(), open_order(due_in, promised_in)) == expected


def test_receipts_older_than_three_years_before_the_newest_do_not_count() -> None:
    far_back = receipt(-RECORD_DAYS // 14 - 2, 30)
    assert delays(record(far_back, receipt(0, 0))) == [("PO-000", 0.0, False)]


@settings(max_examples=60)
@given(
    told=st.lists(st.tuples(st.integers(0, 9), st.integers(-5, 20), st.sampled_from(["WINCH", "ROPE"])), max_size=20),
    data=st.data(),
)
def test_shuffled_and_repeated_receipts_give_the_same_delays(
    told: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    events = [receipt(number, late, item=item) for number, late, item in told]
    expected = record(*events)
    shuffled = data.draw(st.permutations([*events, *events[: len(events) // 2]]))
    again = record(*shuffled[: len(shuffled) // 2])
    again = SupplierRecord.model_validate_json(again.model_dump_json())
    again.fold(shuffled[len(shuffled) // 2 :])
    assert again == expected
    assert again.delays(CONTRACTS, (), TODAY) == expected.delays(CONTRACTS, (), TODAY)
