"""The plan as a mixed-integer programme: its decisions, net supply per bucket, and convex cost by tangents."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.planning.arrays import Programme
from tools.optimizer.planning.buckets import Buckets
from tools.optimizer.planning.changes import ChangeOption, Effect
from tools.optimizer.planning.erp_consistency import WizardCheck
from tools.optimizer.planning.level_steps import LevelStep
from tools.optimizer.planning.limits import Limit
from tools.optimizer.planning.options import LATENESS_NODES, Options, RepromiseOption, SupplyOption
from tools.optimizer.planning.positions import Position
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.tangents import Tangents

Array = NDArray[np.float64]
INFINITY = float("inf")


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
    """The yes-or-no columns that are one when anything is taken now; the first is its document's."""


@dataclass(frozen=True)
class RepromiseDecision:
    """Whether a line waits until `day`."""

    option: RepromiseOption
    day: int
    column: int


@dataclass(frozen=True)
class ChangeDecision:
    """Whether a change is made; `document` is the yes or no of the document it is made in."""

    option: ChangeOption
    column: int
    document: int


@dataclass(frozen=True)
class Document:
    """The yes or no of a document issued now, with what issuing it costs; `price` is the price of change alone."""

    column: int
    fixed: float
    price: float


@dataclass(frozen=True)
class Containers:
    """How many whole containers a purchase document fills, at `cost` each."""

    column: int
    cost: float


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


@dataclass(frozen=True)
class Fixed:
    """What a person fixed, in words, and the values of columns that keep it."""

    words: str
    values: dict[int, float]


@dataclass
class PlanModel:
    """The programme with the meaning of its columns; net supply has one a state, from `first_x` of each position on."""

    problem: PlanProblem
    buckets: Buckets
    options: Options
    programme: Programme
    positions: tuple[Position, ...]
    supply: list[SupplyDecision] = field(default_factory=list)
    repromises: list[RepromiseDecision] = field(default_factory=list)
    changes: list[ChangeDecision] = field(default_factory=list)
    levels: list[LevelDecision] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    containers: list[Containers] = field(default_factory=list)
    wizard: list[WizardRow] = field(default_factory=list)
    limits: list[tuple[Limit, int]] = field(default_factory=list)
    fixed: list[Fixed] = field(default_factory=list)
    promised: dict[str, int] = field(default_factory=dict)
    """The columns that say of a line, by offer, that it must wait until one of its days."""
    first_x: list[int] = field(default_factory=list)
    tangents: Tangents = field(default_factory=Tangents)
    """What the programme knows of the cost of each state, counted through all positions."""
    acting: int | None = None
    constant: float = 0.0
    """Cost a day of the levels in force above the recommended ones, over the days on which a level acts."""

    def beyond_default(self) -> list[int]:
        """Return the columns that are zero if nobody acts."""
        columns = [d.column for d in self.supply if not d.option.regular]
        columns += [switch for d in self.supply for switch in d.switches]
        columns += [r.column for r in self.repromises] + [w.column for w in self.levels]
        columns += [c.column for c in self.changes] + [c.column for c in self.containers] + [*self.promised.values()]
        return columns + [d.column for d in self.documents] + ([] if self.acting is None else [self.acting])

    def net_supply(self, values: Array) -> Array:
        """Return what a solution decides in each state of all positions, in stock units."""
        first = self.first_x[0]
        return values[first : first + sum(len(p.states) for p in self.positions)]

    def states_of(self, place: int) -> slice:
        """Return the states of a position among those of all."""
        first = self.first_x[place] - self.first_x[0]
        return slice(first, first + len(self.positions[place].states))

    def held(self) -> dict[int, float]:
        """Return the columns that people fixed, with their values."""
        return {column: value for fixed in self.fixed for column, value in fixed.values.items()}


def net_supply_terms(model: PlanModel, place: int) -> list[tuple[int, Array]]:
    """Return, per decision that touches a position, its column and what a unit of it adds in each state."""
    position, buckets = model.positions[place], model.buckets
    here = position.item_location
    bucket = np.array([s.bucket for s in position.states])
    node = np.array([s.node for s in position.states])
    terms: list[tuple[int, Array]] = []
    for decision in model.supply:
        option = decision.option
        if option.item_location == here:
            if decision.now and option.lead_time_sd_days > 0:
                days = [option.arrival_day(decision.start_day, late) for late in LATENESS_NODES]
                present = np.stack([buckets.presence(day) for day in days])[node, bucket]
            else:
                present = buckets.presence(option.arrival_day(decision.start_day))[bucket]
            terms.append((decision.column, decision.unit * present))
        elif option.origin and (option.item, option.origin) == here:
            terms.append((decision.column, -decision.unit * buckets.presence(decision.start_day)[bucket]))
    for repromise in model.repromises:
        offer = repromise.option.offer
        if (offer.item, offer.location) == here:
            spared = buckets.presence(repromise.option.due_day) - buckets.presence(repromise.day)
            terms.append((repromise.column, float(offer.quantity) * spared[bucket]))
    effects = ((c.column, e) for c in model.changes for e in c.option.effects if e.item_location == here)
    terms += [(column, effect_by_state(buckets, position, effect)) for column, effect in effects]
    return terms


def effect_by_state(buckets: Buckets, position: Position, effect: Effect) -> Array:
    """Return what an effect adds in each state: exact in the cases of open orders told apart, else in the mean."""
    bucket = np.array([s.bucket for s in position.states])
    arrived = np.array([s.arrived for s in position.states])
    added: Array = buckets.average(effect.series)[bucket]
    for leaving in effect.leaves:
        if leaving.key in position.apart:
            added = added - leaving.quantity * ((arrived >> position.apart.index(leaving.key)) & 1)
        else:
            added = added - leaving.quantity * buckets.average(leaving.probability)[bucket]
    return added
