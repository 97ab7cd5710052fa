"""Placements: equal to trying everything, warm equal to cold, limits kept, and the published optima of real chains."""

import csv
import json
import math

import pytest
from scipy.special import ndtri

from benchmarks._shared_data import shared_data
from tests.services.require import skip_without
from tests.tools.optimizer.placement.random_networks import brute_force, random_network
from tools.optimizer.placement import Placer, place
from tools.optimizer.placement.checker import check
from tools.optimizer.placement.network import Demand, StageTime
from tools.optimizer.placement.willems import willems_network
from trimtab.errors import InfeasiblePlan, NotFound

pytestmark = pytest.mark.timeout(600)
"""The first test compiles the kernels."""


@pytest.mark.parametrize("seed", range(40))
def test_a_small_general_network_costs_what_trying_everything_finds(seed: int) -> None:
    network = random_network(seed)
    placement = place(network)
    value = {stage.stage: stage.unit_value for stage in placement.stages}
    sd = {stage.stage: stage.demand_sd for stage in placement.stages}
    z = {stage.stage: float(ndtri(stage.service_level)) for stage in placement.stages}
    assert placement.cost == pytest.approx(
        brute_force(network, value, lambda name, net: z[name] * sd[name] * math.sqrt(net)), rel=1e-7
    )
    assert placement.gap <= 1e-6
    assert check(placement.network.model_dump(mode="json"), placement.certificate) <= 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_after_a_change_the_warm_answer_is_the_cold_one(seed: int) -> None:
    placer = Placer(random_network(seed, stages=8))
    first, last = placer.network.stages[0], placer.network.stages[-1]
    for stage in (
        first.model_copy(update={"added_cost": first.added_cost * 3}),
        first.model_copy(update={"stage_time": StageTime(mean=first.stage_time.mean + 2)}),
        last.model_copy(update={"demand": Demand(mean=30, sd=12)}),
        first.model_copy(update={"stage_time": StageTime(mean=2, sd=0.5)}),
        first.model_copy(update={"quoted_service_time": 1}),
    ):
        warm = placer.change(stage)
        assert warm.cost == pytest.approx(place(placer.network).cost, rel=1e-6)
        assert check(warm.network.model_dump(mode="json"), warm.certificate) <= 1e-6


def test_a_change_of_a_stage_that_is_not_there_is_refused() -> None:
    placer = Placer(random_network(1))
    with pytest.raises(NotFound, match="nowhere"):
        placer.change(placer.network.stages[0].model_copy(update={"name": "nowhere"}))


def test_the_bound_alone_says_whether_the_placement_in_force_is_near_the_optimum() -> None:
    placer = Placer(random_network(3))
    last = placer.network.stages[-1]
    near, bound = placer.within(0.01, last.model_copy(update={"demand": Demand(mean=20, sd=9.5)}), sweeps=30)
    assert bound <= place(placer.network).cost * (1 + 1e-9)
    assert near
    far, _ = placer.within(1e-12, last.model_copy(update={"demand": Demand(mean=20, sd=90.0)}), sweeps=0)
    assert not far


def serial(**middle: object) -> dict[str, object]:
    return {
        "stages": [
            {"name": "raw", "added_cost": 10, "stage_time": 6},
            {"name": "make", "added_cost": 20, "stage_time": 3, **middle},
            {
                "name": "sell",
                "added_cost": 5,
                "stage_time": 2,
                "demand": {"mean": 50, "sd": 10},
                "service": {"level": 0.95},
            },
        ],
        "arcs": [{"source": "raw", "target": "make"}, {"source": "make", "target": "sell"}],
    }


def test_fixed_quotes_and_frozen_stages_stay_as_they_are() -> None:
    quoted = {s.stage: s for s in place(serial(quoted_service_time=4)).stages}
    assert quoted["make"].service_time == 4
    frozen = {s.stage: s for s in place(serial(frozen={"service_time": 1, "safety_stock": 60})).stages}
    assert (frozen["make"].service_time, frozen["make"].safety_stock) == (1, 60)


def test_limits_on_stock_are_kept_and_cost_what_they_cost() -> None:
    free = place(serial())
    least = place(serial(min_safety_stock=70))
    most = place(serial(max_safety_stock=5))
    assert least.cost >= free.cost
    assert most.cost >= free.cost
    assert next(s for s in least.stages if s.stage == "make").safety_stock >= 70
    assert next(s for s in most.stages if s.stage == "make").safety_stock <= 5
    for placement in (least, most):
        assert check(placement.network.model_dump(mode="json"), placement.certificate) <= 1e-6


def test_limits_that_contradict_each_other_name_the_stage() -> None:
    with pytest.raises(InfeasiblePlan, match="make"):
        place(serial(max_safety_stock=1, max_service_time=0))


def test_without_room_for_a_quote_stock_covers_the_whole_time() -> None:
    network = serial()
    network["stages"] = [{**network["stages"][2], "stage_time": 9}]  # type: ignore[index]
    network["arcs"] = []
    (stage,) = place(network).stages
    assert stage.safety_stock == pytest.approx(ndtri(0.95) * 10 * 3)
    assert stage.base_stock == pytest.approx(450 + stage.safety_stock)


@pytest.mark.parametrize("stochastic", [False, True])
@pytest.mark.parametrize("chain", ["01", "07", "10", "19"])
def test_real_chains_are_proven_and_checked(chain: str, stochastic: bool) -> None:
    folder = shared_data()
    if folder is None:
        skip_without("the chains of Willems (2008), in ../shared/data or where TRIMTAB_SHARED_DATA says")
    record = json.loads((folder / "willems38.json").read_text())[chain]
    placement = place(willems_network(chain, record, stochastic=stochastic))
    assert check(placement.network.model_dump(mode="json"), placement.certificate) <= 1e-6
    if not stochastic:
        with (folder / "willems38_optima.csv").open() as file:
            optimum = next(float(row["optimum_cost"]) for row in csv.DictReader(file) if row["chain"] == chain)
        assert placement.cost == pytest.approx(optimum, rel=1e-6)
