"""Changes: what an offer that is taken up as it stands does to supply, demand, money and the ERP's own view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.planning.prices import cheapest_price
from tools.optimizer.planning.problem import ItemLocation, PlanProblem
from tools.optimizer.planning.supply import ArrivalKey, arrival_of, arrival_probability, believed_yield
from trimtab.network import Code
from trimtab.offers import (
    CancelOffer,
    CancelRequestOffer,
    ChangeOffer,
    ExpediteOffer,
    ReallocateOffer,
    RerouteOffer,
    RescheduleOffer,
    ShapeOffer,
    SubstituteOffer,
    SwitchOffer,
)

Array = NDArray[np.float64]
LineChange = ExpediteOffer | RescheduleOffer | CancelOffer | SwitchOffer | RerouteOffer


@dataclass(frozen=True)
class Leaving:
    """A quantity taken out of an open order, which would have arrived with this probability by the end of each day."""

    key: ArrivalKey
    quantity: float
    probability: Array


@dataclass(frozen=True)
class Effect:
    """What a change does at one item-location, in stock units of net supply up to and including each day.

    `series` is there for certain (negative: gone); `leaves` are taken from open orders. `spared`: it is demand that
    moves, so that nothing more is there to be moved elsewhere.
    """

    item_location: ItemLocation
    series: Array
    leaves: tuple[Leaving, ...] = ()
    spared: bool = False

    @property
    def mean(self) -> Array:
        """Return the expected net supply by day."""
        return self.series - sum((g.quantity * g.probability for g in self.leaves), np.zeros_like(self.series))


@dataclass(frozen=True)
class ErpMove:
    """What the change does in the documents by which the ERP projects its stock, on their own dates."""

    item_location: ItemLocation
    day: date
    quantity: float


@dataclass(frozen=True)
class ChangeOption:
    """A change that may be made now, once, as a whole.

    `cost` is what it adds to the objective. A unit in stock is worth its cheapest price there, and a purchase costs
    what it is dearer than that; so giving up an arrival loses q · cheapest price, and saves what need not be paid:
    cancel: fee − saved + q · cheapest; switch: the new unit arrives for the old, so fee + q · (price − price before).
    `cash` is the money that leaves or stays (negative: not spent), `margin` what is given up to a customer.
    """

    offer: ChangeOffer
    cost: float
    cash: float = 0.0
    margin: float = 0.0
    effects: tuple[Effect, ...] = ()
    moves: tuple[ErpMove, ...] = ()

    @property
    def item_locations(self) -> tuple[ItemLocation, ...]:
        """Return where it is felt, its own item-location first."""
        offer = self.offer
        return tuple(dict.fromkeys([(offer.item, offer.location), *(e.item_location for e in self.effects)]))

    @property
    def document(self) -> tuple[str, str]:
        """Return the document it changes: the price of change is paid once for it."""
        offer = self.offer
        if isinstance(offer, ReallocateOffer):
            return "sale", offer.from_document
        if isinstance(offer, SubstituteOffer):
            return "sale", offer.document
        if isinstance(offer, ShapeOffer):
            return "demand", offer.id
        return ("request" if isinstance(offer, CancelRequestOffer) else "purchase"), offer.document

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """Return the lines it changes: of all that changes one line, at most one is taken up."""
        offer = self.offer
        if isinstance(offer, ReallocateOffer):
            return (("sale", offer.from_document, offer.from_line),)
        if isinstance(offer, SubstituteOffer):
            return (("sale", offer.document, offer.line),)
        if isinstance(offer, ShapeOffer):
            return (("demand", offer.item, offer.location),)
        if isinstance(offer, CancelRequestOffer):
            return (("request", offer.document, ""),)
        return (("purchase", offer.document, offer.line),)

    @property
    def serves(self) -> tuple[str, str, str] | None:
        """Return the line that it serves, which then needs no other change."""
        offer = self.offer
        return ("sale", offer.to_document, offer.to_line) if isinstance(offer, ReallocateOffer) else None

    def spends_with(self, supplier: Code | None) -> float:
        """Return the purchase value it commits with a supplier (with any if None), in currency."""
        if not isinstance(self.offer, SwitchOffer) or supplier not in {None, self.offer.to_supplier}:
            return 0.0
        return float(self.offer.quantity * self.offer.unit_price.amount)


def change_of(problem: PlanProblem, offer: ChangeOffer, start_day: int = 0) -> ChangeOption | None:
    """Return the change, decided `start_day` days from today; None where it is then too late.

    What is asked for later comes later by as much; a line that is believed to have arrived cannot be changed, nor a
    promise or a promotion whose time has come. By the next cycle people have released the ERP's requests.
    """
    match offer:
        case ReallocateOffer():
            return _reallocated(problem, offer, start_day)
        case SubstituteOffer():
            return _substituted(problem, offer, start_day)
        case ShapeOffer():
            return _shaped(problem, offer, start_day)
        case CancelRequestOffer():
            return ChangeOption(offer, 0.0) if start_day < problem.next_cycle_days else None
        case _:
            return _line_changed(problem, offer, start_day)


def _line_changed(problem: PlanProblem, offer: LineChange, start_day: int) -> ChangeOption | None:
    line = next(x for x in problem.snapshot.purchases if (x.document, x.line) == (offer.document, offer.line))
    days, here, ordered = problem.horizon_days, (offer.item, offer.location), float(offer.quantity)
    day, sd = arrival_of(problem, line)
    if start_day > 0 and day <= start_day:
        return None
    arrives = ordered * believed_yield(problem, line)
    gone = Leaving((line.document, day, sd), arrives, arrival_probability(day, sd, days))
    taken = ErpMove(here, line.due, -ordered)
    if isinstance(offer, CancelOffer):
        cash = float(offer.fee.amount - offer.saved.amount)
        given_up = ordered * cheapest_price(problem, offer.item)
        return ChangeOption(offer, cash + given_up, cash, 0.0, (Effect(here, np.zeros(days), (gone,)),), (taken,))
    cash = _money_of(offer)
    there = (offer.item, offer.to_location) if isinstance(offer, RerouteOffer) else here
    due = (offer.to - problem.today).days + (0 if isinstance(offer, RerouteOffer) else start_day)
    comes = _from_day(days, due, ordered if isinstance(offer, SwitchOffer) else arrives)
    effects: tuple[Effect, ...]
    if there == here:
        effects = (Effect(here, comes, (gone,)),)
    else:
        effects = (Effect(here, np.zeros(days), (gone,)), Effect(there, comes))
    moves = (taken, ErpMove(there, offer.to, ordered))
    return ChangeOption(offer, cash, cash, 0.0, effects, moves)


def _money_of(offer: ExpediteOffer | RescheduleOffer | SwitchOffer | RerouteOffer) -> float:
    if isinstance(offer, ExpediteOffer):
        return float(offer.fee.amount)
    if isinstance(offer, SwitchOffer):
        return float(offer.fee.amount + offer.quantity * (offer.unit_price.amount - offer.unit_price_before.amount))
    return float(offer.cost.amount) if isinstance(offer, RerouteOffer) else 0.0


def _reallocated(problem: PlanProblem, offer: ReallocateOffer, start_day: int) -> ChangeOption | None:
    due, later = max(0, (offer.due - problem.today).days), (offer.later - problem.today).days
    if due < start_day:
        return None
    series = _from_day(problem.horizon_days, due, float(offer.quantity))
    series -= _from_day(problem.horizon_days, later, float(offer.quantity))
    cost = float(offer.cost.amount)
    return ChangeOption(offer, cost, 0.0, cost, (Effect((offer.item, offer.location), series, spared=True),))


def _substituted(problem: PlanProblem, offer: SubstituteOffer, start_day: int) -> ChangeOption | None:
    """Return the demand of one item as that of another, where that is planned too.

    The substitute is taken to earn what the item would have earned, less the discount. What the ERP will owe of it
    counts for its planner at once; that it will owe less of the item does not, before somebody has changed the line.
    """
    due = max(0, (offer.due - problem.today).days)
    if due < start_day:
        return None
    spared = _from_day(problem.horizon_days, due, float(offer.quantity))
    effects = [Effect((offer.item, offer.location), spared, spared=True)]
    there = (offer.substitute, offer.location)
    if offer.substitute in problem.items:
        effects.append(Effect(there, -spared))
    discount = float(offer.discount.amount)
    moves = (ErpMove(there, max(offer.due, problem.today), -float(offer.quantity)),)
    return ChangeOption(offer, discount, 0.0, discount, tuple(effects), moves)


def _shaped(problem: PlanProblem, offer: ShapeOffer, start_day: int) -> ChangeOption | None:
    start = (offer.start - problem.today).days
    if start < start_day:
        return None
    last, later = (offer.end - problem.today).days, (offer.later - problem.today).days
    day = np.arange(problem.horizon_days, dtype=float)
    length = last - start + 1
    series = np.clip(day - start + 1, 0, length) - np.clip(day - later + 1, 0, length)
    cost = float(offer.cost.amount)
    effect = Effect((offer.item, offer.location), offer.per_day * series, spared=True)
    return ChangeOption(offer, cost, 0.0, cost, (effect,))


def _from_day(days: int, day: int, quantity: float) -> Array:
    return np.where(np.arange(days) >= day, quantity, 0.0)
