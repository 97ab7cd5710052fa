"""The plan as a mixed-integer programme: its decisions, net supply per bucket, and convex cost by tangents."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.arrays import Programme
from tools.optimizer.buckets import Buckets
from tools.optimizer.erp_consistency import WizardCheck
from tools.optimizer.level_steps import LevelStep
from tools.optimizer.limits import Limit
from tools.optimizer.options import LATENESS_NODES, Options, RepromiseOption, SupplyOption
from tools.optimizer.positions import Position
from tools.optimizer.problem import ItemLocation, PlanProblem

Array = NDArray[np.float64]
INFINITY = float("inf")
_FLAT = 1e-7


@dataclass(frozen=True)
class SupplyDecision:
    """A quantity of one option, leaving on `start_day`; `unit` stock units per unit of the column."""

    option: SupplyOption
    start_day: int
    column: int
    unit: float
    now: bool
    cost_per_unit: float
    switches: tuple[int, ...] = ()
    """The yes-or-no columns that are one when anything is taken now."""


@dataclass(frozen=True)
class RepromiseDecision:
    """Whether a line waits until `day`."""

    option: RepromiseOption
    day: int
    column: int


@dataclass(frozen=True)
class Document:
    """The yes or no of a document issued now, with what issuing it costs; `price` is the price of change alone."""

    column: int
    fixed: float
    price: float


@dataclass(frozen=True)
class WizardRow:
    """A check of the ERP's wizard that fails today; `granted` lets it fail on, where nothing offered can mend it."""

    check: WizardCheck
    granted: int


@dataclass(frozen=True)
class LevelDecision:
    """Whether a level moves."""

    step: LevelStep
    column: int


@dataclass
class PlanModel:
    """The programme with the meaning of its columns; `first_x`, `first_loss` index the states of each position."""

    problem: PlanProblem
    buckets: Buckets
    options: Options
    programme: Programme
    positions: tuple[Position, ...]
    supply: list[SupplyDecision] = field(default_factory=list)
    repromises: list[RepromiseDecision] = field(default_factory=list)
    levels: list[LevelDecision] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    wizard: list[WizardRow] = field(default_factory=list)
    limits: list[tuple[Limit, int]] = field(default_factory=list)
    first_x: list[int] = field(default_factory=list)
    first_loss: list[int] = field(default_factory=list)
    acting: int | None = None
    constant: float = 0.0
    """Cost a day of the levels in force above the recommended ones, over the days on which a level acts."""

    def beyond_default(self) -> list[int]:
        """Return the columns that are zero if nobody acts."""
        columns = [d.column for d in self.supply if not d.option.regular]
        columns += [r.column for r in self.repromises] + [w.column for w in self.levels]
        return columns + [d.column for d in self.documents] + ([] if self.acting is None else [self.acting])


def add_tangents(model: PlanModel, place: int, index: int, slopes: Array, intercepts: Array) -> None:
    """Add tangents to the cost of one state of a position; slopes too small to matter are flat."""
    x, loss = model.first_x[place] + index, model.first_loss[place] + index
    for slope, intercept in zip(slopes, intercepts, strict=True):
        steep = [(x, -float(slope))] if abs(slope) > _FLAT else []
        model.programme.row(float(intercept), INFINITY, [(loss, 1.0), *steep])


def net_supply_terms(model: PlanModel, item_location: ItemLocation) -> list[tuple[int, list[Array]]]:
    """Return, per decision that touches an item-location, its column and per lateness node its presence by bucket."""
    buckets, terms = model.buckets, []
    for decision in model.supply:
        option = decision.option
        if option.item_location == item_location:
            nodes = LATENESS_NODES if decision.now and option.lead_time_sd_days > 0 else (0.0,) * len(LATENESS_NODES)
            arrivals = [option.arrival_day(decision.start_day, node) for node in nodes]
            terms.append((decision.column, [decision.unit * buckets.presence(day) for day in arrivals]))
        elif option.origin and (option.item, option.origin) == item_location:
            gone = -decision.unit * buckets.presence(decision.start_day)
            terms.append((decision.column, [gone] * len(LATENESS_NODES)))
    for repromise in model.repromises:
        offer = repromise.option.offer
        if (offer.item, offer.location) == item_location:
            spared = buckets.presence(repromise.option.due_day) - buckets.presence(repromise.day)
            terms.append((repromise.column, [float(offer.quantity) * spared] * len(LATENESS_NODES)))
    return terms
