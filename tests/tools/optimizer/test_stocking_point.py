"""The stocking point against closed forms: base stock, periodic review, and levels that meet their targets."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm, poisson

from tools.optimizer.demand_law import DemandLaw, Family, LeadTimeLaw
from tools.optimizer.levels import LevelInputs, backorder_for, best_level, level_cost, service_of
from tools.optimizer.loss import normal_overage
from tools.optimizer.stocking_point import Measure, StockingPoint

FAR = LevelInputs(6, 3, 35, 6, 7, 0.12, 6.85, 60, minimum_order=60, lot=12)
SEEN = (0.0, 0.0, 0.0, 12.0, 0.0, 3.0, 0.0, 30.0)


def test_poisson_base_stock_is_exact() -> None:
    point = StockingPoint(DemandLaw(Family.POISSON, 2.0, 2.0**0.5), LeadTimeLaw((4,), (1.0,)), 1, 1.0)
    for target in (6, 9, 13, 17):
        served, stock = point.service(target, target), point.stock(target, target)
        expected = sum((target - k) * poisson.pmf(k, 10.0) for k in range(target))
        assert served.ready == pytest.approx(poisson.cdf(target, 10.0), abs=1e-9)
        assert stock.on_hand == pytest.approx(expected, abs=1e-6)
        assert stock.on_hand - stock.backorder == pytest.approx(target - 10.0, abs=1e-6)
        # Every day with demand orders: Y is the demand of a day, given that there was one.
        assert stock.order_share == pytest.approx(1 - np.exp(-2.0))


def test_periodic_review_with_normal_demand_is_the_textbook_form() -> None:
    law, lead, review = DemandLaw(Family.NORMAL, 20.0, 4.0), LeadTimeLaw((9,), (1.0,)), 5
    point = StockingPoint(law, lead, review, 1.0)
    for target in (280.0, 300.0, 320.0):
        mean, sd = 14 * 20.0, 4.0 * 14**0.5
        served, stock = point.service(target, target), point.stock(target, target)
        days = np.arange(10.0, 15.0)
        over = normal_overage(np.full(5, target), days * 20.0, np.sqrt(days) * 4.0).mean()
        late = [
            float(normal_overage(np.array(0.0), np.array(target - n * 20.0), np.array(4.0 * n**0.5))) for n in (9, 14)
        ]
        assert served.cycle == pytest.approx(norm.cdf((target - mean) / sd), abs=5e-3)
        assert stock.on_hand == pytest.approx(over, rel=2e-3)
        assert served.fill_rate == pytest.approx(1 - float(late[1] - late[0]) / 100.0, abs=1e-3)


@pytest.mark.parametrize("distance", [0.0, 40.0, 200.0])
def test_mean_net_stock_is_the_position_less_the_demand_of_a_lead_time(distance: float) -> None:
    law = DemandLaw(Family.NEGATIVE_BINOMIAL, 3.0, 5.0)
    point = StockingPoint(law, LeadTimeLaw.normal(10.0, 2.0), 4, 256.0)
    wide, narrow = point.stock(100.0, 100.0 + distance), point.stock(100.0, 160.0 + distance)
    assert narrow.on_hand > wide.on_hand
    assert narrow.order_share < wide.order_share
    # What is ordered is what is wanted: orders a review times their size is the demand of a review.
    found = point._at(distance)
    size = float(found.ordered @ np.arange(len(found.ordered))) * point.step
    assert size / found.reviews == pytest.approx(12.0, rel=1e-4)


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("family", list(Family))
def test_a_level_serves_its_target_and_one_unit_less_does_not(family: Family, measure: Measure) -> None:
    inputs = replace(FAR, family=family, seen=SEEN, demand_mean=np.mean(SEEN) if family is Family.EMPIRICAL else 6.0)
    minimum, target = best_level(inputs, 0.93, measure)
    names = {Measure.CYCLE: "cycle", Measure.READY: "ready", Measure.FILL_RATE: "fill_rate"}

    def served(less: float) -> float:
        return float(getattr(service_of(inputs, minimum - less, target - less), names[measure]))

    assert served(0.0) >= 0.93
    assert served(1.5) < 0.93


@pytest.mark.parametrize("family", [Family.GAMMA, Family.NEGATIVE_BINOMIAL, Family.EMPIRICAL])
def test_the_cheapest_level_costs_no_more_than_any_around_it(family: Family) -> None:
    inputs = replace(FAR, family=family, demand_sd=7.0, seen=SEEN)
    minimum, target = best_level(inputs)
    best = level_cost(inputs, minimum, target).total
    around = [
        level_cost(inputs, m, m + d).total
        for m in np.arange(minimum - 24, minimum + 25, 8)
        for d in np.arange(60, 4 * (target - minimum), 24)
    ]
    assert best <= min(around) * 1.01


def test_the_price_of_a_service_target_makes_its_level_the_cheapest() -> None:
    priced = replace(FAR, backorder=backorder_for(FAR, 0.9))
    asked, cheapest = best_level(FAR, 0.9), best_level(priced)
    assert level_cost(priced, *asked).total == pytest.approx(level_cost(priced, *cheapest).total, rel=0.01)


def test_exact_and_closed_form_costs_agree_where_demand_is_normal() -> None:
    lead, law = FAR.lead_time, FAR.law
    for minimum, target in ((300.0, 384.0), (250.0, 600.0), (340.0, 520.0)):
        stock = StockingPoint(law, lead, 7, 512.0).stock(minimum, target)
        exact = 0.12 * stock.on_hand + 6.85 * stock.backorder + 60 * stock.order_share / 7
        assert level_cost(FAR, minimum, target).total == pytest.approx(exact, rel=0.06)
