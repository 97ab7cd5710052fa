"""What the ERP's own supply wizard must not find to do after a bundle: the only place that knows its condition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tools.optimizer.problem import ItemLocation, PlanProblem
from tools.simulation.erp_projection import ErpProjection, purchase_window
from trimtab.network import ControlMode
from trimtab.state import OrderPoint, OrderPointKind


@dataclass(frozen=True)
class WizardCheck:
    """What the wizard compares, in stock units: it orders when `position` + what is decided now < minimum."""

    item_location: ItemLocation
    position: float
    minimum: float

    @property
    def shortfall(self) -> float:
        """Return what must be added now so that the wizard, under the minimum in force, adds nothing."""
        return self.minimum - self.position


def wizard_checks(problem: PlanProblem) -> tuple[WizardCheck, ...]:
    """Return the check of every item-location in scope that has an order point and is not only observed.

    The wizard orders when the stock it projects (see `tools.simulation.erp_projection`) is below the minimum on a day
    it looks at: the supply interval for purchases, every day for transfers. The inventory position counts too, so that
    the condition still holds as the days pass and the interval moves on. What the plan decides now counts in full: a
    purchase or transfer in adds, a transfer out subtracts, a re-promise changes nothing (the line stays owed).
    """
    projection = ErpProjection(problem.snapshot, problem.network, problem.today)
    found = []
    for item, location in problem.item_locations:
        point = problem.snapshot.order_point(item, location)
        if point is None or problem.network.policy_of(item, location).control_mode is ControlMode.OBSERVE:
            continue
        seen = min(problem.snapshot.position(item, location), _lowest(problem, projection, point))
        found.append(WizardCheck((item, location), float(seen), float(point.minimum)))
    return tuple(found)


def _lowest(problem: PlanProblem, projection: ErpProjection, point: OrderPoint) -> Decimal:
    """Return the lowest stock the wizard projects on the days it looks at."""
    here = (point.item, point.location)
    if point.kind is OrderPointKind.INTERNAL:
        return projection.lowest(here, problem.today, date.max)
    window = purchase_window(problem.network, point.item, problem.today)
    return projection.lowest(here, *window) if window else projection.until(here, date.max)
