"""Sensing: events become beliefs, what moved is priced once, and a case is opened where acting is worth it."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.moves import coalesced
from agents.sensing import Sensing
from tests.agents.conftest import Proposed
from tests.agents.small_company import SmallCompany, day
from tools.feeds.batch import Batch
from trimtab import subjects
from trimtab.actions import AdjustLevel, PlacePurchase, RepromiseOrder, TransferStock
from trimtab.beliefs import Normal
from trimtab.bundles import BundleState
from trimtab.cases import CaseState
from trimtab.errors import Unavailable
from trimtab.events import Event, Quarantined
from trimtab.ledger.outbox import OutboxKind
from trimtab.ports import Feed

WINCH = subjects.item_location("WINCH-40", "CEN")


class OneFeed(Feed):
    """A feed that says what it is told to, or that its system does not answer."""

    def __init__(self, batch: Batch | None, name: str = "one") -> None:
        self.name = name  # type: ignore[misc]
        self.batch = batch
        self.asked: list[str | None] = []

    def read(self, cursor: str | None) -> Batch:
        self.asked.append(cursor)
        if self.batch is None:
            raise Unavailable("busy", system="tryton")
        return self.batch


def sensing(company: SmallCompany, *feeds: Feed) -> Sensing:
    return Sensing(company.desk, company.agents, feeds, "worker")


def told(company: SmallCompany) -> list[Event]:
    with company.ledger.read() as tx:
        return tx.events.of_types(["purchase.changed"])


def test_a_company_in_order_opens_no_case(learned_company: SmallCompany) -> None:
    assert learned_company.cases() == []
    assert learned_company.sensing.price() == 0


def test_what_was_read_is_not_read_again(company: SmallCompany) -> None:
    assert company.sensing.poll() == 0
    assert company.sensing.observe() == 0
    assert company.sensing.price() == 0


def test_events_told_twice_count_once(company: SmallCompany) -> None:
    events = told(company)
    again = sensing(company, OneFeed(Batch(events=events * 2, refused=(), cursor="2")))
    assert again.poll() == 0
    assert again.observe() == 0


def test_the_cursor_moves_with_the_events_and_is_handed_back(company: SmallCompany) -> None:
    feed = OneFeed(Batch(events=(), refused=(), cursor="next"))
    sense = sensing(company, feed)
    sense.poll()
    sense.poll()
    assert feed.asked == [None, "next"]


def test_a_system_that_does_not_answer_is_asked_again_and_stops_nobody(company: SmallCompany) -> None:
    down, up = OneFeed(None, "down"), OneFeed(Batch(events=(), refused=(), cursor="1"), "up")
    sense = sensing(company, down, up)
    assert sense.poll() == 0
    assert sense.poll() == 0
    assert (down.asked, up.asked) == ([None, None], [None, "1"])


def test_a_refused_record_is_kept_and_audited(company: SmallCompany) -> None:
    refused = Quarantined(
        source="tryton",
        record="stock.move of item GHOST-1",
        field="product",
        code="input.unknown_reference",
        message="unknown",
        payload={"item": "GHOST-1"},
        at=company.desk.now(),
    )
    for cursor in ("1", "2"):
        sensing(company, OneFeed(Batch(events=(), refused=(refused,), cursor=cursor))).poll()
    with company.ledger.read() as tx:
        assert [q.record for _, q in tx.events.quarantined()] == ["stock.move of item GHOST-1"]


def test_a_slip_opens_exactly_one_case_and_wakes_it(slipped: Proposed) -> None:
    company = slipped.company
    (case,) = company.cases()
    assert case.title == "Kowloon Marine Works delivers KMW-2417 16 days later"
    assert set(case.subjects) == {subjects.item_location("WINCH-40", place) for place in ("CEN", "NOR")}
    assert case.drift.avoidable > 250
    assert [e.rpartition(" ")[0] for e in case.event_ids] == [subjects.purchase_line("KMW-2417", "1")]
    with company.ledger.read() as tx:
        assert all(tx.cases.claimed_by(s) == case.id for s in case.subjects)


def test_the_case_is_answered_across_functions(slipped: Proposed) -> None:
    kinds = {type(leg.action) for leg in slipped.bundle.legs}
    assert kinds & {TransferStock, PlacePurchase, RepromiseOrder}
    assert len({leg.owner for leg in slipped.bundle.legs}) > 1
    assert slipped.case.state is CaseState.PROPOSED


def test_a_supplier_that_needs_longer_opens_one_case_for_all_it_delivers(late: Proposed) -> None:
    (case,) = late.company.cases()
    assert {subjects.split_item_location(s)[0] for s in case.subjects} == {"WINCH-40", "FURL-2"}
    actions = [leg.action for leg in late.bundle.legs]
    far = [a for a in actions if isinstance(a, PlacePurchase) and a.supplier == "KMW"]
    assert {line.due for order in far for line in order.lines} == {day(35)}
    assert sum(isinstance(a, AdjustLevel) and a.minimum_after > a.minimum_before for a in actions) == 2
    near = [a for a in actions if isinstance(a, PlacePurchase) and a.supplier == "BRF"]
    assert near or any(isinstance(a, TransferStock | RepromiseOrder) for a in actions)


def test_one_drift_has_two_parts_that_are_never_one_number(late: Proposed) -> None:
    drift = late.case.drift
    assert drift.plan == drift.avoidable + drift.sunk
    assert drift.level_per_day > 0
    assert sum(a.share for a in drift.attribution) == pytest.approx(1)
    assert {a.function.value for a in drift.attribution} == {"procurement"}


def test_a_second_signal_joins_the_case(slipped: Proposed, tmp_path_factory: pytest.TempPathFactory) -> None:
    company = slipped.company.copy(tmp_path_factory.mktemp("joined") / "company")
    company.slip("KMW-2417", 5)
    company.learn()
    assert company.sensing.price() == 0
    assert [c.id for c in company.cases()] == [slipped.case.id]


def test_a_signal_sends_back_what_no_longer_holds(slipped: Proposed, tmp_path_factory: pytest.TempPathFactory) -> None:
    company = slipped.company.copy(tmp_path_factory.mktemp("stale") / "company")
    company.slip("KMW-2417", 5)
    company.learn()
    company.sensing.price()
    (record,) = company.bundles()
    assert record.state is BundleState.STALE
    with company.ledger.read() as tx:
        assert tx.bundles.get(record.id).state is BundleState.STALE
    assert "due date of purchase-line:KMW-2417/1 was 2026-03-24, is 2026-03-29" in {str(b) for b in record.breaches}


def test_a_signal_that_changes_nothing_of_it_leaves_a_bundle_alone(
    slipped: Proposed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    company = slipped.company.copy(tmp_path_factory.mktemp("still") / "company")
    company.slip("KMW-2417", 1)
    company.slip("KMW-2421", 1)
    company.learn()
    assert company.sensing.price() == 0
    assert [b.state for b in company.bundles()] == [BundleState.AWAITING]


def test_a_belief_that_moved_rechecks_what_it_is_about_whatever_item_the_event_was_of(
    slipped: Proposed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An order of blocks that is late for the second time makes the lead time of winches longer."""
    company = slipped.company.copy(tmp_path_factory.mktemp("moved") / "company")
    before = company.beliefs()[subjects.source("KMW", "WINCH-40")].distribution
    company.slip("KMW-2421", 20)
    company.learn()
    after = company.beliefs()[subjects.source("KMW", "WINCH-40")].distribution
    assert isinstance(before, Normal)
    assert isinstance(after, Normal)
    assert after.mean > 1.15 * before.mean
    moves = [[subjects.source("KMW", "WINCH-40"), "lead_time", 1]]
    company.sensing._recheck(coalesced([{"items": [], "events": [], "moves": moves}]))
    assert [b.state for b in company.bundles()] == [BundleState.STALE]


def _believed(company: SmallCompany, batches: Sequence[Sequence[Event]]) -> dict[str, tuple[object, object]]:
    for number, part in enumerate(batches):
        sense = sensing(company, OneFeed(Batch(events=part, refused=(), cursor=str(number))))
        sense.poll()
        sense.observe()
    return {s: (b.distribution, b.persistence) for s, b in company.beliefs().items()}


def test_shuffled_and_doubled_batches_end_in_the_same_beliefs(learned_company: SmallCompany, tmp_path: Path) -> None:
    teller = learned_company.copy(tmp_path / "teller")
    teller.slip("KMW-2417", 16)
    teller.slip("KMW-2424", 12)
    events = list(teller.sensing._feeds[-1].read(None).events)
    in_order = _believed(learned_company.copy(tmp_path / "order"), [events])
    for seed in (1, 2):
        doubled = events * 2
        random.Random(seed).shuffle(doubled)
        halves = (doubled[: len(events)], doubled[len(events) :])
        assert _believed(learned_company.copy(tmp_path / str(seed)), halves) == in_order


def test_messages_are_joined_and_beliefs_compared_with_their_oldest_version() -> None:
    signal = coalesced(
        [
            {"items": ["A"], "events": ["e1", "e2"], "moves": [["s", "demand", 4], ["t", "eta", 1]]},
            {"items": ["B", "A"], "events": ["e2", "e3"], "moves": [["s", "demand", 3]]},
        ]
    )
    assert signal.items == {"A", "B"}
    assert signal.event_ids == ("e1", "e2", "e3")
    assert {(m.subject, m.version_before) for m in signal.moves} == {("s", 3), ("t", 1)}


def test_a_case_opened_by_two_workers_is_opened_once(slipped: Proposed, company: SmallCompany) -> None:
    rival = slipped.case.model_copy(update={"id": "cas_rival_rival_rival"})
    with company.ledger.write() as tx:
        assert company.sensing._open(tx, slipped.case)
    with company.ledger.write() as tx:
        assert not company.sensing._open(tx, rival)
    assert [c.id for c in company.cases()] == [slipped.case.id]
    with company.ledger.read() as tx:
        woken = [w for w in tx.outbox.due(50) if w.kind is OutboxKind.WAKE_CASE]
    assert [w.subject for w in woken] == [slipped.case.id]


def test_a_drift_is_priced_in_business_money(slipped: Proposed) -> None:
    assert slipped.case.drift.currency == "EUR"
    assert slipped.case.drift.avoidable == slipped.case.drift.avoidable.quantize(Decimal("0.01"))
    assert slipped.case.opened_at - slipped.company.desk.now() <= timedelta(0)
