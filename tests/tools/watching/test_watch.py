"""The watch: events about one network are one look, alarms ring once, budgets hold back, and order does not matter."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tools.watching.watched import BUCKETS, FROZEN, networks
from tools.estimation.forecast import DemandFilters
from tools.optimizer.flows import solve_flows
from tools.watching import (
    Alarms,
    Beliefs,
    Change,
    Counts,
    DemandReadings,
    NervousnessBudget,
    Readings,
    Screening,
    SupplyReadings,
    Watch,
    WatchedDemand,
    WatchedSupply,
    price,
)
from trimtab.errors import InvalidField

TODAY, N, LOCATIONS = 42, 4, 3
ROWS = N * LOCATIONS
NOTHING = np.zeros(0, dtype=np.int64)


def watch(per_item: int = 5, upper: float = 40.0) -> Watch:
    rng = np.random.default_rng(1)
    rate = rng.uniform(2.0, 6.0, ROWS)
    filters = DemandFilters.start(ROWS, season_length=7)
    for day in range(TODAY - 3):
        filters.update(np.arange(ROWS), day, rng.poisson(rate))
    supply = WatchedSupply.start(np.round(rate * 18), most=1e4)
    demand = WatchedDemand.start(filters, most=1e3, window_days=14)
    beliefs = Beliefs(demand, supply, TODAY, np.array([28, 10, 10]), np.array([0.0, 1.0, 0.0]))
    believed = beliefs.networks(networks(N, seed=2))
    screening = Screening(believed, solve_flows(believed, tolerance=1e-4), FROZEN)
    names = [f"P{k}" for k in range(N)]
    return Watch(
        screening, beliefs, Alarms.start(N, upper, upper / 2), NervousnessBudget(per_item, 5), names, [("S",)] * N
    )


def sold(*days: tuple[int, int, float]) -> Readings:
    """Return readings of (row, day, quantity)."""
    row, day, quantity = (np.array(c) for c in zip(*days, strict=True))
    demand = DemandReadings(
        row, day, quantity.astype(float), np.zeros(len(days), dtype=bool), day, np.arange(len(days))
    )
    return Readings(demand, SupplyReadings(NOTHING, NOTHING, NOTHING, np.zeros(0), NOTHING, NOTHING))


def on_hand(row: int, quantity: float, recorded: int) -> Readings:
    one = (np.array([x], dtype=np.int64) for x in (row, 0, 0))
    stamp = np.array([recorded], dtype=np.int64)
    supply = SupplyReadings(*one, np.array([quantity]), stamp, stamp)
    none = np.zeros(0)
    demand = DemandReadings(NOTHING, NOTHING, none, none.astype(bool), NOTHING, NOTHING)
    return Readings(demand, supply, refused=1)


def test_what_is_said_of_one_network_is_screened_once_and_moves_only_what_it_is_about() -> None:
    watched = watch()
    before = watched.screening.networks.demand.copy()
    found = watched.take(sold(*((row, TODAY - 2, 4.0) for row in (3, 4, 5, 10)), (4, TODAY - 1, 2.0)))
    assert found.bounds.chosen.tolist() == [1, 3]
    moved = (watched.screening.networks.demand != before).any(axis=2)
    assert np.argwhere(moved).tolist() == [[1, 0], [1, 1], [1, 2], [3, 1]]
    ahead = watched.beliefs.demand.forecast(np.array([4]), BUCKETS.days, TODAY)
    assert watched.screening.networks.demand[1, 1].tolist() == ahead.cumulative_mean[0].tolist()
    spread = np.hypot(ahead.cumulative_sd[0, :10], ahead.cumulative_mean[0, -1] / BUCKETS.days)
    assert np.allclose(watched.screening.networks.sd[1, 1, :10], spread)
    assert (watched.screening.networks.sd[1, 1, 10:] == watched.screening.networks.sd[1, 1, 9]).all()


def test_a_loss_of_stock_raises_one_alarm_that_its_return_clears() -> None:
    watched = watch()
    there = float(watched.beliefs.supply.quantity[4])
    lost = watched.take(on_hand(4, 0.0, 1))
    assert lost.doubtful.tolist() == [1]
    (finding,) = watched.look(lost.doubtful)
    assert finding.change is Change.RAISED
    assert finding.priced.drift > 40.0
    # That it still rings is proven: nobody has to price it again, and who does finds nothing new.
    assert not watched.take(on_hand(4, 1.0, 2)).doubtful.size
    assert watched.alarms.on.tolist() == [False, True, False, False]
    assert [f.change for f in watched.look([1])] == [Change.NOTHING]
    watched.look(watched.take(on_hand(4, there, 3)).doubtful)
    assert not watched.alarms.on.any()
    assert watched.counts() == Counts(taken=3, corrected=2, refused=3)


def test_beyond_the_budget_an_alarm_is_held_back_until_there_is_room() -> None:
    watched = watch(per_item=1)
    assert watched.budget.admit("P1", ["S"], TODAY)
    (finding,) = watched.look(watched.take(on_hand(4, 0.0, 1)).doubtful)
    assert finding.held_back
    assert not watched.alarms.on.any()
    watched.beliefs = replace(watched.beliefs, today=TODAY + 7)
    (finding,) = watched.look([1])
    assert finding.change is Change.RAISED


def test_the_largest_drift_is_proposed_first_where_there_is_room_for_one() -> None:
    watched = watch()
    watched.budget = NervousnessBudget(per_item=5, per_supplier=1)
    watched.take(on_hand(4, 0.0, 1))
    watched.take(on_hand(8, 0.0, 1))
    found = watched.look([1, 2])
    assert found[0].priced.drift >= found[1].priced.drift
    assert [f.held_back for f in found] == [False, True]


def test_shuffled_and_told_twice_the_networks_are_the_same() -> None:
    rng = np.random.default_rng(3)
    days = [(row, day, float(rng.poisson(4))) for day in range(TODAY - 3, TODAY) for row in range(ROWS)]
    one, other = watch(), watch()
    told = sold(*days)
    one.take(told)
    order = rng.permutation(np.repeat(np.arange(len(days)), 2))
    for part in np.array_split(order, 7):
        other.take(replace(told, demand=told.demand[part]))
    for name in ("demand", "sd"):
        assert np.array_equal(getattr(one.screening.networks, name), getattr(other.screening.networks, name))


def test_after_a_day_the_rest_of_the_plan_is_in_force_and_its_bound_still_holds() -> None:
    watched = watch()
    plans, believed = watched.screening.plans, watched.screening.networks
    sent = plans.quantity[:, :, 0]
    buys = believed.shape.buys
    words = []
    for k in range(N):
        for arc, buy in enumerate(buys):
            words.append((k * LOCATIONS + buy.location, TODAY + buy.lead_time_days, sent[k, arc]))
        for arc, move in enumerate(believed.shape.moves, len(buys)):
            words.append((k * LOCATIONS + move.destination, TODAY + move.transit_days, sent[k, arc]))
            words.append((k * LOCATIONS + move.origin, TODAY, -sent[k, arc]))
    row, day, quantity = (np.array(c) for c in zip(*words, strict=True))
    number = np.arange(1, len(words) + 1)
    watched.take(
        replace(
            on_hand(0, float(watched.beliefs.supply.quantity[0]), 0),
            supply=SupplyReadings(row, number, day, quantity, number, number),
        )
    )
    watched.next_day()
    assert watched.beliefs.today == TODAY + 1
    later = watched.screening
    assert later.frozen == FROZEN - 1
    assert later.networks.shape.buckets.days == BUCKETS.days - 1
    assert np.array_equal(later.plans.quantity, plans.quantity[:, :, 1:])
    bounds = later.bounds(np.arange(N))
    best = solve_flows(replace(later.networks), tolerance=1e-5)
    assert (bounds.best_cost <= best.cost + 1e-6).all()
    priced = [price(later.networks[k : k + 1], later.plans.quantity[k : k + 1], later.frozen, 1e-5) for k in range(N)]
    assert (np.array([p.drift for p in priced]) <= bounds.saving_at_most + 0.2).all()
    assert np.isfinite(bounds.saving_at_most).all()


def test_when_the_planner_looks_again_plans_have_to_be_made_anew() -> None:
    watched = watch()
    watched.screening.frozen = 1
    with pytest.raises(InvalidField, match="frozen"):
        watched.next_day()
