"""Levels in closed form: their cost against a simulation, their optimum against a search."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    TODAY,
    WINCH,
    belief,
    demand,
    network,
    point,
    problem,
    snapshot,
)
from tools.optimizer import recommend_level
from tools.optimizer.levels import LevelInputs, best_level, level_cost
from trimtab import subjects
from trimtab.beliefs import Normal, Parameter, Persistence, Uplift
from trimtab.errors import InputError
from trimtab.network import StockPolicy

FAR = LevelInputs(6, 3, 35, 6, 7, 0.12, 6.85, 60, minimum_order=60, lot=12)
NEAR = LevelInputs(6, 6, 5, 0, 7, 0.12, 6.85, 60)


POINTS = snapshot().order_points


def simulated(inputs: LevelInputs, minimum: float, target: float, reviews: int = 30_000) -> float:
    """Return the average cost a day of the policy, independent lead times, demand drawn day by day."""
    rng = np.random.default_rng(7)
    days = reviews * inputs.review_days
    spare = int(inputs.lead_time_mean + 8 * inputs.lead_time_sd) + inputs.review_days + 2
    total = np.concatenate([[0.0], np.cumsum(rng.normal(inputs.demand_mean, inputs.demand_sd, days + spare))])
    position, cost = target, 0.0
    for day in range(0, days, inputs.review_days):
        if position <= minimum:
            cost += inputs.order_cost
            position = target
        lead = max(0, round(rng.normal(inputs.lead_time_mean, inputs.lead_time_sd)))
        net = position - (total[day + lead + 1 : day + lead + inputs.review_days + 1] - total[day])
        cost += inputs.holding * np.maximum(net, 0).sum() + inputs.backorder * np.maximum(-net, 0).sum()
        position -= total[day + inputs.review_days] - total[day]
    return float(cost / days)


@pytest.mark.parametrize(
    ("inputs", "minimum", "target"),
    [(FAR, 300, 384), (FAR, 340, 520), (FAR, 250, 600), (NEAR, 60, 100), (NEAR, 80, 82), (NEAR, 80, 180)],
)
def test_cost_of_a_level_is_that_of_a_simulation(inputs: LevelInputs, minimum: float, target: float) -> None:
    assert level_cost(inputs, minimum, target).total == pytest.approx(simulated(inputs, minimum, target), rel=0.06)


@pytest.mark.parametrize("inputs", [FAR, NEAR])
def test_best_level_costs_no_more_than_any_level_around_it(inputs: LevelInputs) -> None:
    minimum, target = best_level(inputs)
    best = level_cost(inputs, minimum, target).total
    around = [
        level_cost(inputs, m, m + d).total
        for m in np.arange(minimum - 40, minimum + 41, 4)
        for d in np.arange(max(inputs.minimum_order, inputs.lot), 4 * (target - minimum) + 1, inputs.lot)
    ]
    assert best <= min(around) * 1.01


def test_best_level_respects_minimum_order_and_lots() -> None:
    minimum, target = best_level(FAR)
    assert (target - minimum) % 12 == 0
    assert target - minimum >= 60


def test_more_uncertain_lead_time_raises_the_minimum() -> None:
    steady = best_level(LevelInputs(6, 3, 35, 1, 7, 0.12, 6.85, 60))[0]
    assert best_level(FAR)[0] > steady


def test_a_level_covers_the_locations_that_draw_on_it() -> None:
    alone = recommend_level(problem(snapshot=snapshot(order_points=(point(CEN, 395, 479),))), WINCH, CEN)
    feeding = recommend_level(problem(), WINCH, CEN)
    assert alone is not None
    assert feeding is not None
    assert feeding.minimum > alone.minimum + 100


def test_a_one_off_lead_time_moves_no_level() -> None:
    subject = subjects.source("KMW", WINCH)
    longer = belief(subject, Parameter.LEAD_TIME, Normal(mean=50, sd=6), persistence=Persistence.ONE_OFF)
    lasting = belief(subject, Parameter.LEAD_TIME, Normal(mean=50, sd=6), persistence=Persistence.NEW_NORMAL)
    usual, one_off, new_normal = (
        recommend_level(problem(beliefs=(demand(CEN, 6, 3), demand(NOR, 3, 2), *more)), WINCH, CEN)
        for more in ((), (longer,), (lasting,))
    )
    assert usual == one_off
    assert usual is not None
    assert new_normal is not None
    assert new_normal.minimum > usual.minimum
    assert new_normal.saving_per_day > 0


def test_nothing_is_recommended_without_lasting_demand() -> None:
    one_off = demand(CEN, 6, 3, persistence=Persistence.ONE_OFF)
    assert recommend_level(problem(beliefs=(one_off,), snapshot=snapshot(order_points=())), WINCH, CEN) is None


def test_a_blip_below_leaves_the_level_above_as_it_was() -> None:
    usual = problem(beliefs=(demand(CEN, 6, 3), demand(NOR, 3, 2)))
    blip = demand(NOR, 9, 8, persistence=Persistence.ONE_OFF)
    odd = usual.varied(beliefs=(demand(CEN, 6, 3), blip), lasting=(demand(NOR, 3, 2),))
    for place in (CEN, NOR):
        assert recommend_level(odd, WINCH, place) == recommend_level(usual, WINCH, place)


def test_a_one_off_lead_time_after_a_new_normal_keeps_the_level_of_the_new_normal() -> None:
    subject = subjects.source("KMW", WINCH)
    new = belief(subject, Parameter.LEAD_TIME, Normal(mean=43, sd=4), persistence=Persistence.NEW_NORMAL)
    odd = belief(subject, Parameter.LEAD_TIME, Normal(mean=70, sd=9), persistence=Persistence.ONE_OFF)
    usual = (demand(CEN, 6, 3), demand(NOR, 3, 2))
    lasting = problem(beliefs=(*usual, new))
    blip = problem(beliefs=(*usual, odd)).varied(lasting=(new,))
    assert recommend_level(blip, WINCH, CEN) == recommend_level(lasting, WINCH, CEN)


def test_a_level_in_force_that_is_best_stays() -> None:
    first = recommend_level(problem(), WINCH, NOR)
    assert first is not None
    points = (point(CEN, 395, 479), point(NOR, float(first.minimum), float(first.target)))
    again = recommend_level(problem(snapshot=snapshot(order_points=points)), WINCH, CEN)
    assert again is not None
    assert again.saving_per_day >= 0


def test_service_level_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(InputError, match="service_level"):
        recommend_level(problem(), WINCH, CEN, service_level=1.5)


def test_quantities_are_whole_decimals() -> None:
    level = recommend_level(problem(), WINCH, CEN)
    assert level is not None
    assert level.minimum == level.minimum.to_integral_value()
    assert isinstance(level.target, Decimal)


def test_a_promotion_moves_no_level() -> None:
    uplift = Uplift(start=TODAY, end=TODAY + timedelta(days=20), per_day=30)
    promoted = demand(CEN, 6, 3).model_copy(update={"parameter": Parameter.PROMOTION, "distribution": uplift})
    usual = problem()
    assert recommend_level(usual.varied(beliefs=(*usual.beliefs, promoted)), WINCH, CEN) == recommend_level(
        usual, WINCH, CEN
    )


@pytest.mark.parametrize("target", [0.8, 0.95, 0.995])
def test_a_service_target_of_an_item_location_is_what_its_level_serves(target: float) -> None:
    policies = (StockPolicy(item=WINCH, location=CEN, service_target=target), StockPolicy(item=WINCH, location=NOR))
    aimed = recommend_level(problem(network=network(policies=policies)), WINCH, CEN)
    asked = recommend_level(problem(snapshot=snapshot(order_points=(POINTS[1],))), WINCH, CEN, service_level=target)
    assert aimed is not None
    assert asked is not None
    assert aimed.saving_per_day > 0
    assert float(aimed.minimum) == pytest.approx(float(asked.minimum), rel=0.03)
