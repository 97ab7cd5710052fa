"""The planning problem: network, state, beliefs, offers and limits, checked record by record before it is modelled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from tools.optimizer.planning.fixes import Fixes, check_fixes, fixes_of
from tools.optimizer.planning.records import check_beliefs, check_costs, check_offers, same_currency
from trimtab import subjects
from trimtab.beliefs import Belief, Normal, Parameter, Persistence
from trimtab.errors import UnknownReference
from trimtab.measures import Frozen
from trimtab.network import Code, ControlMode, Network
from trimtab.offers import CapPurchaseValue, Constraint, Offer, RerouteOffer, SubstituteOffer, TransferOffer
from trimtab.state import Snapshot

ItemLocation = tuple[str, str]


class PlanProblem(Frozen):
    """What to plan for: the item-locations of `items` at every location, from `today` over `horizon_days`.

    `next_cycle_days`: when ERP and planners would act next by themselves. Of several beliefs about one parameter of one
    subject the highest version counts. `lasting`: what stands in for one-off beliefs where only what lasts counts, as
    for levels. Raises `InputError` naming the record and field that is wrong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, ignored_types=(cached_property,))

    network: Network
    snapshot: Snapshot
    beliefs: tuple[Belief, ...] = ()
    lasting: tuple[Belief, ...] = ()
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
        check_costs(self.network, self.items)
        check_offers(self.network, self.snapshot, self.offers, self.today)
        check_beliefs((*self.beliefs, *self.lasting))
        check_fixes(self.constraints, {o.id: o for o in self.offers}, self.today)
        for constraint in self.constraints:
            if isinstance(constraint, CapPurchaseValue):
                same_currency(constraint.limit.currency, self.network.costs.currency, "cap_purchase_value", "limit")
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
        found |= {(x.item, x.location) for x in state.requests}
        for offer in self.offers:
            places = (offer.origin, offer.destination) if isinstance(offer, TransferOffer) else (offer.location,)
            found |= {(offer.item, place) for place in places}
            if isinstance(offer, RerouteOffer):
                found.add((offer.item, offer.to_location))
            if isinstance(offer, SubstituteOffer):
                found.add((offer.substitute, offer.location))
        asked = (b.subject for b in self.beliefs if b.parameter in {Parameter.DEMAND, Parameter.PROMOTION})
        found |= {subjects.split_item_location(subject) for subject in asked}
        return tuple(sorted(here for here in found if here[0] in self.items))

    @cached_property
    def fixes(self) -> Fixes:
        """Return what people have settled about single offers."""
        return fixes_of(self.constraints, self.today)

    @cached_property
    def _latest(self) -> dict[tuple[str, Parameter], Belief]:
        return _latest_of(self.beliefs)

    @cached_property
    def _standing_in(self) -> dict[tuple[str, Parameter], Belief]:
        return _latest_of(self.lasting)

    def belief(self, subject: str, parameter: Parameter) -> Belief | None:
        """Return the belief in force about a parameter of a subject, if there is one."""
        return self._latest.get((subject, parameter))

    def normal(
        self, subject: str, parameter: Parameter, default: tuple[float, float], *, lasting: bool = False
    ) -> tuple[float, float]:
        """Return mean and standard deviation as believed, else `default`.

        With `lasting` what stands in for a one-off belief counts, and `default` where nothing does.
        """
        belief = self.belief(subject, parameter)
        if lasting and belief is not None and belief.persistence is Persistence.ONE_OFF:
            belief = self._standing_in.get((subject, parameter))
        if belief is None:
            return default
        distribution = belief.distribution
        return (distribution.mean, distribution.sd) if isinstance(distribution, Normal) else default

    def acts_at(self, item: str, location: str) -> bool:
        """Tell whether Trimtab may place anything for the item-location: not where it only observes."""
        return self.network.policy_of(item, location).control_mode is not ControlMode.OBSERVE

    def orders_at(self, item: str, location: str) -> bool:
        """Tell whether orders and transfers of an item-location are Trimtab's own: not where the ERP orders."""
        return self.network.policy_of(item, location).control_mode is ControlMode.TRIMTAB_ORDERS


def _latest_of(beliefs: Iterable[Belief]) -> dict[tuple[str, Parameter], Belief]:
    latest: dict[tuple[str, Parameter], Belief] = {}
    for belief in beliefs:
        key = (belief.subject, belief.parameter)
        if key not in latest or belief.version >= latest[key].version:
            latest[key] = belief
    return latest
