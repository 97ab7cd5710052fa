"""Facts over estimates: what counts now is the last fact that holds, and the estimate where none does."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trimtab.ledgers import NOW, Office, an_office
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, Parameter, Persistence
from trimtab.errors import AlreadyDecided, NotFound
from trimtab.facts import DemandStatement, Fact, LaneStatement, PromotionStatement
from trimtab.readings import readings
from trimtab.state import Snapshot

HERE = subjects.item_location("WINCH-40", "CEN")
KEY = (HERE, "demand")


def estimate(mean: float, **changed: Any) -> Belief:
    held: dict[str, Any] = {
        "subject": HERE,
        "parameter": Parameter.DEMAND,
        "owner": Function.SALES,
        "distribution": Normal(mean=mean, sd=2),
        "persistence": Persistence.USUAL,
        "as_of": NOW,
        "version": 1,
    }
    return Belief(**(held | changed))


def fact(key: str, per_day: float, begins: float = 0, hours: float = 24) -> Fact:
    since = NOW + timedelta(hours=begins)
    statement = DemandStatement(item="WINCH-40", location="CEN", per_day=per_day)
    return Fact(id=key, statement=statement, owner="sam", asserted_at=since, expires_at=since + timedelta(hours=hours))


def mean_now(office: Office) -> float:
    with office.ledger.read() as tx:
        distribution = tx.beliefs.current()[KEY].distribution
    assert isinstance(distribution, Normal)
    return distribution.mean


def test_a_fact_is_laid_over_the_estimate_until_it_expires(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.beliefs.record([estimate(6)])
        tx.facts.add(fact("f1", 9))
    assert mean_now(office) == 9
    with office.ledger.read() as tx:
        assert tx.beliefs.estimated()[KEY].distribution == Normal(mean=6, sd=2)
        held = tx.beliefs.current()[KEY]
    assert (held.version, held.because, held.persistence) == (1, ("f1",), Persistence.ONE_OFF)
    office.wait(hours=24)
    assert mean_now(office) == 6


def test_agents_go_on_estimating_under_a_fact(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.beliefs.record([estimate(6)])
        tx.facts.add(fact("f1", 9))
        assert tx.beliefs.record([estimate(6)]) == []
        (moved,) = tx.beliefs.record([estimate(9)])
    assert moved.version == 2
    assert mean_now(office) == 9


def test_a_fact_about_something_nobody_estimated_counts_too(office: Office) -> None:
    closed = LaneStatement(origin="CEN", destination="NOR", open=False)
    promotion = PromotionStatement(
        item="WINCH-40", location="CEN", start=NOW.date(), end=NOW.date() + timedelta(days=3), per_day=0
    )
    with office.ledger.write() as tx:
        for key, statement in (("f1", closed), ("f2", promotion)):
            tx.facts.add(fact(key, 1).model_copy(update={"statement": statement}))
        beliefs = tx.beliefs.current()
    actual = readings(Snapshot(as_of=NOW, system="tryton"), beliefs)
    assert actual["lane:CEN>NOR", "lane_status"] == 0
    assert actual[HERE, "promotion"] == 0


def test_what_was_withdrawn_no_longer_counts_and_is_withdrawn_once(office: Office) -> None:
    with office.ledger.write() as tx:
        tx.beliefs.record([estimate(6)])
        tx.facts.add(fact("f1", 9))
        assert tx.facts.withdraw("f1", tx.business_now).withdrawn_at == tx.business_now
        with pytest.raises(AlreadyDecided):
            tx.facts.withdraw("f1", tx.business_now)
        with pytest.raises(NotFound):
            tx.facts.withdraw("f2", tx.business_now)
    assert mean_now(office) == 6
    with office.ledger.read() as tx:
        assert [f.withdrawn_at for f in tx.facts.all()] == [NOW]


def test_the_end_of_a_fact_is_told_once_and_not_at_all_where_it_was_withdrawn(office: Office) -> None:
    with office.ledger.write() as tx:
        for key in ("f1", "f2"):
            tx.facts.add(fact(key, 9))
        tx.facts.withdraw("f2", tx.business_now)
        assert tx.facts.ended(tx.business_now) == []
    office.wait(hours=24)
    with office.ledger.write() as tx:
        assert [f.id for f in tx.facts.ended(tx.business_now)] == ["f1"]
        assert [tx.facts.announce_end("f1"), tx.facts.announce_end("f1")] == [True, False]
        assert tx.facts.ended(tx.business_now) == []


def test_facts_are_listed_newest_first(office: Office) -> None:
    with office.ledger.write() as tx:
        for number in range(4):
            tx.facts.add(fact(f"f{number}", number, begins=number))
        assert [f.id for f in tx.facts.all(3)] == ["f3", "f2", "f1"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20), st.none() | st.integers(0, 20)), max_size=6),
    look=st.integers(0, 45),
    estimated=st.booleans(),
)
def test_what_counts_is_the_last_fact_that_holds_else_the_estimate(
    embedded: Office, said: list[tuple[int, int, int | None]], look: int, estimated: bool
) -> None:
    office = an_office(embedded.ledger)
    holding: list[tuple[int, int]] = []
    with office.ledger.write() as tx:
        if estimated:
            tx.beliefs.record([estimate(1000)])
        for number, (begins, hours, withdrawn) in enumerate(said):
            tx.facts.add(fact(f"f{number}", number, begins, hours))
            end = begins + hours
            if withdrawn is not None and withdrawn < end:
                tx.facts.withdraw(f"f{number}", NOW + timedelta(hours=withdrawn))
                end = withdrawn
            if begins <= look < end:
                holding.append((begins, number))
    office.wait(hours=look)
    with office.ledger.read() as tx:
        counts = tx.beliefs.current().get(KEY)
    expected = float(max(holding)[1]) if holding else 1000.0 if estimated else None
    if expected is None:
        assert counts is None
    else:
        assert counts is not None
        assert isinstance(counts.distribution, Normal)
        assert counts.distribution.mean == expected


def test_promotions_that_were_stated_are_all_remembered_however_many_facts_came_after(office: Office) -> None:
    stated = PromotionStatement(item="WINCH-40", location="CEN", start=NOW.date(), end=NOW.date(), per_day=8)
    kept, gone = (fact(key, 0).model_copy(update={"statement": stated}) for key in ("kept", "gone"))
    with office.ledger.write() as tx:
        for one in (kept, gone, *(fact(f"f{n}", 5, begins=1 + n / 60) for n in range(201))):
            tx.facts.add(one)
        tx.facts.withdraw("gone", NOW)
        assert [f.id for f in tx.facts.promotions()] == ["kept"]
        assert "kept" not in {f.id for f in tx.facts.all()}
