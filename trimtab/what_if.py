"""What if: the things that may be otherwise, and the answer: cost, service and documents without and with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trimtab.impact import Effect
from trimtab.measures import Currency, Frozen, Money
from trimtab.network import Code, NonNegative, Positive, Share
from trimtab.plans import PlannedStep


class DemandTimes(Frozen):
    """Demand at an item-location is `factor` times what is believed; 1.2 is a fifth more."""

    kind: Literal["demand_times"] = "demand_times"
    item: Code
    location: Code
    factor: Annotated[float, Field(ge=0, le=100)]


class ArrivesLater(Frozen):
    """An open purchase line arrives `days` later than believed; negative: earlier."""

    kind: Literal["arrives_later"] = "arrives_later"
    document: str
    line: str
    days: Annotated[int, Field(ge=-400, le=400)]


class LeadTimeIs(Frozen):
    """A supplier needs `days` for an item from now on; `sd_days` where its spread changes too."""

    kind: Literal["lead_time_is"] = "lead_time_is"
    supplier: Code
    item: Code
    days: Annotated[float, Field(ge=0, le=1000)]
    sd_days: Annotated[float, Field(ge=0, le=400)] | None = None


class PriceTimes(Frozen):
    """A supplier asks `factor` times what is believed for an item; 1.1 is a tenth more."""

    kind: Literal["price_times"] = "price_times"
    supplier: Code
    item: Code
    factor: Annotated[float, Field(gt=0, le=100)]


class LaneCloses(Frozen):
    """Nothing can be moved over a lane between two of our locations."""

    kind: Literal["lane_closes"] = "lane_closes"
    origin: Code
    destination: Code


class SupplierBlocked(Frozen):
    """Nothing more is ordered from a supplier: of one item, or of every item where none is named."""

    kind: Literal["supplier_blocked"] = "supplier_blocked"
    supplier: Code
    item: Code | None = None


class PurchaseCapped(Frozen):
    """At most `limit` stock units of an item are ordered from a supplier."""

    kind: Literal["purchase_capped"] = "purchase_capped"
    supplier: Code
    item: Code
    limit: NonNegative


class TransferCapped(Frozen):
    """At most `limit` stock units of an item are moved over a lane."""

    kind: Literal["transfer_capped"] = "transfer_capped"
    origin: Code
    destination: Code
    item: Code
    limit: NonNegative


class BudgetCapped(Frozen):
    """At most `limit` is spent on purchases: with one supplier, or with all where none is named."""

    kind: Literal["budget_capped"] = "budget_capped"
    limit: Money
    supplier: Code | None = None


class ServiceTargetIs(Frozen):
    """The cycle service level (type 1) that an item-location's level is made for."""

    kind: Literal["service_target_is"] = "service_target_is"
    item: Code
    location: Code
    share: Share


class OrderForced(Frozen):
    """An offer is taken up now with exactly `quantity` stock units."""

    kind: Literal["order_forced"] = "order_forced"
    offer_id: str
    quantity: Positive


class WithoutOffers(Frozen):
    """Some offers are not taken up."""

    kind: Literal["without_offers"] = "without_offers"
    offer_ids: Annotated[tuple[str, ...], Field(min_length=1)]


class NothingDone(Frozen):
    """Nobody acts: the ERP and its planners go on as usual."""

    kind: Literal["nothing_done"] = "nothing_done"


Change = Annotated[
    DemandTimes
    | ArrivesLater
    | LeadTimeIs
    | PriceTimes
    | LaneCloses
    | SupplierBlocked
    | PurchaseCapped
    | TransferCapped
    | BudgetCapped
    | ServiceTargetIs
    | OrderForced
    | WithoutOffers
    | NothingDone,
    Field(discriminator="kind"),
]
"""One thing that may be otherwise."""


class DocumentDifference(Frozen):
    """What a plan does with one offer without and with the changes; None where it does not take it up."""

    offer_id: str
    before: PlannedStep | None
    after: PlannedStep | None


class WhatIfAnswer(Frozen):
    """The best plan without (`before`) and with (`after`) the changes, in `currency` over the horizon.

    `cost` is the expected cost of the best plan, `default_cost` of not acting; `bound` the proven lower bound of
    `cost`. `cash`, `margin_and_penalties` and `implied` are the three amounts of `Impact`, of the best plan.
    `fill_rate` (type 2) and `stockout_risk` are those of the item-location that is worst off. `documents` lists only
    what differs.
    """

    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    currency: Currency
    horizon_days: int
    cost: Effect
    bound: Effect
    default_cost: Effect
    cash: Effect
    margin_and_penalties: Effect
    implied: Effect
    fill_rate: Effect
    stockout_risk: Effect
    documents: tuple[DocumentDifference, ...]
    """In the order of the offers' ids."""
    unchanged: int
    """How many documents are the same."""

    @property
    def costs_more(self) -> Decimal:
        """Return what the best plan costs more with the changes; negative where it costs less."""
        return self.cost.change
