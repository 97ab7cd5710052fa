"""What the ERP's own supply wizard must not find to do after a bundle: the only place that knows its condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tools.optimizer.planning.changes import ChangeOption
from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from tools.simulation.erp_projection import ErpProjection, purchase_window
from trimtab.network import ControlMode
from trimtab.offers import LevelOffer
from trimtab.state import OpenRequest, OrderPoint, OrderPointKind


@dataclass(frozen=True)
class View:
    """A stock the wizard looks at, in stock units: the one it projects for the end of a day, or the position (None)."""

    day: date | None
    stock: float

    def sees(self, change: ChangeOption, item_location: ItemLocation, today: date) -> float:
        """Return what a change adds to this stock; the ERP forgets what its documents planned before today."""
        moves = [m for m in change.moves if m.item_location == item_location]
        if self.day is not None:
            moves = [m for m in moves if today <= m.day <= self.day]
        return sum(m.quantity for m in moves)

    def has(self, due: date) -> bool:
        """Return whether what its document says is due on a day is part of this stock."""
        return self.day is None or due <= self.day


@dataclass(frozen=True)
class WizardCheck:
    """What the wizard compares: it orders when a stock in view, with what is decided now, is below the minimum.

    `requests` are those the ERP has there already: `kept` says that they may stay (the ERP orders by itself), and that
    the views count them, as what comes (or leaves for another location).
    """

    item_location: ItemLocation
    minimum: float
    views: tuple[View, ...]
    requests: tuple[OpenRequest, ...] = ()
    kept: bool = False

    @property
    def shortfall(self) -> float:
        """Return what must be added now so that the wizard, under the minimum in force, adds nothing."""
        return self.minimum - min(view.stock for view in self.views)

    def counted(self, request: OpenRequest) -> float:
        """Return by how much a request that stays raises the views (negative: it takes from here)."""
        sign = 1.0 if (request.item, request.location) == self.item_location else -1.0
        return sign * float(request.quantity) if self.kept else 0.0


def wizard_checks(problem: PlanProblem, changes: Sequence[ChangeOption] = ()) -> tuple[WizardCheck, ...]:
    """Return the check of every item-location in scope that has an order point and is not only observed.

    The wizard orders when the stock it projects (see `tools.simulation.erp_projection`) is below the minimum on a day
    it looks at: the supply interval for purchases, every day for transfers. The inventory position counts too, so that
    the condition still holds as the days pass and the interval moves on. What the plan orders or transfers now counts
    in full, except towards a minimum that rises: that one must be met on every day, by what is due until then. A
    re-promise changes nothing (the line stays owed). A change of an open line counts on the dates of the documents, day
    by day: the ERP knows dates, not beliefs. Where Trimtab orders, the ERP's requests count for nothing, for the wizard
    makes them anew; where the ERP orders, it may keep those it has.
    """
    rising = {(o.item, o.location) for o in problem.offers if isinstance(o, LevelOffer)}
    projection = ErpProjection(problem.snapshot, problem.network, problem.today)
    found = []
    for item, location in problem.item_locations:
        here, point = (item, location), problem.snapshot.order_point(item, location)
        mode = problem.network.policy_of(item, location).control_mode
        if point is None or mode is ControlMode.OBSERVE:
            continue
        changed = [m.day for c in changes for m in c.moves if m.item_location == here]
        kept = mode is ControlMode.ERP_ORDERS
        requests = tuple(
            r
            for r in problem.snapshot.requests
            if (r.item, r.location) == here or (kept and r.item == item and r.origin == location)
        )
        check = WizardCheck(here, float(point.minimum), (), requests, kept)
        counted = sum(check.counted(r) for r in requests)
        views = [View(None, float(problem.snapshot.position(item, location)) + counted)]
        days = _days(problem, projection, point, changed)
        views += [View(day, float(projection.until(here, day)) + counted) for day in days]
        if not changed and here not in rising:
            views = [min(views, key=lambda view: view.stock)]
        found.append(WizardCheck(here, float(point.minimum), tuple(views), requests, kept))
    return tuple(found)


def _days(problem: PlanProblem, projection: ErpProjection, point: OrderPoint, changed: Sequence[date]) -> list[date]:
    """Return the days on which the wizard's projection can be lowest, among those it looks at."""
    here, today = (point.item, point.location), problem.today
    moves = {*projection.moves(here), *changed}
    if point.kind is OrderPointKind.INTERNAL:
        first, last = today, date.max
    else:
        window = purchase_window(problem.network, point.item, today)
        if window is None:
            return [max(moves, default=today)]
        first, last = window
    return sorted({first, *(day for day in moves if first < day <= last)})
