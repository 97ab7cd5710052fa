"""Plans: what the optimizer recommends now, what it costs against the default, and how far from optimal it can be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from trimtab.impact import Impact
from trimtab.measures import Currency, Frozen
from trimtab.network import Code, Positive
from trimtab.offers import ChangeOffer
from trimtab.projections import StockProjection


class PlannedPurchase(Frozen):
    """Order now from a supplier; quantities in stock units; `due` as its terms promise, `expected` as is believed."""

    kind: Literal["purchase"] = "purchase"
    offer_id: str
    supplier: Code
    item: Code
    location: Code
    quantity: Positive
    due: date
    expected: date


class PlannedTransfer(Frozen):
    """Ship now over a lane."""

    kind: Literal["transfer"] = "transfer"
    offer_id: str
    item: Code
    origin: Code
    destination: Code
    mode: str
    quantity: Positive
    ship: date
    due: date


class PlannedRepromise(Frozen):
    """Tell the customer of a sales line another date."""

    kind: Literal["repromise"] = "repromise"
    offer_id: str
    document: str
    line: str
    due_after: date


class PlannedLevel(Frozen):
    """Change minimum and target of an item-location."""

    kind: Literal["level"] = "level"
    offer_id: str
    item: Code
    location: Code
    minimum_before: Decimal
    target_before: Decimal
    minimum_after: Decimal
    target_after: Decimal


class PlannedRelease(Frozen):
    """Release a request of the ERP's own planner now, with this quantity in stock units; dates as of a purchase."""

    kind: Literal["release"] = "release"
    offer_id: str
    document: str
    supplier: Code
    item: Code
    location: Code
    quantity: Positive
    due: date
    expected: date


class PlannedChange(Frozen):
    """Take up an offer as it stands."""

    kind: Literal["change"] = "change"
    offer_id: str
    offer: ChangeOffer


PlannedStep = Annotated[
    PlannedPurchase | PlannedTransfer | PlannedRepromise | PlannedLevel | PlannedRelease | PlannedChange,
    Field(discriminator="kind"),
]


class StepValue(Frozen):
    """What one step is worth: the plan re-solved without it costs `worth` more, in the plan's currency."""

    offer_id: str
    worth: Decimal


class Alternative(Frozen):
    """The runner-up: what it does differently, and how much more it costs."""

    summary: str
    costs_more: Decimal


class LimitPrice(Frozen):
    """What a limit costs: with `loosened_by` more of it (in its own unit) the plan, solved anew, costs `saves` less."""

    limit: str
    loosened_by: Positive
    saves: Decimal

    @property
    def per_unit(self) -> float:
        """Return what a unit of the limit would save, in the plan's currency."""
        return float(self.saves / self.loosened_by)


class Plan(Frozen):
    """The recommendation of one optimisation.

    `cost` and `bound` are the objective (expected cost over the horizon) and its proven lower bound, `gap` their
    relative distance; `default_cost` is the same objective if nobody acts and ERP and planners go on as usual.
    `ranges` are the inputs between which the steps stay the best answer, keyed `subject|what`.
    """

    currency: Currency
    today: date
    horizon_days: int
    steps: tuple[PlannedStep, ...]
    cost: Decimal
    bound: Decimal
    gap: float
    default_cost: Decimal
    impact: Impact
    projections: tuple[StockProjection, ...] = ()
    values: tuple[StepValue, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    binding_limits: tuple[str, ...] = ()
    limit_prices: tuple[LimitPrice, ...] = ()
    ranges: dict[str, tuple[Decimal, Decimal]] = Field(default_factory=dict)

    @property
    def saving(self) -> Decimal:
        """Return what acting saves against the default, in expectation over the horizon."""
        return self.default_cost - self.cost
