"""Screening and the price of drift on random changes: never wrong, mostly enough, and as exact as the solver."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tools.optimizer.flows.written_down import best_by_highs
from tests.tools.watching.watched import FROZEN, change, screening
from tools.watching import price

CHANGES, LIMIT, FLOOR = 60, 30.0, 1.0


def test_on_random_changes_the_proof_is_never_wrong_and_settles_most_that_is_harmless() -> None:
    watched, rng = screening(CHANGES, seed=8), np.random.default_rng(9)
    planned = {name: getattr(watched.networks, name).copy() for name in ("demand", "known", "sd")}
    for k in range(CHANGES):
        change(watched, k, rng)
    assert any((getattr(watched.networks, name) != values).any() for name, values in planned.items())
    most = watched.bounds(np.arange(CHANGES), LIMIT).saving_at_most
    exact = [
        price(watched.networks[k : k + 1], watched.plans.quantity[k : k + 1], FROZEN, 3e-5) for k in range(CHANGES)
    ]
    drift = np.array([p.drift for p in exact])
    open_ = np.array([float(p.default.cost[0] - p.default.bound[0] + p.best.cost[0] - p.best.bound[0]) for p in exact])
    assert (drift <= most + open_ + 1e-6).all()
    harmless = drift <= LIMIT
    assert 0.3 < harmless.mean() < 0.98
    assert (most[harmless] <= LIMIT).mean() >= 0.8
    for k in range(0, CHANGES, 10):
        quick = price(watched.networks[k : k + 1], watched.plans.quantity[k : k + 1], FROZEN)
        assert quick.drift == pytest.approx(drift[k], rel=0.01, abs=FLOOR)


def test_along_a_chain_of_places_the_proof_is_never_wrong_and_mostly_enough() -> None:
    watched, rng = screening(24, seed=7, chain=True), np.random.default_rng(3)
    for k in range(24):
        change(watched, k, rng)
    most = watched.bounds(np.arange(24), LIMIT).saving_at_most
    priced = [price(watched.networks[k : k + 1], watched.plans.quantity[k : k + 1], FROZEN) for k in range(24)]
    drift = np.array([p.drift for p in priced])
    assert (drift <= most + FLOOR).all()
    assert (most[drift <= LIMIT] <= LIMIT).mean() >= 0.8


def test_the_price_of_drift_is_that_of_highs_on_a_fine_net() -> None:
    watched = screening(1, seed=3)
    watched.networks.demand[:, 1] *= 1.6
    same = np.full_like(watched.networks.holding, watched.networks.holding[0, 0, 0])
    one, frozen = replace(watched.networks[:], holding=same), watched.plans.quantity
    assert one.most is not None
    held = np.arange(frozen.shape[2]) < FROZEN
    kept = replace(one, least=np.where(held, frozen, 0.0), most=np.where(held, frozen, one.most))
    expected = best_by_highs(kept) - best_by_highs(one)
    found = price(one, frozen, FROZEN)
    assert expected > 1.0
    assert found.kept
    assert found.drift == pytest.approx(expected, rel=0.01, abs=FLOOR)


def test_what_pricing_found_makes_the_next_bound_as_sharp_as_the_price() -> None:
    watched, rng = screening(12, seed=5), np.random.default_rng(6)
    for k in range(12):
        change(watched, k, rng)
        priced = price(watched.networks[k : k + 1], watched.plans.quantity[k : k + 1], FROZEN)
        watched.renew(k, priced)
        now = watched.bounds([k])
        assert now.saving_at_most[0] == pytest.approx(priced.drift, rel=0.01, abs=FLOOR)
        assert now.saving_at_most[0] >= priced.drift - FLOOR


def test_where_the_plan_in_force_can_no_longer_be_kept_less_leaves_and_the_bound_still_holds() -> None:
    watched = screening(6, seed=2)
    leaves = watched.plans.quantity[:, 2:, :FROZEN].sum(axis=(1, 2))
    k = int(np.argmax(leaves))
    assert leaves[k] > 1.0
    known = watched.networks.known[k, 0].copy()
    for left in (1.0, 0.5, 0.0):
        watched.networks.known[k, 0] *= left
        most = watched.bounds([k]).saving_at_most[0]
        priced = price(watched.networks[k : k + 1], watched.plans.quantity[k : k + 1], FROZEN)
        assert priced.drift <= most + FLOOR
    assert not priced.kept
    # When what was lost is found again the plan in force counts again, not what would have left without it.
    watched.renew(k, priced)
    watched.networks.known[k, 0] = known
    again = price(watched.networks[k : k + 1], watched.plans.quantity[k : k + 1], FROZEN)
    assert again.kept
    assert again.drift <= watched.bounds([k]).saving_at_most[0] + FLOOR
