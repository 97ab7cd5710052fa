"""Asserting facts: who may, what is priced again, and that the end is noticed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.trimtab.ledgers import Office
from trimtab.approvals import assert_fact, decide, expire_facts, withdraw_fact
from trimtab.bundles import BundleState
from trimtab.bus.topics import MOVED
from trimtab.decisions import AssertFact, Channel
from trimtab.errors import AlreadyDecided, InvalidField, NotFound, NotPermitted
from trimtab.events import Event, EventType
from trimtab.facts import (
    ArrivalStatement,
    DemandStatement,
    Fact,
    LaneStatement,
    LeadTimeStatement,
    PromotionStatement,
    Statement,
    StockStatement,
)

DAY = date(2026, 12, 14)
STATEMENTS: dict[str, tuple[Statement, str]] = {
    "demand": (DemandStatement(item="WINCH-40", location="CEN", per_day=4), "sam"),
    "promotion": (PromotionStatement(item="WINCH-40", location="CEN", start=DAY, end=DAY, per_day=0), "sam"),
    "arrival": (ArrivalStatement(document="12", line="34", on=DAY), "bea"),
    "lead_time": (LeadTimeStatement(supplier="KMW", item="WINCH-40", days=44), "ben"),
    "lane": (LaneStatement(origin="CEN", destination="NOR", open=False), "lou"),
    "stock": (StockStatement(item="WINCH-40", location="CEN", quantity=40), "lou"),
}
PEOPLE = ("bea", "lou", "sam", "fin", "vic")


def said(office: Office, statement: Statement, hours: float = 48) -> AssertFact:
    until = office.clock.business_now() + timedelta(hours=hours)
    return AssertFact(statement=statement, expires_at=until, text="they phoned")


def state(office: Office, kind: str, who: str = "", **more: Any) -> Fact:
    statement, owner = STATEMENTS[kind]
    return assert_fact(office.ledger, who or owner, said(office, statement), Channel.WEB, **more)


def moved(office: Office) -> list[dict[str, Any]]:
    with office.ledger.write() as tx:
        messages = tx.messages.claim(MOVED, "test", "one", 100)
        tx.messages.acknowledge("test", [message_id for message_id, _ in messages])
    return [payload for _, payload in messages]


@pytest.mark.parametrize("kind", STATEMENTS)
def test_who_owns_the_parameter_may_state_it_and_so_may_the_supply_planner(office: Office, kind: str) -> None:
    owner = STATEMENTS[kind][1]
    for who in (owner, "pat"):
        fact = state(office, kind, who)
        assert (fact.owner, fact.case_id, fact.withdrawn_at) == (who, "", None)
    for who in set(PEOPLE) - {owner} - ({"bea"} if owner == "ben" else set()):
        with pytest.raises(NotPermitted, match="supply planner"):
            state(office, kind, who)
    with office.ledger.read() as tx:
        assert len(tx.facts.all()) == 2
        key = (fact.subject(), fact.parameter().value)
        assert tx.beliefs.current()[key].because[0].startswith("fct_")


def test_who_has_left_states_nothing(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.people.save(tx.people.get("sam").model_copy(update={"active": False}))
    with pytest.raises(NotPermitted):
        state(office, "demand")


def test_what_rests_on_it_is_priced_again_each_time_it_changes(office: Office) -> None:
    fact = state(office, "demand")
    signal = {"items": ["WINCH-40"], "moves": [["item-location:WINCH-40@CEN", "demand", 0]], "events": [fact.id]}
    assert moved(office) == [signal]
    withdraw_fact(office.ledger, fact.id, "sam", Channel.WEB)
    assert moved(office) == [signal]
    assert state(office, "lead_time").subject() == "source:KMW/WINCH-40"
    assert [m["items"] for m in moved(office)] == [["WINCH-40"]]


def test_the_item_of_a_purchase_line_is_named_by_its_events(office: Office) -> None:
    change = Event(
        id="e1",
        source="tryton",
        type=EventType.PURCHASE_CHANGED,
        subject="purchase-line:12/34",
        time=datetime(2026, 11, 20, tzinfo=UTC),
        data={"item": "FURL-2"},
    )
    with office.ledger.write() as tx:
        tx.events.add([change])
    state(office, "arrival")
    assert [m["items"] for m in moved(office)] == [["FURL-2"]]
    state(office, "lane")
    assert [m["items"] for m in moved(office)] == [[]]


def test_a_fact_that_is_over_before_it_begins_is_refused(office: Office) -> None:
    statement, owner = STATEMENTS["stock"]
    with pytest.raises(InvalidField, match="expires_at"):
        assert_fact(office.ledger, owner, said(office, statement, hours=0), Channel.API)
    with pytest.raises(NotFound):
        state(office, "stock", case_id="cas_nothing")
    assert moved(office) == []


def test_its_end_is_noticed_once(office: Office) -> None:
    fact = state(office, "demand")
    moved(office)
    assert expire_facts(office.ledger) == 0
    office.wait(hours=48)
    assert [expire_facts(office.ledger), expire_facts(office.ledger)] == [1, 0]
    assert [m["events"] for m in moved(office)] == [[fact.id]]
    with pytest.raises(AlreadyDecided):
        withdraw_fact(office.ledger, fact.id, "sam", Channel.WEB)


def test_only_who_could_have_stated_it_takes_it_back(office: Office) -> None:
    fact = state(office, "demand")
    with pytest.raises(NotPermitted):
        withdraw_fact(office.ledger, fact.id, "bea", Channel.WEB)
    assert withdraw_fact(office.ledger, fact.id, "pat", Channel.WEB).withdrawn_at == office.clock.business_now()


def test_a_fact_stated_under_a_bundle_belongs_to_its_case_and_leaves_its_approvals(office: Office) -> None:
    office.submitted()
    office.approve("bea")
    outcome = decide(office.ledger, office.bundle_id(), "sam", said(office, STATEMENTS["demand"][0]), Channel.WEB)
    assert (outcome.state, set(outcome.missing)) == (BundleState.AWAITING, {"logistics", "sales", "supply_planner"})
    with office.ledger.read() as tx:
        (fact,) = tx.facts.all()
        assert fact.case_id == office.case_id()
        made = {d.decision.kind for d in tx.approvals.decisions(office.bundle_id())}
        assert made == {"approve", "assert_fact"}
    with pytest.raises(NotPermitted):
        decide(office.ledger, office.bundle_id(), "lou", said(office, STATEMENTS["demand"][0]), Channel.WEB)


def test_facts_are_in_the_audit_trail(office: Office) -> None:
    fact = state(office, "demand")
    withdraw_fact(office.ledger, fact.id, "sam", Channel.CLI)
    with office.ledger.read() as tx:
        entries = list(tx.audit.entries(fact.id))
    assert [(e.type, e.actor) for e in entries] == [("fact.asserted", "sam"), ("fact.withdrawn", "sam")]
    assert '"channel":"cli"' in (entries[1].payload or "")
