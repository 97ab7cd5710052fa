"""The planning problem: network, state, beliefs, offers and limits, checked record by record before it is modelled."""

from __future__ import annotations

import math
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from trimtab import subjects
from trimtab.beliefs import Belief, Normal, OnDate, Parameter, Persistence, Status
from trimtab.errors import InvalidField, UnknownReference
from trimtab.measures import Frozen
from trimtab.network import Code, ControlMode, Network
from trimtab.offers import (
    CapPurchaseValue,
    Constraint,
    Offer,
    RepromiseOffer,
    TransferOffer,
)
from trimtab.state import Snapshot

ItemLocation = tuple[str, str]

_DISTRIBUTIONS: dict[Parameter, type[Normal | OnDate | Status]] = {
    Parameter.DEMAND: Normal,
    Parameter.LEAD_TIME: Normal,
    Parameter.LANE_TRANSIT: Normal,
    Parameter.PRICE: Normal,
    Parameter.YIELD: Normal,
    Parameter.ETA: OnDate,
    Parameter.LANE_STATUS: Status,
}


class PlanProblem(Frozen):
    """What to plan for: the item-locations of `items` at every location, from `today` over `horizon_days`.

    `next_cycle_days`: when ERP and planners would act next by themselves. Of several beliefs about one parameter of one
    subject the highest version counts. Raises `InputError` naming the record and field that is wrong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, ignored_types=(cached_property,))

    network: Network
    snapshot: Snapshot
    beliefs: tuple[Belief, ...] = ()
    offers: tuple[Offer, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    today: date
    horizon_days: Annotated[int, Field(ge=1, le=400)] = 91
    items: Annotated[tuple[Code, ...], Field(min_length=1)]
    next_cycle_days: Annotated[int, Field(ge=1, le=400)] = 7

    @model_validator(mode="after")
    def _records_are_right(self) -> PlanProblem:
        for code in self.items:
            if code not in {i.code for i in self.network.items}:
                raise UnknownReference(f"{code!r} is not in the network", record="plan problem", field="items")
        _check_costs(self)
        _check_offers(self)
        for belief in self.beliefs:
            _check_belief(belief)
        for constraint in self.constraints:
            if isinstance(constraint, CapPurchaseValue):
                _same_currency(constraint.limit.currency, self.network.costs.currency, "cap_purchase_value", "limit")
        return self

    def varied(self, **changes: Any) -> PlanProblem:
        """Return the problem with some fields changed, checked again (`model_copy` would keep what was cached)."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**(fields | changes))

    @property
    def currency(self) -> str:
        """Return the company's currency."""
        return self.network.costs.currency

    @cached_property
    def item_locations(self) -> tuple[ItemLocation, ...]:
        """Return the item-locations in scope: wherever one of the items is stocked, owed, expected or offered."""
        state = self.snapshot
        found = {(x.item, x.location) for x in state.on_hand} | {(x.item, x.location) for x in state.purchases}
        found |= {(x.item, x.location) for x in state.sales} | {(x.item, x.location) for x in state.order_points}
        found |= {(x.item, place) for x in state.transfers for place in (x.origin, x.destination)}
        for offer in self.offers:
            places = (offer.origin, offer.destination) if isinstance(offer, TransferOffer) else (offer.location,)
            found |= {(offer.item, place) for place in places}
        found |= {subjects.split_item_location(b.subject) for b in self.beliefs if b.parameter is Parameter.DEMAND}
        return tuple(sorted(here for here in found if here[0] in self.items))

    @cached_property
    def _latest(self) -> dict[tuple[str, Parameter], Belief]:
        latest: dict[tuple[str, Parameter], Belief] = {}
        for belief in self.beliefs:
            key = (belief.subject, belief.parameter)
            if key not in latest or belief.version >= latest[key].version:
                latest[key] = belief
        return latest

    def belief(self, subject: str, parameter: Parameter) -> Belief | None:
        """Return the belief in force about a parameter of a subject, if there is one."""
        return self._latest.get((subject, parameter))

    def normal(
        self, subject: str, parameter: Parameter, default: tuple[float, float], *, lasting: bool = False
    ) -> tuple[float, float]:
        """Return mean and standard deviation as believed, else `default`; `lasting` leaves one-off deviations out."""
        belief = self.belief(subject, parameter)
        if belief is None or (lasting and belief.persistence is Persistence.ONE_OFF):
            return default
        distribution = belief.distribution
        return (distribution.mean, distribution.sd) if isinstance(distribution, Normal) else default

    def acts_at(self, item: str, location: str) -> bool:
        """Tell whether Trimtab may place anything for the item-location: not where it only observes."""
        return self.network.policy_of(item, location).control_mode is not ControlMode.OBSERVE


def _check_costs(problem: PlanProblem) -> None:
    costs = problem.network.costs
    for field in ("fixed_cost_per_purchase", "fixed_cost_per_transfer", "change_price", "attention_price"):
        amount = getattr(costs, field)
        _same_currency(amount.currency, costs.currency, f"cost parameters {costs.version}", field)
        _not_negative(float(amount.amount), f"cost parameters {costs.version}", field)
    for code in problem.items:
        item = problem.network.item(code)
        _same_currency(item.unit_cost.currency, costs.currency, f"item {code}", "unit_cost")
        _same_currency(item.unit_price.currency, costs.currency, f"item {code}", "unit_price")
        if item.unit_cost.amount <= 0:
            raise InvalidField("must be above zero", record=f"item {code}", field="unit_cost")
        if item.unit_price.amount <= item.unit_cost.amount:
            raise InvalidField(
                f"{item.unit_price.amount} earns nothing over the unit cost {item.unit_cost.amount}",
                record=f"item {code}",
                field="unit_price",
                remedy="Correct the price, or leave the item out: without a margin a shortage has no price.",
            )


def _check_offers(problem: PlanProblem) -> None:
    known = {
        "item": {i.code for i in problem.network.items},
        "supplier": {s.code for s in problem.network.suppliers},
    }
    locations = {x.code for x in problem.network.locations}
    known |= dict.fromkeys(("location", "origin", "destination"), locations)
    ids: set[str] = set()
    for offer in problem.offers:
        record = f"offer {offer.id}"
        if offer.id in ids:
            raise InvalidField("two offers carry this id", record=record, field="id")
        ids.add(offer.id)
        for field, codes in known.items():
            value = getattr(offer, field, None)
            if value is not None and value not in codes:
                raise UnknownReference(f"{value!r} is not in the network", record=record, field=field)
        for field in ("unit_price", "cost_per_unit", "cost_per_unit_day"):
            price = getattr(offer, field, None)
            if price is not None:
                _same_currency(price.currency, problem.currency, record, field)
                _not_negative(float(price.amount), record, field)
        for field in ("lead_time_days", "lead_time_sd_days", "transit_days"):
            _not_negative(getattr(offer, field, 0.0), record, field)
        if isinstance(offer, TransferOffer) and offer.origin == offer.destination:
            raise InvalidField("origin and destination are the same", record=record, field="destination")
        if isinstance(offer, RepromiseOffer):
            _check_repromise(problem, offer, record)


def _check_repromise(problem: PlanProblem, offer: RepromiseOffer, record: str) -> None:
    if offer.latest <= offer.due:
        raise InvalidField(f"{offer.latest} is not after {offer.due}", record=record, field="latest")
    if not any((s.document, s.line) == (offer.document, offer.line) for s in problem.snapshot.sales):
        raise UnknownReference(f"no open sales line {offer.document}/{offer.line}", record=record, field="line")


def _check_belief(belief: Belief) -> None:
    record = f"belief {belief.subject}"
    wanted = _DISTRIBUTIONS.get(belief.parameter)
    if wanted is None:
        raise InvalidField(
            f"the plan cannot use beliefs about {belief.parameter.value} yet",
            record=record,
            field="parameter",
            remedy="Express it as the maximum of an offer, or correct the snapshot.",
        )
    distribution = belief.distribution
    if not isinstance(distribution, wanted):
        raise InvalidField(
            f"{belief.parameter.value} needs a {wanted.__name__} distribution", record=record, field="distribution"
        )
    if isinstance(distribution, Normal):
        if not math.isfinite(distribution.mean) or distribution.mean < 0:
            raise InvalidField(f"{distribution.mean} is no possible mean", record=record, field="distribution.mean")
        _not_negative(distribution.sd, record, "distribution.sd")
    if isinstance(distribution, OnDate):
        _not_negative(distribution.sd_days, record, "distribution.sd_days")


def _not_negative(value: float, record: str, field: str) -> None:
    if not math.isfinite(value) or value < 0:
        raise InvalidField(f"{value:g} is no possible value, it must be at least 0", record=record, field=field)


def _same_currency(currency: str, wanted: str, record: str, field: str) -> None:
    if currency != wanted:
        raise InvalidField(
            f"is in {currency}, the company plans in {wanted}",
            record=record,
            field=field,
            remedy="Convert it first.",
        )
