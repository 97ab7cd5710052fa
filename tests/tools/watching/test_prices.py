"""Prices of plans in force: below the cost of every plan whatever is believed, and at the optimum as planned."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.watching.watched import FROZEN, networks, screening
from tools.optimizer.flows import solve_flows
from tools.optimizer.flows.solve import exact_cost
from tools.watching import Screening, price
from trimtab.errors import InvalidField

WATCHED = screening(3, seed=4)


def believed(seed: int, drift: float) -> Screening:
    """Return what is watched under beliefs that are anything, in place."""
    rng = np.random.default_rng(seed)
    planned = networks(3, seed=4)
    for name in ("demand", "sd"):
        factor = np.exp(drift * rng.normal(0, 1, (3, 3, 1))) * np.exp(0.1 * drift * rng.normal(0, 1, (3, 3, 35)))
        getattr(WATCHED.networks, name)[:] = getattr(planned, name) * factor
    WATCHED.networks.demand.sort(axis=2)
    WATCHED.networks.known[:] = planned.known + np.round(drift * rng.normal(0, 30, (3, 3, 1)))
    return WATCHED


def test_as_planned_the_bound_is_within_the_gap_to_which_the_plan_was_solved() -> None:
    now = believed(0, 0.0).bounds(np.arange(3))
    cost = WATCHED.plans.cost
    assert (now.best_cost <= cost).all()
    assert now.best_cost == pytest.approx(cost, rel=1e-4)
    assert now.default_cost == pytest.approx(cost, rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 2.0))
def test_no_plan_undercuts_the_bound_whatever_is_believed(seed: int, drift: float) -> None:
    now = believed(seed, drift)
    bound = now.bounds(np.arange(3)).best_cost
    best = solve_flows(replace(now.networks, demand=now.networks.demand.copy()), tolerance=None)
    assert (bound <= best.cost + 1e-6 * np.abs(best.cost)).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 1.0))
def test_the_default_is_what_a_plan_costs_that_keeps_what_is_frozen_and_can_be_kept(seed: int, drift: float) -> None:
    now = believed(seed, drift)
    default = now.bounds(np.arange(3)).default_cost
    for k in np.flatnonzero(np.isfinite(default)):
        kept = price(now.networks[k : k + 1], WATCHED.plans.quantity[k : k + 1], FROZEN, 1e-3).default
        assert default[k] >= kept.bound[0] - 1e-6 * abs(default[k])


def test_without_a_change_nothing_is_followed() -> None:
    now = believed(0, 0.0)
    cost = exact_cost(replace(now.networks), WATCHED.plans.quantity)
    assert now.bounds(np.arange(3)).default_cost == pytest.approx(cost, rel=1e-4)


def test_unbounded_quantities_are_refused() -> None:
    made = networks(1)
    plan = solve_flows(made)
    with pytest.raises(InvalidField, match="most"):
        Screening(replace(made, most=None), plan, FROZEN)
    with pytest.raises(InvalidField, match="frozen"):
        Screening(made, plan, len(plan.quantity[0, 0]))
