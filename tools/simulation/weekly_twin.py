"""The weekly twin: the same company, the same customers and suppliers, planned once a week by the ERP's own rules.

It is pure: a state, and one step per day. What it is, so that the comparison is fair:

- It starts as the company stood, and meets the demand that was observed, item-location by item-location.
- Orders that were open at the start arrive when the company's own do; where Trimtab had one of them changed, the twin
  keeps the date it had before. Orders of its own take the lead time believed of their source when they are placed,
  with a lateness drawn from that belief: one draw per supplier and order day, the same in every run.
- Every Monday, as a planning cycle does, levels are computed anew under the beliefs of that Monday (`recommend_level`,
  where Trimtab's own levels come from), and the supply run of the ERP (`supply_run`) replenishes to them, internal
  requests first, minimum orders and lots respected. Overdue receipts are re-dated first, so that nothing is ordered
  twice. Between two Mondays nothing is done: no order is expedited, re-dated or cancelled, nothing is moved across.
- A transfer leaves at once with what the origin has, over lanes that are believed open, and takes the believed transit.
- Customers wait: what is not on hand is a backorder, served before the demand of later days.

A day's order of events: arrivals, on Mondays planning, demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal
from statistics import NormalDist

from tools.optimizer import PlanProblem
from tools.optimizer.planning.recommended import recommend_level
from tools.simulation.courses import Place, fixed_costs, freight_of, place_of
from tools.simulation.supply_run import SupplyRequest, supply_run
from tools.simulation.twin import (
    NOTHING,
    ONE_DAY,
    Outside,
    TwinPurchase,
    TwinState,
    TwinTransfer,
    as_snapshot,
    line_key,
)
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, Parameter, Status
from trimtab.identifiers import digest
from trimtab.network import Network, Source
from trimtab.state import OrderPoint, OrderPointKind, Snapshot

MONDAY = 0
Beliefs = Mapping[tuple[str, str], Belief]


def step(
    state: TwinState,
    day: date,
    outside: Outside,
    network: Network,
    beliefs: Beliefs,
    lasting: tuple[Belief, ...] = (),
) -> tuple[TwinState, Decimal]:
    """Return the twin at the end of `day`, the day after `state.day`, and what it spent on it.

    `lasting`: what its levels follow in place of beliefs that are one-off.
    """
    twin = _Day(state, day, network, beliefs, lasting)
    twin.receive(outside)
    if day.weekday() == MONDAY:
        twin.plan()
    twin.serve(outside.demand)
    return twin.state(), twin.spent


class _Day:
    """One day of the twin while it happens."""

    def __init__(
        self, state: TwinState, day: date, network: Network, beliefs: Beliefs, lasting: tuple[Belief, ...]
    ) -> None:
        self.day = day
        self.network = network
        self.beliefs = beliefs
        self.lasting = lasting
        self.stock = dict(state.stock)
        self.backorders = dict(state.backorders)
        self.purchases = list(state.purchases)
        self.transfers = list(state.transfers)
        self.order_points = state.order_points
        self.accounts = state.accounts
        self.spent = NOTHING

    def receive(self, outside: Outside) -> None:
        """Take in what arrives, pay for it, and let what was to leave its origin leave."""
        open_lines: list[TwinPurchase] = []
        for p in self.purchases:
            key = line_key(p.document, p.line)
            if p.as_ours and (key in outside.arrived or key in outside.due):
                came = min(p.quantity, outside.arrived.get(key, NOTHING))
                arrives = max(outside.due.get(key, p.arrives), self.day + ONE_DAY)
            else:
                came, arrives = (p.quantity if p.arrives <= self.day else NOTHING), p.arrives
            if came:
                self._add(place_of(p.item, p.location), came)
                self.spent += came * p.unit_price
            if came < p.quantity:
                open_lines.append(p.model_copy(update={"quantity": p.quantity - came, "arrives": arrives}))
        self.purchases = open_lines
        moving: list[TwinTransfer] = []
        for t in self.transfers:
            left = self._left(t)
            if left is None:
                continue
            if left.leaves is None and left.arrives <= self.day:
                self._add(place_of(t.item, t.destination), left.quantity)
                self.spent += left.quantity * freight_of(self.network, t.origin, t.destination)
            else:
                moving.append(left)
        self.transfers = moving

    def _left(self, t: TwinTransfer) -> TwinTransfer | None:
        """Return a transfer with what its origin had for it, once it leaves; None where that is nothing."""
        if t.leaves is None or t.leaves > self.day:
            return t
        if not self._is_open(t.origin, t.destination):
            later = {"leaves": self.day + ONE_DAY, "arrives": max(t.arrives, self.day + 2 * ONE_DAY)}
            return t.model_copy(update=later)
        quantity = self._take(place_of(t.item, t.origin), t.quantity)
        return t.model_copy(update={"quantity": quantity, "leaves": None}) if quantity else None

    def plan(self) -> None:
        """Compute levels anew and replenish to them, as a planner does on a Monday."""
        self.order_points = self._levels()
        requests = supply_run(as_snapshot(self.state(), self.day), self.network, self.day)
        lanes = [self._transfer(r, n) for n, r in enumerate(requests) if r.kind is OrderPointKind.INTERNAL]
        suppliers = [self._purchase(r, n) for n, r in enumerate(requests) if r.kind is OrderPointKind.PURCHASE]
        self.spent += fixed_costs(self.network, [s for s in suppliers if s], [lane for lane in lanes if lane])

    def serve(self, demand: Mapping[Place, Decimal]) -> None:
        """Serve who waits, then the day's demand; what is not on hand waits."""
        for place in sorted(self.backorders.keys() | demand.keys()):
            wanted = self.backorders.get(place, NOTHING) + demand.get(place, NOTHING)
            self.backorders[place] = wanted - self._take(place, wanted)

    def state(self) -> TwinState:
        """Return the state as it is now, its accounts still those of the day before."""
        return TwinState(
            day=self.day,
            stock=self.stock,
            backorders={place: quantity for place, quantity in self.backorders.items() if quantity},
            purchases=tuple(self.purchases),
            transfers=tuple(self.transfers),
            order_points=self.order_points,
            accounts=self.accounts,
        )

    def _levels(self) -> tuple[OrderPoint, ...]:
        snapshot = as_snapshot(self.state(), self.day)
        known = {item.code for item in self.network.items}
        problems: dict[str, PlanProblem] = {}
        found = []
        for point in self.order_points:
            if point.item in known and point.item not in problems:
                problems[point.item] = self._problem(point.item, snapshot)
            best = recommend_level(problems[point.item], point.item, point.location) if point.item in known else None
            level = {"minimum": best.minimum, "target": best.target} if best else {}
            found.append(point.model_copy(update=level))
        return tuple(found)

    def _problem(self, item: str, snapshot: Snapshot) -> PlanProblem:
        """Return what the levels of an item follow from: only its demand, its sources and the lanes."""
        beliefs = tuple(
            b
            for (subject, parameter), b in self.beliefs.items()
            if (parameter == Parameter.DEMAND.value and subjects.split_item_location(subject)[0] == item)
            or (parameter == Parameter.LEAD_TIME.value and subject.rpartition("/")[2] == item)
            or parameter == Parameter.LANE_TRANSIT.value
        )
        points = tuple(p for p in snapshot.order_points if p.item == item)
        part = snapshot.model_copy(
            update={"on_hand": (), "purchases": (), "transfers": (), "sales": (), "order_points": points}
        )
        return PlanProblem(
            network=self.network,
            snapshot=part,
            beliefs=beliefs,
            lasting=self.lasting,
            today=self.day,
            items=(item,),
        )

    def _transfer(self, request: SupplyRequest, number: int) -> tuple[str, str] | None:
        """Send what a request asks for and its origin has; returns the lane, None where nothing goes."""
        origin, destination = request.origin or "", request.location
        if not self._is_open(origin, destination):
            return None
        quantity = self._take(place_of(request.item, origin), request.quantity)
        if not quantity:
            return None
        days = self._transit(origin, destination)
        self.transfers.append(
            TwinTransfer(
                document=f"twin-{self.day.isoformat()}",
                line=str(number),
                item=request.item,
                origin=origin,
                destination=destination,
                quantity=quantity,
                arrives=self.day + max(1, days) * ONE_DAY,
            )
        )
        return origin, destination

    def _purchase(self, request: SupplyRequest, number: int) -> str | None:
        """Order what a request asks for, at least the minimum and in lots; returns the supplier, None without one."""
        sources = self.network.sources_of(request.item)
        source = next((s for s in sources if s.supplier == request.origin), None)
        if source is None:
            return None
        lots = max(request.quantity, source.minimum_order) / source.lot_multiple
        quantity = lots.to_integral_value(rounding=ROUND_CEILING) * source.lot_multiple
        placed = self._order_day(source)
        self.purchases.append(
            TwinPurchase(
                document=f"twin-{self.day.isoformat()}",
                line=str(number),
                supplier=source.supplier,
                item=request.item,
                location=request.location,
                quantity=quantity,
                unit_price=source.unit_price.amount,
                arrives=placed + max(1, self._lead_time(source, placed)) * ONE_DAY,
            )
        )
        return source.supplier

    def _order_day(self, source: Source) -> date:
        """Return the first day from today on which the supplier takes orders."""
        supplier = self.network.supplier(source.supplier)
        calendar = self.network.calendar(supplier.calendar)
        day = calendar.next_working_day(self.day)
        while supplier.order_days and day.weekday() not in supplier.order_days:
            day = calendar.next_working_day(day + ONE_DAY)
        return day

    def _lead_time(self, source: Source, placed: date) -> int:
        """Return the days an order takes: as believed today, as late or early as this supplier's orders of that day."""
        belief = self.beliefs.get((subjects.source(source.supplier, source.item), Parameter.LEAD_TIME.value))
        if belief is None or not isinstance(belief.distribution, Normal):
            return source.lead_time_days
        draw = (int(digest(["weekly twin", source.supplier, placed])[:12], 16) + 0.5) / 16**12
        return max(0, round(belief.distribution.mean + belief.distribution.sd * NormalDist().inv_cdf(draw)))

    def _transit(self, origin: str, destination: str) -> int:
        belief = self.beliefs.get((subjects.lane(origin, destination), Parameter.LANE_TRANSIT.value))
        if belief is not None and isinstance(belief.distribution, Normal):
            return round(belief.distribution.mean)
        days = (x.transit_days for x in self.network.lanes if (x.origin, x.destination) == (origin, destination))
        return min(days, default=1)

    def _is_open(self, origin: str, destination: str) -> bool:
        belief = self.beliefs.get((subjects.lane(origin, destination), Parameter.LANE_STATUS.value))
        known = belief.distribution if belief is not None else None
        if not isinstance(known, Status) or known.probability >= 0.5:
            return True
        return known.until is not None and known.until <= self.day

    def _add(self, place: Place, quantity: Decimal) -> None:
        self.stock[place] = self.stock.get(place, NOTHING) + quantity

    def _take(self, place: Place, most: Decimal) -> Decimal:
        taken = max(NOTHING, min(most, self.stock.get(place, NOTHING)))
        self._add(place, -taken)
        return taken
