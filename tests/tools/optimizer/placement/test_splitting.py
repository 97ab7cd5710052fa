"""Cases: where the relaxation mixes quotes, both cases are proven; what cuts a proof short leaves an honest gap."""

import itertools
from typing import Any

import numpy as np
import pytest

from tests.tools.optimizer.placement.random_networks import random_network
from tools.optimizer.placement import Placement, place, solve
from tools.optimizer.placement import pairs as lists
from tools.optimizer.placement.checker import check
from tools.optimizer.placement.pairs import Pairs
from tools.optimizer.placement.relaxation import Relaxed, relaxed
from tools.optimizer.placement.solve import Proof
from tools.optimizer.placement.tables import Tables

pytestmark = pytest.mark.timeout(600)
Mixed = tuple[dict[str, Any], Placement]


def cases(proof: Proof) -> int:
    """The leaves of a proof."""
    halves = [half for half in (proof.low, proof.high) if half is not None]
    return sum(cases(half) for half in halves) if halves else 1


def gap_proven(placement: Placement) -> float:
    """What the checker finds proven of it, relative; it raises NotProven where the certificate claims more."""
    return check(placement.network.model_dump(mode="json"), placement.certificate)


@pytest.fixture(scope="module")
def mixed() -> Mixed:
    """The first random network whose relaxation is no placement."""
    networks = (random_network(seed, stages=9) for seed in itertools.count())
    solved = ((network, place(network)) for network in networks)
    return next((network, placement) for network, placement in solved if cases(placement.solved.proof) > 1)


def test_a_mixed_relaxation_is_split_and_every_case_is_proven(mixed: Mixed) -> None:
    _, placement = mixed
    assert placement.gap <= 1e-6
    assert gap_proven(placement) <= 1e-6


def test_a_case_without_pairs_holds_no_better_placement(mixed: Mixed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Split beyond every quote that is left: one case is empty, and the certificate still holds."""
    network, placement = mixed
    real, done = solve._most_mixed, []

    def beyond(left: Pairs, share: np.ndarray[Any, Any]) -> tuple[int, int] | None:
        found = real(left, share)
        if found is None or done:
            return found
        done.append(found)
        stage = found[0]
        return stage, int(left.quote[left.first[stage] : left.first[stage + 1]].max())

    relax = solve.relaxed

    def of_pairs(tables: Tables, left: Pairs, cost: float) -> Relaxed | None:
        assert np.diff(left.first).all(), "no programme is made over a stage without pairs"
        return relax(tables, left, cost)

    monkeypatch.setattr(solve, "_most_mixed", beyond)
    monkeypatch.setattr(solve, "relaxed", of_pairs)
    again = place(network)
    assert done
    assert again.cost == pytest.approx(placement.cost, rel=1e-9)
    assert again.gap <= 1e-6
    assert gap_proven(again) <= 1e-6


def test_out_of_cases_the_gap_is_said_and_the_certificate_proves_no_more(
    mixed: Mixed, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, placement = mixed
    monkeypatch.setattr(solve, "LEAVES", 1)
    cut = place(network)
    assert cases(cut.solved.proof) == 1
    assert cut.bound <= placement.cost * (1 + 1e-9) <= cut.cost * (1 + 2e-9)
    assert cut.gap > 1e-6
    assert gap_proven(cut) == pytest.approx(cut.gap, abs=1e-6)


def test_where_the_relaxation_is_given_up_the_sweeps_bound_stands(
    mixed: Mixed, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, placement = mixed
    monkeypatch.setattr(solve, "relaxed", lambda *_: None)
    cut = place(network)
    assert cut.bound <= placement.cost * (1 + 1e-9)
    assert cut.gap > 1e-6
    assert gap_proven(cut) == pytest.approx(cut.gap, abs=1e-6)


def test_pairs_that_fit_nowhere_are_priced_until_they_prove_that_nothing_better_is_among_them() -> None:
    """Suppliers may only quote their longest times, heads only hear of their shortest: no mixture keeps both."""
    placement = place(random_network(3, stages=9))
    tables = placement.model.tables
    everything = lists.pairs_left(tables, np.zeros(int(tables.dual_start[-1])), np.inf)
    owner = np.repeat(np.arange(len(everything.first) - 1), np.diff(everything.first))
    longest = np.maximum.reduceat(everything.quote, everything.first[:-1])
    feeds, fed = set(tables.tail.tolist()), set(tables.head.tolist())
    shortest = np.minimum.reduceat(everything.time, everything.first[:-1])
    kept = np.ones(len(owner), bool)
    for stage in feeds - fed:
        kept &= (owner != stage) | (everything.quote == longest[stage])
    for stage in fed - feeds:
        kept &= (owner != stage) | (everything.time == shortest[stage])
    left = lists.chosen(everything, kept)
    assert np.diff(left.first).all()
    answer = relaxed(tables, left, placement.cost)
    assert answer is not None
    assert np.isfinite(answer.prices).all()
    bound = lists.pair_bound(tables, left, answer.prices, np.empty(len(left.cost)))
    assert bound > placement.cost
