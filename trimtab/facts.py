"""Facts: what a person knows and the data does not; owned, expiring, laid over the beliefs while they last."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, model_validator

from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Status, Uplift
from trimtab.errors import InvalidField
from trimtab.measures import Frozen
from trimtab.network import Code, NonNegative


class DemandStatement(Frozen):
    """Demand will be this many stock units a day."""

    kind: Literal["demand"] = "demand"
    item: Code
    location: Code
    per_day: Annotated[float, Field(ge=0)]


class PromotionStatement(Frozen):
    """From `start` to `end` demand is `per_day` stock units a day beyond the usual; zero: the promotion is off."""

    kind: Literal["promotion"] = "promotion"
    item: Code
    location: Code
    start: date
    end: date
    per_day: float

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> PromotionStatement:
        if self.end < self.start:
            raise InvalidField(f"{self.end} is before {self.start}", record="promotion", field="end")
        return self


class ArrivalStatement(Frozen):
    """An open purchase line will arrive on this date: the supplier has confirmed it."""

    kind: Literal["arrival"] = "arrival"
    document: str
    line: str
    on: date


class LeadTimeStatement(Frozen):
    """The supplier now needs this many days for the item."""

    kind: Literal["lead_time"] = "lead_time"
    supplier: Code
    item: Code
    days: Annotated[float, Field(ge=0, le=1000)]


class LaneStatement(Frozen):
    """A lane between two of our locations is open or closed."""

    kind: Literal["lane"] = "lane"
    origin: Code
    destination: Code
    open: bool


class StockStatement(Frozen):
    """This many stock units were counted; the ERP says otherwise and is going to be corrected."""

    kind: Literal["stock"] = "stock"
    item: Code
    location: Code
    quantity: NonNegative


Statement = Annotated[
    DemandStatement | PromotionStatement | ArrivalStatement | LeadTimeStatement | LaneStatement | StockStatement,
    Field(discriminator="kind"),
]


class Fact(Frozen):
    """A statement with its owner and its end; `withdrawn_at` ends it earlier."""

    id: str
    statement: Statement
    owner: str
    text: str = ""
    asserted_at: AwareDatetime
    expires_at: AwareDatetime
    withdrawn_at: AwareDatetime | None = None
    case_id: str = ""
    """The case under which it was said, empty where it was said on its own."""

    def subject(self) -> str:
        """Return what the statement is about."""
        return _about(self.statement)[0]

    def parameter(self) -> Parameter:
        """Return the parameter it speaks of."""
        return _about(self.statement)[1]

    def belief(self, estimated: Belief | None) -> Belief:
        """Return the belief while the fact holds: certain, one-off, the version of the estimate it stands in for."""
        subject, parameter, function, distribution = _about(self.statement)
        if isinstance(distribution, Normal) and estimated and isinstance(estimated.distribution, Normal):
            distribution = Normal(mean=distribution.mean, sd=estimated.distribution.sd)
        if isinstance(distribution, Status) and distribution.probability < 1:
            distribution = Status(probability=distribution.probability, until=self.expires_at.date())
        return Belief(
            subject=subject,
            parameter=parameter,
            owner=function,
            distribution=distribution,
            persistence=Persistence.ONE_OFF,
            as_of=self.asserted_at,
            version=estimated.version if estimated else 1,
            because=(self.id,),
        )


def _about(statement: Statement) -> tuple[str, Parameter, Function, Distribution]:
    match statement:
        case DemandStatement(item=item, location=location, per_day=per_day):
            about, spread = subjects.item_location(item, location), per_day**0.5
            return about, Parameter.DEMAND, Function.SALES, Normal(mean=per_day, sd=spread)
        case PromotionStatement(item=item, location=location, start=start, end=end, per_day=per_day):
            uplift = Uplift(start=start, end=end, per_day=per_day)
            return subjects.item_location(item, location), Parameter.PROMOTION, Function.SALES, uplift
        case ArrivalStatement(document=document, line=line, on=on):
            eta = OnDate(date=on, sd_days=0.0)
            return subjects.purchase_line(document, line), Parameter.ETA, Function.PROCUREMENT, eta
        case LeadTimeStatement(supplier=supplier, item=item, days=days):
            usual = Normal(mean=days, sd=0.0)
            return subjects.source(supplier, item), Parameter.LEAD_TIME, Function.PROCUREMENT, usual
        case LaneStatement(origin=origin, destination=destination, open=is_open):
            status = Status(probability=1.0 if is_open else 0.0)
            return subjects.lane(origin, destination), Parameter.LANE_STATUS, Function.LOGISTICS, status
        case StockStatement(item=item, location=location, quantity=quantity):
            counted = Normal(mean=float(quantity), sd=0.0)
            return subjects.item_location(item, location), Parameter.STOCK_ACCURACY, Function.LOGISTICS, counted
