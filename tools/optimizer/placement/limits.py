"""Limits of stages: longest quotes, fixed quotes, frozen stages, bounds on stock; and whether anything is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tools.optimizer.placement.network import PlacementNetwork, Stage
from tools.optimizer.placement.topology import Floats, Ints, Topology
from trimtab.errors import InfeasiblePlan, InvalidField

if TYPE_CHECKING:
    from tools.optimizer.placement.tables import Tables

LABELS = 20_000


@dataclass
class Bounds:
    """Per stage: lowest and highest inbound and quoted time, whole periods of stage time, how far m may reach."""

    t_low: Ints
    t_high: Ints
    s_low: Ints
    s_high: Ints
    whole: Ints
    reach: Ints


def bounds_of(network: PlacementNetwork, shape: Topology, longest: Ints) -> Bounds:
    """Return the times each stage can have, from its suppliers on; `longest` is its stage time in whole periods.

    A fixed quote may be longer than the stage ever needs: then it covers no time. So `whole` grows to the quote.
    """
    count = shape.count
    t_low, t_high, s_low, s_high = (np.zeros(count, dtype=np.int64) for _ in range(4))
    whole = longest.copy()
    starts, arcs, tails = shape.in_start.tolist(), shape.in_arc.tolist(), shape.tail.tolist()
    lows, highs = [0] * count, [0] * count
    for i, place in enumerate(shape.place.tolist()):
        stage = network.stages[place]
        before = [tails[arc] for arc in arcs[starts[i] : starts[i + 1]]]
        t_low[i] = max([stage.inbound_service_time, *(lows[j] for j in before)])
        t_high[i] = max([stage.inbound_service_time, *(highs[j] for j in before)])
        top = int(t_high[i] + longest[i])
        if stage.demand is not None:
            top = min(top, stage.max_service_time or 0)
        elif stage.max_service_time is not None:
            top = min(top, stage.max_service_time)
        quoted = stage.frozen.service_time if stage.frozen is not None else stage.quoted_service_time
        if quoted is not None:
            whole[i] = max(whole[i], quoted)
            s_low[i] = top = quoted
        s_high[i] = top
        lows[i], highs[i] = int(s_low[i]), top
        if top > LABELS or t_high[i] > LABELS:
            raise InvalidField(
                f"Times add up to {t_high[i]} periods here.",
                record=f"stage {stage.name}",
                field="stage_time",
                remedy="Use a coarser unit of time.",
            )
    return Bounds(t_low, t_high, s_low, s_high, whole, t_high + whole)


def limited(stage: Stage) -> bool:
    """Say whether a stage bounds its stock."""
    return stage.frozen is not None or stage.min_safety_stock is not None or stage.max_safety_stock is not None


def apply(stage: Stage, i: int, tables: Tables, stock: Floats) -> None:
    """Bound the stock of stage i: a minimum is held in any case, net times that need more than the maximum are out."""
    row = stock[tables.start[i] : tables.start[i + 1]]
    high = stage.frozen.safety_stock if stage.frozen is not None else stage.max_safety_stock
    if high is not None:
        needed = np.maximum.accumulate(row)
        within = int(np.searchsorted(needed, high * (1 + 1e-9) + 1e-12, side="right")) - 1
        if within < 0:
            raise InfeasiblePlan(
                f"Stage {stage.name} needs a safety stock of {needed[0]:.4g} even at its shortest net time.",
                limits=(f"stage {stage.name}, safety stock at most {high:g}",),
                remedy="Raise the maximum, or quote a longer time.",
            )
        tables.reach[i] = within
    low = stage.frozen.safety_stock if stage.frozen is not None else stage.min_safety_stock
    if low is not None:
        np.maximum(row, low, out=row)


def tighten(tables: Tables, shape: Topology) -> None:
    """Narrow the times to what limits on stock leave; raises InfeasiblePlan where that is nothing.

    The lowest times that satisfy every m ≤ reach form a solution, if there is one, because each limit is of the form
    s ≥ t − constant and t ≥ s of every supplier: so one pass from the suppliers on decides.
    """
    if not bool(np.any(tables.reach < tables.t_high + tables.whole)):
        return
    for i in range(shape.count):
        arcs = tables.in_arc[tables.in_start[i] : tables.in_start[i + 1]]
        tables.t_low[i] = max([int(tables.t_low[i]), *(int(tables.s_low[tables.tail[arc]]) for arc in arcs)])
        tables.s_low[i] = max(int(tables.s_low[i]), int(tables.t_low[i] + tables.whole[i] - tables.reach[i]))
        if tables.s_low[i] > tables.s_high[i]:
            raise InfeasiblePlan(
                f"Stage {shape.names[i]} would have to quote at least {tables.s_low[i]} periods, "
                f"and may quote at most {tables.s_high[i]}.",
                limits=(
                    f"stage {shape.names[i]}, safety stock at most",
                    f"stage {shape.names[i]}, service time at most",
                ),
                remedy="Raise the maximum safety stock, or the longest quote.",
            )
    for i in range(shape.count - 1, -1, -1):
        after = [int(tables.t_high[k]) for k in tables.head[tables.out_start[i] : tables.out_start[i + 1]]]
        tables.s_high[i] = min([int(tables.s_high[i]), *after])
        tables.t_high[i] = min(int(tables.t_high[i]), int(tables.s_high[i] + tables.reach[i] - tables.whole[i]))
