"""A placement: service times, stocks and cost per stage, proven bound, certificate, and why stock stands where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tools.optimizer.placement.certificate import certificate_of
from tools.optimizer.placement.network import PlacementNetwork
from tools.optimizer.placement.rounding import cost_of, inbound
from tools.optimizer.placement.solve import Solved
from tools.optimizer.placement.tables import Model
from tools.optimizer.placement.topology import Topology
from trimtab.measures import Frozen


class StageLevels(Frozen):
    """The answer for one stage: times in periods, stocks in its unit, cost a year.

    `base_stock` (order-up-to) covers mean demand over the net time plus the safety stock; `reorder_point` leaves out
    the review period.
    """

    stage: str
    inbound_service_time: int
    service_time: int
    net_time: float
    demand_mean: float
    demand_sd: float
    unit_value: float
    service_level: float
    safety_stock: float
    base_stock: float
    reorder_point: float
    cost: float
    why: str


@dataclass(frozen=True)
class Placement:
    """Where safety stock stands; made by `place` and `Placer`."""

    network: PlacementNetwork
    shape: Topology
    model: Model
    solved: Solved

    @property
    def cost(self) -> float:
        """Return the cost of the safety stock, in currency a year."""
        return self.solved.cost

    @property
    def bound(self) -> float:
        """Return the proven lower bound on the cost of any placement."""
        return self.solved.bound

    @property
    def gap(self) -> float:
        """Return how far the cost can be from the optimum at most, relative."""
        return (self.cost - self.bound) / self.cost if self.cost > 0 else 0.0

    @property
    def certificate(self) -> dict[str, Any]:
        """Return the certificate, for `checker.check`."""
        return certificate_of(self.network, self.shape, self.model.tables, self.solved)

    @cached_property
    def stages(self) -> tuple[StageLevels, ...]:
        """Return the answer per stage, from the suppliers on."""
        return tuple(self._levels(i) for i in range(self.shape.count))

    def summary(self) -> dict[str, Any]:
        """Return everything but the certificate as JSON."""
        return {
            "network": self.network.name,
            "cost": self.cost,
            "bound": self.bound,
            "gap": self.gap,
            "currency": self.network.currency,
            "time_unit": self.network.time_unit,
            "stages": [stage.model_dump() for stage in self.stages],
        }

    def _levels(self, i: int) -> StageLevels:
        tables, flows = self.model.tables, self.model.flows
        time, quote = int(inbound(tables, i, self.solved.quotes)), int(self.solved.quotes[i])
        entry = int(tables.start[i]) + time - quote + int(tables.whole[i])
        stock, net = float(self.model.stock[entry]), float(self.model.net_time[entry])
        mean, review = float(flows.mean[i]), float(self.model.times.review[i])
        return StageLevels(
            stage=self.shape.names[i],
            inbound_service_time=time,
            service_time=quote,
            net_time=net,
            demand_mean=mean,
            demand_sd=float(flows.variance[i]) ** 0.5,
            unit_value=float(flows.value[i]),
            service_level=float(flows.level[i]),
            safety_stock=stock,
            base_stock=mean * net + stock,
            reorder_point=mean * max(0.0, net - review) + stock,
            cost=float(tables.cost[entry]),
            why=self._why(i, time, quote, stock, float(tables.cost[entry])),
        )

    def _why(self, i: int, time: int, quote: int, stock: float, cost: float) -> str:
        """Say why stock stands at a stage or not, with what the next other quotes would cost the whole network."""
        stage = self.network.stages[self.shape.place[i]]
        unit = f"{self.network.time_unit}s"
        if stage.frozen is not None:
            return f"Frozen: quotes {quote} {unit} and keeps {stage.frozen.safety_stock:g}."
        others = []
        for other in (quote - 1, quote + 1):
            changed = self.solved.quotes.copy()
            changed[i] = other
            extra = cost_of(self.model.tables, changed) - self.cost
            if extra < abs(self.cost) + 1.0:
                others.append(f"quoting {other} instead would cost {extra:,.2f} {self.network.currency} a year more")
        instead = f"; {', '.join(others)}" if others else ""
        if stock <= 0.0:
            return f"No stock: it quotes {quote} {unit}, all that its inputs ({time}) and its own work take{instead}."
        fixed = stage.quoted_service_time is not None
        reason = "the quote is fixed" if fixed else self._role(i, quote)
        return f"Stock for {cost:,.2f} {self.network.currency} a year, because {reason}{instead}."

    def _role(self, i: int, quote: int) -> str:
        stage = self.network.stages[self.shape.place[i]]
        unit = f"{self.network.time_unit}s"
        if stage.demand is not None and quote == (stage.max_service_time or 0):
            return f"customers wait at most {quote} {unit}"
        heads = self.model.tables.out_start[i + 1] - self.model.tables.out_start[i]
        return f"the {heads} stages after it then wait {quote} {unit} and hold less of a dearer item"
