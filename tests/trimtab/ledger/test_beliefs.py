"""Beliefs that last: what stands in for a one-off where only what is meant to stay counts."""

from collections.abc import Sequence

import pytest

from tests.trimtab.ledger.test_facts import HERE, KEY, estimate, fact
from tests.trimtab.ledgers import NOW, Office
from trimtab import subjects
from trimtab.beliefs import Normal, Parameter, Persistence

ONE_OFF, NEW, USUAL = Persistence.ONE_OFF, Persistence.NEW_NORMAL, Persistence.USUAL


def lasting(office: Office, told: Sequence[tuple[float, Persistence]], stated: float | None = None) -> list[float]:
    with office.ledger.write() as tx:
        for mean, persistence in told:
            tx.beliefs.record([estimate(mean, persistence=persistence)])
        if stated is not None:
            tx.facts.add(fact("f1", stated))
    with office.ledger.read() as tx:
        found = tx.beliefs.lasting([tx.beliefs.current()[KEY]])
    assert all(b.subject == HERE for b in found)
    return [b.distribution.mean for b in found if isinstance(b.distribution, Normal)]


@pytest.mark.parametrize(
    ("told", "stated", "lasts"),
    [
        ([(6, USUAL)], None, []),
        ([(6, USUAL), (7, ONE_OFF)], None, [6]),
        ([(6, USUAL), (9, NEW), (7, ONE_OFF), (8, ONE_OFF)], None, [9]),
        ([(6, USUAL)], 20, [6]),
        ([(6, USUAL), (7, ONE_OFF)], 20, [6]),
        ([(7, ONE_OFF), (8, ONE_OFF)], None, [7]),
        ([], 20, []),
    ],
    ids=["it lasts itself", "a blip", "several", "a fact", "a fact over a blip", "never another", "only a fact"],
)
def test_the_last_estimate_meant_to_stay_stands_in_for_a_one_off(
    office: Office, told: Sequence[tuple[float, Persistence]], stated: float | None, lasts: list[float]
) -> None:
    assert lasting(office, told, stated) == lasts


def test_a_lead_time_that_was_only_ever_odd_is_as_agreed(office: Office) -> None:
    source = subjects.source("KMW", "WINCH-40")
    odd = estimate(50, subject=source, parameter=Parameter.LEAD_TIME, persistence=ONE_OFF, as_of=NOW)
    with office.ledger.write() as tx:
        tx.beliefs.record([odd])
        assert tx.beliefs.lasting([odd]) == ()
