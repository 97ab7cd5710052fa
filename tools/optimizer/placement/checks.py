"""What a network must satisfy beyond the types of its fields; every refusal names the stage and the field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, NoReturn

from pydantic import ValidationError

from tools.optimizer.placement.network import PlacementNetwork, Stage
from trimtab.errors import InvalidField, UnknownReference

ABSURD = 1000
"""A demand so many times the median of all others is a slip of the decimal mark, unless the stage is confirmed."""
LONGEST = 10_000
"""A stage time or quoted time above this many periods is a slip, or asks for a coarser period."""


def checked_network(record: Mapping[str, Any] | PlacementNetwork) -> PlacementNetwork:
    """Return the network that `record` describes; raises InvalidField or UnknownReference with stage and field."""
    if isinstance(record, PlacementNetwork):
        network = record
    else:
        try:
            network = PlacementNetwork.model_validate(record)
        except ValidationError as error:
            _refuse_types(error, record)
    names = _names(network)
    _arcs(network, names)
    for stage in network.stages:
        check_stage(stage, network)
    _ends(network)
    _correlations(network, names)
    _plausible(network)
    return network


def _refuse_types(error: ValidationError, record: Mapping[str, Any]) -> NoReturn:
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    name, field = "network", ".".join(place) or "network"
    if len(place) > 1 and place[1].isdigit():
        entry = record[place[0]][int(place[1])]
        name = f"{place[0][:-1]} {_called(entry, int(place[1]))}"
        field = ".".join(place[2:]) or place[0]
    raise InvalidField(f"{first['msg']}, not {first['input']!r:.80}.", record=name, field=field) from error


def _called(entry: Any, place: int) -> str:
    if isinstance(entry, Mapping):
        if "name" in entry:
            return str(entry["name"])
        if "source" in entry:
            return f"{entry['source']} > {entry.get('target')}"
    return str(place + 1)


def _names(network: PlacementNetwork) -> set[str]:
    counts = Counter(stage.name for stage in network.stages)
    for name, count in counts.items():
        if count > 1:
            _refuse(name, "name", f"is used by {count} stages.", "Give each stage a name of its own.")
    return set(counts)


def _arcs(network: PlacementNetwork, names: set[str]) -> None:
    units = {stage.name: stage.unit for stage in network.stages}
    seen: set[tuple[str, str]] = set()
    for arc in network.arcs:
        record = f"arc {arc.source} > {arc.target}"
        for field, name in (("source", arc.source), ("target", arc.target)):
            if name not in names:
                raise UnknownReference(f"There is no stage {name}.", record=record, field=field)
        if (arc.source, arc.target) in seen:
            raise InvalidField("Is there twice.", record=record, field="target", remedy="Add up the quantities.")
        seen.add((arc.source, arc.target))
        if arc.unit is not None and arc.unit != units[arc.source]:
            raise InvalidField(
                f"Counts in {arc.unit}, the stage {arc.source} in {units[arc.source]}.", record=record, field="unit"
            )
    cycle = _cycle(network)
    if cycle:
        raise InvalidField(
            f"Goes round in a circle: {' > '.join(cycle)}.",
            record=f"stage {cycle[0]}",
            field="arcs",
            remedy="A stage cannot need itself; take one of these arcs out.",
        )


def _cycle(network: PlacementNetwork) -> list[str]:
    sources: dict[str, list[str]] = {stage.name: [] for stage in network.stages}
    waiting = Counter[str]()
    for arc in network.arcs:
        sources[arc.target].append(arc.source)
        waiting[arc.source] += 1
    free = [name for name in sources if not waiting[name]]
    left = set(sources)
    while free:
        name = free.pop()
        left.discard(name)
        for source in sources[name]:
            waiting[source] -= 1
            if not waiting[source]:
                free.append(source)
    if not left:
        return []
    targets = {arc.source: arc.target for arc in network.arcs if arc.source in left and arc.target in left}
    path = [min(left)]
    while targets[path[-1]] not in path:
        path.append(targets[path[-1]])
    return [*path[path.index(targets[path[-1]]) :], targets[path[-1]]]


def check_stage(stage: Stage, network: PlacementNetwork) -> None:
    """Refuse a stage whose fields contradict each other or the units of the network."""
    time = stage.stage_time
    if stage.time_unit is not None and stage.time_unit != network.time_unit:
        _refuse(stage.name, "time_unit", f"is {stage.time_unit}, the network counts in {network.time_unit}s.")
    if time.pmf and abs(sum(point.probability for point in time.pmf) - 1.0) > 1e-6:
        _refuse(stage.name, "stage_time.pmf", f"adds up to {sum(point.probability for point in time.pmf):g}, not 1.")
    longest = max([time.mean + 3 * time.sd, *(point.time for point in time.pmf)])
    for field, value in (("stage_time", longest), ("review_period", stage.review_period)):
        if value > LONGEST:
            _refuse(stage.name, field, f"reaches {value:g} {network.time_unit}s.", "Check it, or use a coarser unit.")
    _demand(stage)
    _limits(stage)


def _demand(stage: Stage) -> None:
    demand = stage.demand
    if demand is None:
        if stage.service is not None and stage.service.kind == "type_2":
            _refuse(stage.name, "service", "is a fill rate, but the stage has no demand of its own.")
        return
    if demand.unit is not None and demand.unit != stage.unit:
        _refuse(stage.name, "demand.unit", f"is {demand.unit}, the stage counts in {stage.unit}.")
    if demand.samples:
        if len(demand.samples) < 8:
            _refuse(stage.name, "demand.samples", f"has {len(demand.samples)} periods; at least 8 are needed.")
    elif demand.mean is None or demand.sd is None:
        _refuse(stage.name, "demand", "needs mean and sd, or samples.")
    elif demand.sd > ABSURD * demand.mean and not stage.confirmed:
        _refuse(stage.name, "demand.sd", f"is {demand.sd:g} at a mean of {demand.mean:g}.", "Check both.")
    elif stage.distribution == "empirical":
        _refuse(stage.name, "distribution", "is empirical, but there are no samples.")
    if stage.service is None:
        _refuse(stage.name, "service", "is missing: a stage with demand needs a service level.")


def _limits(stage: Stage) -> None:
    if stage.distribution == "empirical" and (stage.demand is None or not stage.demand.samples):
        _refuse(stage.name, "distribution", "is empirical, but the stage has no demand samples.")
    quoted = stage.quoted_service_time
    for field, value in (("quoted_service_time", quoted), ("max_service_time", stage.max_service_time)):
        if value is not None and value > LONGEST:
            _refuse(stage.name, field, f"is {value} periods.", "Check it, or use a coarser unit.")
    if quoted is not None and stage.max_service_time is not None and quoted > stage.max_service_time:
        _refuse(stage.name, "quoted_service_time", f"is {quoted}, above the maximum of {stage.max_service_time}.")
    low, high = stage.min_safety_stock, stage.max_safety_stock
    if low is not None and high is not None and low > high:
        _refuse(stage.name, "min_safety_stock", f"is {low:g}, above the maximum of {high:g}.")
    if stage.frozen is not None and (quoted is not None or low is not None or high is not None):
        _refuse(stage.name, "frozen", "already says what stands here.", "Leave out the other limits of this stage.")


def _ends(network: PlacementNetwork) -> None:
    inner = {arc.source for arc in network.arcs}
    for stage in network.stages:
        if stage.name not in inner and stage.demand is None:
            _refuse(stage.name, "demand", "is missing: nothing comes after this stage, so customers do.")


def _correlations(network: PlacementNetwork, names: set[str]) -> None:
    demanded = {stage.name for stage in network.stages if stage.demand is not None}
    for entry in network.correlations:
        record = f"correlation {entry.first}, {entry.second}"
        for field, name in (("first", entry.first), ("second", entry.second)):
            if name not in names:
                raise UnknownReference(f"There is no stage {name}.", record=record, field=field)
            if name not in demanded:
                raise InvalidField(f"{name} has no demand of its own.", record=record, field=field)
        if entry.first == entry.second:
            raise InvalidField("Correlates a stage with itself.", record=record, field="second")
    if network.correlations and network.convention != "exact":
        raise InvalidField('Count only under the convention "exact".', record="network", field="correlations")


def _plausible(network: PlacementNetwork) -> None:
    means = {s.name: _mean(s) for s in network.stages if s.demand is not None}
    if len(means) >= 3:
        _outliers(network, "demand.mean", lambda stage: means.get(stage.name, 0.0), ABSURD)
    _outliers(network, "added_cost", lambda stage: stage.added_cost, ABSURD**2)


def _mean(stage: Stage) -> float:
    assert stage.demand is not None  # noqa: S101 - asked of stages with demand only
    samples = stage.demand.samples
    return sum(samples) / len(samples) if samples else (stage.demand.mean or 0.0)


def _outliers(network: PlacementNetwork, field: str, value_of: Callable[[Stage], float], limit: float) -> None:
    values = [value for value in map(value_of, network.stages) if value > 0]
    if len(values) < 3:
        return
    middle = median(values)
    for stage in network.stages:
        if value_of(stage) > limit * middle and not stage.confirmed:
            _refuse(
                stage.name,
                field,
                f"is {value_of(stage) / middle:,.0f} times the median of the network.",
                'Check the unit and the decimal mark, or say "confirmed": true.',
            )


def _refuse(name: str, field: str, text: str, remedy: str = "") -> NoReturn:
    raise InvalidField(f"It {text}", record=f"stage {name}", field=field, remedy=remedy)
