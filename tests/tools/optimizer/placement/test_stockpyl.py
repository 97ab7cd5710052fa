"""stockpyl's JSON is read as its guaranteed-service model; what is none is refused with node and field."""

import json
from pathlib import Path
from typing import Any

import pytest
from scipy.special import ndtr

from tools.optimizer.placement import place, read_network
from trimtab.errors import InvalidField


def node(index: int, after: list[int], **stated: Any) -> dict[str, Any]:
    fields = ("processing_time", "external_inbound_cst", "external_outbound_cst", "demand_source", "local_holding_cost")
    return {"_index": index, "_successor_indices": after, "demand_bound_constant": 1.5} | dict.fromkeys(fields) | stated


def serial(**last: Any) -> dict[str, Any]:
    """Three stages in a row; the last one sells."""
    demand = {"type": "N", "mean": 0, "standard_deviation": 2}
    return {
        "_nodes": [
            node(3, [2], processing_time=1, external_inbound_cst=1, local_holding_cost=2),
            node(2, [1], processing_time=0, local_holding_cost=4),
            node(1, [], processing_time=1, local_holding_cost=7, external_outbound_cst=1, demand_source=demand) | last,
        ]
    }


def written(path: Path, record: dict[str, Any]) -> Path:
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_times_costs_and_demand_are_read_and_the_optimum_is_worked_out_by_hand(tmp_path: Path) -> None:
    network = read_network(written(tmp_path / "serial.json", serial()))
    assert [(arc.source, arc.target) for arc in network.arcs] == [("3", "2"), ("2", "1")]
    assert network.stages[2].service is not None
    assert network.stages[2].service.level == pytest.approx(float(ndtr(1.5)))
    # All stock at the first stage: it covers 1 + 1 periods at a holding cost of 2, and the last needs none.
    placement = place(network)
    assert placement.cost == pytest.approx(2 * 1.5 * 2 * 2**0.5)
    assert [stage.service_time for stage in placement.stages] == [0, 0, 1]


def test_a_file_of_instances_is_read_by_name(tmp_path: Path) -> None:
    instances = [{"name": "eoq", "data": {"fixed_cost": 8}}, {"name": "serial", "data": serial()}]
    path = written(tmp_path / "instances.json", {"instances": instances})
    assert read_network(path, "serial").name == "serial"
    with pytest.raises(InvalidField, match=r"Holds 1 networks, none of them called eoq.*Name one: serial"):
        read_network(path, "eoq")


@pytest.mark.parametrize(
    ("last", "record", "field"),
    [
        ({"processing_time": None}, "node 1", "processing_time"),
        ({"local_holding_cost": None}, "node 1", "local_holding_cost"),
        ({"external_outbound_cst": None}, "node 1", "external_outbound_cst"),
        ({"demand_source": {"type": "P", "mean": 3}}, "node 1", "demand_source"),
        ({"demand_bound_constant": 2.0}, "network", "demand_bound_constant"),
    ],
)
def test_what_is_no_guaranteed_service_is_refused(
    tmp_path: Path, last: dict[str, Any], record: str, field: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        read_network(written(tmp_path / "serial.json", serial(**last)))
    assert (refused.value.record, refused.value.field) == (record, field)
