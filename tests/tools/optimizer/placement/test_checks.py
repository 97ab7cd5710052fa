"""A network that cannot be right is refused with stage and field."""

import math
from typing import Any

import pytest

from tools.optimizer.placement import place
from trimtab.errors import InputError


def network(**changes: Any) -> dict[str, Any]:
    sell = {
        "name": "sell",
        "added_cost": 5,
        "stage_time": 2,
        "unit": "pcs",
        "demand": {"mean": 50, "sd": 10},
        "service": {"level": 0.95},
    }
    more = [{**sell, "name": f"more{k}"} for k in range(3)]
    stages = [{"name": "raw", "added_cost": 10, "stage_time": 6}, {**sell, **changes}, *more]
    return {"stages": stages, "arcs": [{"source": "raw", "target": s["name"]} for s in stages[1:]]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage_time": -1}, "stage_time"),
        ({"stage_time": math.nan}, "stage_time"),
        ({"service": {"level": 1.0}}, "service.level"),
        ({"demand": {"mean": 50_000_000, "sd": 10}}, "demand.mean"),
        ({"demand": {"mean": 50, "sd": math.inf}}, "demand.sd"),
        ({"demand": {"mean": 50, "sd": 10, "unit": "kg"}}, "demand.unit"),
        ({"time_unit": "hour"}, "time_unit"),
        ({"stage_time": 2_000_000}, "stage_time"),
        ({"added_cost": 5e9}, "added_cost"),
        ({"service": None}, "service"),
        ({"demand": None}, "demand"),
        ({"distribution": "empirical"}, "distribution"),
        ({"min_safety_stock": 5, "max_safety_stock": 4}, "min_safety_stock"),
        ({"surprise": 1}, "surprise"),
        ({"stage_time": {"pmf": [{"time": 1, "probability": 0.4}]}}, "stage_time.pmf"),
    ],
)
def test_a_bad_field_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        place(network(**changes))
    assert refused.value.record == "stage sell"
    assert refused.value.field.startswith(field)


def test_a_cycle_is_refused_with_its_stages() -> None:
    bad = network()
    bad["arcs"].append({"source": "sell", "target": "raw"})
    with pytest.raises(InputError, match="raw > sell > raw"):
        place(bad)


def test_an_arc_to_nowhere_is_refused() -> None:
    bad = network()
    bad["arcs"].append({"source": "raw", "target": "nowhere"})
    with pytest.raises(InputError, match="nowhere"):
        place(bad)


def test_what_is_confirmed_is_believed() -> None:
    assert place(network(demand={"mean": 5_000_000, "sd": 10}, confirmed=True)).cost > 0
