"""Rolling plans: what is sent now is what trying every quantity finds best, and what is asked wrongly is named."""

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from tools.optimizer.flows.rolling import Link, RollingNetwork, orders_now
from trimtab.errors import InvalidField

Array = np.ndarray[Any, Any]
ONE = RollingNetwork(links=(Link(None, 0, 0, 1.0),), holding=(0.1,), serves=(0,), unserved=3.0)
CHAIN = RollingNetwork(
    links=(Link(0, 1, 1, 0.2), Link(None, 0, 0, 1.0, capacity=4.0)), holding=(0.05, 0.1), serves=(1,), unserved=4.0
)


def cumulative(*rows: list[float]) -> Array:
    return np.cumsum(np.array(rows, float), axis=1)


def test_the_last_period_is_a_newsvendor() -> None:
    """One period, normal demand: P(demand ≤ supply) = (unserved + short − cost) / (unserved + short + holding)."""
    sent = orders_now(ONE, np.array([[7.0]]), np.array([[20.0]]), np.array([[6.0]]), np.array([0.5]))
    ratio = (3.0 + 0.5 - 1.0) / (3.0 + 0.5 + 0.1)
    assert 7.0 + sent[0] == pytest.approx(20.0 + 6.0 * norm.ppf(ratio), abs=0.2)


def chain_cost(bought: tuple[int, ...], moved: tuple[int, ...], known: Array, demand: Array) -> float:
    """Return the cost of whole quantities, infinite where they cannot be sent."""
    cost, periods = 0.0, known.shape[1]
    for t in range(periods):
        at_origin = known[0, t] + sum(bought[: t + 1]) - sum(moved[: t + 1])
        if at_origin < 0:
            return np.inf
        short = demand[0, t] - known[1, t] - sum(moved[:t])
        cost += 0.05 * at_origin + 0.1 * max(-short, 0.0) + (0.6 + 4.0 * (t == periods - 1)) * max(short, 0.0)
    return cost + 1.0 * sum(bought) + 0.2 * sum(moved)


@pytest.mark.parametrize("seed", range(6))
def test_without_doubt_the_first_step_belongs_to_a_best_plan(seed: int) -> None:
    rng = np.random.default_rng(seed)
    known = np.repeat(np.array([[float(rng.integers(0, 4))], [float(rng.integers(-1, 3))]]), 3, axis=1)
    demand = cumulative(rng.integers(0, 4, 3).tolist())
    sent = orders_now(CHAIN, known, demand, np.full((1, 3), 1e-6), np.array([0.6]))
    costs = {
        (bought, moved): chain_cost(bought, moved, known, demand)
        for bought in itertools.product(range(5), repeat=3)
        for moved in itertools.product(range(6), repeat=3)
    }
    least = min(costs.values())
    best = {(moved[0], bought[0]) for (bought, moved), cost in costs.items() if cost <= least + 1e-9}
    assert any(np.allclose(sent, pair, atol=1e-4) for pair in best), (sent, best)


def test_no_more_goes_over_a_link_than_it_holds_or_there_is() -> None:
    known, demand = np.zeros((2, 5)), cumulative([9.0] * 5)
    known[0] = 3.0
    moved, bought = orders_now(CHAIN, known, demand, np.full((1, 5), 2.0), np.array([0.6]))
    assert bought == pytest.approx(4.0)
    assert moved <= 3.0 + 4.0 + 1e-6


def test_more_doubt_sends_more_where_being_short_is_dear() -> None:
    known, demand = np.zeros((1, 4)), cumulative([10.0] * 4)
    sent = [orders_now(ONE, known, demand, np.full((1, 4), sd), np.array([2.0]))[0] for sd in (1.0, 3.0, 6.0)]
    assert sent == sorted(sent)
    assert sent[2] > sent[0] + 1.0


@pytest.mark.parametrize(
    ("wrong", "record", "field"),
    [
        ({"links": (Link(None, 2, 0, 1.0),)}, "link 0", "destination"),
        ({"links": (Link(None, 0, -1, 1.0),)}, "link 0", "lead_time or capacity"),
        ({"serves": (1,)}, "rolling network", "serves"),
    ],
)
def test_a_network_that_cannot_be_is_refused_by_record_and_field(
    wrong: dict[str, Any], record: str, field: str
) -> None:
    told: dict[str, Any] = {"links": (Link(None, 0, 0, 1.0),), "holding": (0.1, 0.1), "serves": (0,), "unserved": 1.0}
    with pytest.raises(InvalidField) as caught:
        RollingNetwork(**(told | wrong))
    assert (caught.value.record, caught.value.field) == (record, field)


def test_forecasts_of_another_form_are_refused() -> None:
    with pytest.raises(InvalidField, match="has the form"):
        orders_now(ONE, np.zeros((1, 3)), np.zeros((1, 2)), np.zeros((1, 2)), np.array([1.0]))
