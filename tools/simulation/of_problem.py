"""Simulating a plan problem: the levels of its item-locations, or its plan from today on, as the ERP would run them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from tools.optimizer.demand_law import Family
from tools.optimizer.levels import LevelInputs, service_of
from tools.optimizer.planning import PlanProblem, recommend_level
from tools.optimizer.planning.options import regular_source, replenishment_lane
from tools.optimizer.planning.recommended import level_inputs
from tools.optimizer.planning.supply import arrival_of
from tools.simulation.replenishment import Achieved, Opening, Prices, Replenishment, Run, Simulated, simulate
from trimtab.errors import InvalidField, UnknownReference
from trimtab.measures import Frozen
from trimtab.network import Share
from trimtab.plans import PlannedLevel, PlannedPurchase, PlannedRelease, PlannedStep, PlannedTransfer

ItemLocation = tuple[str, str]
Level = tuple[Decimal, Decimal]


class SimulatedLevel(Frozen):
    """What a level serves and costs, beside what its formula says.

    `of` names the level: in force or recommended. `family` is the law of demand it was simulated under. `expected_...`
    are those of the exact stocking point without calendars, lots and minimum orders.
    """

    item: str
    location: str
    of: str
    family: Family
    minimum: Decimal
    target: Decimal
    service_target: Share | None
    expected_cycle_service: float
    expected_fill_rate: float
    achieved: Achieved

    @property
    def meets_target(self) -> bool | None:
        """Tell whether the service target lies within or below what was achieved; None without a target."""
        return None if self.service_target is None else self.achieved.cycle_service.high >= self.service_target


@dataclass(frozen=True)
class Pictured:
    """A level's figures, and the run behind them."""

    level: SimulatedLevel
    simulated: Simulated


def simulate_levels(
    problem: PlanProblem,
    family: Family = Family.NORMAL,
    run: Run | None = None,
    service_level: float | None = None,
    levels: dict[ItemLocation, Level] | None = None,
) -> tuple[Pictured, ...]:
    """Return, for every item-location that can be priced, its level in force and its recommended one, simulated.

    `levels` stand in for those in force. Demand has the family's law with the mean and spread that are believed to
    last; the recommended level is the one for that family.
    """
    found = []
    for here in problem.item_locations:
        inputs = level_inputs(problem, here, family)
        if inputs is None:
            continue
        share = service_level or problem.network.policy_of(*here).service_target
        point = problem.snapshot.order_point(*here)
        held = (levels or {}).get(here) or ((point.minimum, point.target) if point else None)
        if held is not None:
            found.append(_simulated(problem, here, inputs, ("in force", held, share), run))
        best = recommend_level(problem, *here, service_level=service_level, family=family)
        if best is not None and (best.minimum, best.target) != held:
            found.append(_simulated(problem, here, inputs, ("recommended", (best.minimum, best.target), share), run))
    return tuple(found)


def simulate_from_today(
    problem: PlanProblem,
    here: ItemLocation,
    steps: Iterable[PlannedStep] = (),
    family: Family = Family.NORMAL,
    run: Run | None = None,
) -> Simulated:
    """Return what happens at an item-location from today over the horizon, with the steps of a plan or with none.

    Stock on hand, open documents with their believed arrivals and what the steps order or move are there on the first
    morning; from then on the ERP replenishes by the level in force, or by the one a step puts in force. Changes of open
    documents are no part of it. Raises UnknownReference where the item-location has no level or no demand.
    """
    inputs, point = level_inputs(problem, here, family), problem.snapshot.order_point(*here)
    if inputs is None or point is None:
        record = f"level of {here[0]}@{here[1]}"
        raise UnknownReference("has no level in force or no lasting demand", record=record, field="level")
    taken = tuple(steps)
    moved = (s for s in taken if isinstance(s, PlannedLevel) and (s.item, s.location) == here)
    level = next(((s.minimum_after, s.target_after) for s in moved), (point.minimum, point.target))
    chosen = replace(run or Run(), days=problem.horizon_days, warm_up=0, start=problem.today)
    return simulate(
        _rules(problem, here, inputs, level),
        inputs.law,
        inputs.lead_time,
        _prices(inputs),
        chosen,
        _opening(problem, here, taken),
    )


def _simulated(
    problem: PlanProblem,
    here: ItemLocation,
    inputs: LevelInputs,
    named: tuple[str, Level, float | None],
    run: Run | None,
) -> Pictured:
    of, level, share = named
    rules = _rules(problem, here, inputs, level)
    simulated = simulate(rules, inputs.law, inputs.lead_time, _prices(inputs), run or Run(start=problem.today))
    expected = service_of(inputs, float(level[0]), float(level[1]))
    told = SimulatedLevel(
        item=here[0],
        location=here[1],
        of=of,
        family=inputs.law.family,
        minimum=level[0],
        target=level[1],
        service_target=share,
        expected_cycle_service=expected.cycle,
        expected_fill_rate=expected.fill_rate,
        achieved=simulated.achieved,
    )
    return Pictured(told, simulated)


def _rules(problem: PlanProblem, here: ItemLocation, inputs: LevelInputs, level: Level) -> Replenishment:
    network, source, lane = problem.network, regular_source(problem, here), replenishment_lane(problem, here)
    if level[1] < level[0]:
        record = f"level of {here[0]}@{here[1]}"
        raise InvalidField(f"{level[1]} is below the minimum {level[0]}", record=record, field="target")
    supplier = network.supplier(source.supplier) if source and not lane else None
    sender = lane.calendar if lane else supplier.calendar if supplier else None
    return Replenishment(
        minimum=float(level[0]),
        target=float(level[1]),
        review_days=inputs.review_days,
        minimum_order=inputs.minimum_order,
        lot=inputs.lot,
        order_days=supplier.order_days if supplier else (),
        supplier=network.calendar(sender),
        receiver=network.calendar(network.location(here[1]).calendar),
    )


def _prices(inputs: LevelInputs) -> Prices:
    return Prices(holding=inputs.holding, backorder=inputs.backorder, order=inputs.order_cost)


def _opening(problem: PlanProblem, here: ItemLocation, steps: tuple[PlannedStep, ...]) -> Opening:
    state = problem.snapshot
    stock = float(state.stock(*here))
    coming = [
        (*arrival_of(problem, line), float(line.quantity))
        for line in state.purchases
        if (line.item, line.location) == here
    ]
    for moved in state.transfers:
        if (moved.item, moved.destination) == here:
            coming.append((float((moved.due - problem.today).days), 0.0, float(moved.quantity)))
        if (moved.item, moved.origin) == here and not moved.shipped:
            stock -= float(moved.quantity)
    for step in steps:
        if isinstance(step, PlannedPurchase | PlannedRelease) and (step.item, step.location) == here:
            coming.append((float((step.expected - problem.today).days), 0.0, float(step.quantity)))
        if isinstance(step, PlannedTransfer) and (step.item, step.destination) == here:
            coming.append((float((step.due - problem.today).days), 0.0, float(step.quantity)))
        if isinstance(step, PlannedTransfer) and (step.item, step.origin) == here:
            stock -= float(step.quantity)
    return Opening(stock, tuple(coming))
