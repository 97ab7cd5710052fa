"""The numbers of many product networks of one shape, as arrays whose first axis is the network."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.flows.shape import FlowShape
from trimtab.errors import InvalidField

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Networks:
    """Product networks: n of them, with l locations, d days, a arcs (buys first) and b buckets.

    `demand` and `known` are cumulative by day, in stock units, (n, l, d): expected demand, and supply that is decided
    already (on hand, in transit, firm orders). `sd`: of the demand that no order could have seen, lateness of
    lead times included (see `with_lateness`). `holding` and `backorder`: currency per unit and day, and `arc_cost`:
    currency per unit, (n, a), a purchase at its full price. `end_value`, (n,): what a unit left at the end is
    worth, and one owed then costs. `least` and `most`, (n, a, b): bounds; where equal, the quantity is frozen.
    `in_force`, (n, a, b), is the plan people rely on, and each unit of difference from it costs `change_price`, (n,).
    """

    shape: FlowShape
    demand: Array
    known: Array
    sd: Array
    holding: Array
    backorder: Array
    arc_cost: Array
    end_value: Array
    most: Array | None = None
    least: Array | None = None
    in_force: Array | None = None
    change_price: Array | None = None

    def check(self) -> None:
        """Raise InvalidField where an array has the wrong form, a number is missing or a rate is negative."""
        shape, n = self.shape, len(self.demand)
        by_day, by_column = (n, shape.locations, shape.buckets.days), (n, shape.arcs, len(shape.buckets))
        rates = ((n, 1, 1), by_day)
        forms: dict[str, tuple[tuple[int, ...], ...]] = {
            "demand": (by_day,),
            "known": (by_day,),
            "sd": (by_day,),
            "holding": rates,
            "backorder": rates,
            "arc_cost": ((n, shape.arcs),),
            "end_value": ((n,),),
            "most": (by_column,),
            "least": (by_column,),
            "in_force": (by_column,),
            "change_price": ((n,),),
        }
        for name, allowed in forms.items():
            values = getattr(self, name)
            if values is None:
                continue
            if values.shape not in allowed:
                raise _wrong(name, f"has the form {values.shape}, not {' or '.join(map(str, allowed))}")
            least = values.min(initial=0.0)  # of a number that is missing it is one too
            if np.isnan(least) or (least < 0 and name in {"sd", "holding", "backorder", "change_price"}):
                raise _wrong(name, "holds a number that is missing or negative")
        if shape.revising != (self.in_force is not None) or (self.in_force is None) != (self.change_price is None):
            raise _wrong("in_force", "goes with a price of change and a shape that is revising")
        if self.least is not None and (self.most is None or (self.least > self.most).any() or self.least.min() < 0):
            raise _wrong("least", "must be between zero and `most`")

    @cached_property
    def need(self) -> Array:
        """Return what demand is expected to ask beyond what is known to come, cumulative by day, (n, l, d)."""
        return self.demand - self.known

    def __len__(self) -> int:
        """Return the number of networks."""
        return len(self.demand)

    def __getitem__(self, part: slice) -> Networks:
        """Return some of them, as views."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "shape"}
        parts: dict[str, Any] = {name: None if a is None else a[part] for name, a in arrays.items()}
        return replace(self, **parts)


def with_lateness(sd: Array, rate: Array, lead_time_sd_days: Array) -> Array:
    """Return the spread of demand over an uncertain lead time: √(sd² + (rate · σ_L)²).

    Variance of a random sum (Silver, Pyke and Thomas, Inventory and Production Management, 4th ed., section 6.10):
    L σ_d² + d² σ_L². `rate` and `lead_time_sd_days` are by location: (n, l).

    >>> float(with_lateness(np.array([[[3.0]]]), np.array([[2.0]]), np.array([[2.0]]))[0, 0, 0])
    5.0
    """
    return np.asarray(np.sqrt(sd * sd + ((rate * lead_time_sd_days) ** 2)[:, :, None]))


def _wrong(field: str, what: str) -> InvalidField:
    return InvalidField(what, record="product networks", field=field)
