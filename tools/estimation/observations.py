"""Observations: the payloads of the events that estimators fold, checked on the way in and on the way out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from trimtab.errors import InvalidField
from trimtab.events import Event
from trimtab.measures import Frozen
from trimtab.network import Code, NonNegative, Positive

MOST_DAYS = 3660
"""Ten years of days in one event; more is a slip in the dates."""


class Observation(Frozen):
    """What all payloads share: `record` says where it stood, `recorded_at` (ISO 8601, UTC) when that was written.

    Feeds may add fields of their own; estimators read past them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    record: str = ""
    recorded_at: str = ""


class DemandObserved(Observation):
    """Data of `demand.observed`: ALL demand of an item-location on one day, in stock units.

    Two totals of one day are a correction, not a sum: the one recorded later holds. `stocked_out`: stock ran out that
    day and what came after was turned away, so that demand was at least `quantity`.
    """

    date: date
    item: Code
    location: Code
    quantity: NonNegative
    stocked_out: bool = False


class DemandTold(Observation):
    """Data of `demand.history`: the demand of an item-location on consecutive days from `start`, in stock units.

    None is a day that nobody named: no demand, unless another event names that day. Of the days in `refused` something
    was said that could not be read: they stay unknown. On the days in `stocked_out` demand was at least the quantity.
    """

    item: Code
    location: Code
    start: date
    quantities: Annotated[tuple[Annotated[float, Field(ge=0)] | None, ...], Field(min_length=1, max_length=MOST_DAYS)]
    refused: tuple[date, ...] = ()
    stocked_out: tuple[date, ...] = ()


class Period(Observation):
    """What is said of an item-location from `start` to `end`, both included."""

    item: Code
    location: Code
    start: date
    end: date

    @field_validator("end")
    @classmethod
    def _ends_after_it_starts(cls, end: date, info: ValidationInfo) -> date:
        start = info.data.get("start")
        if start is not None and end < start:
            msg = f"{end} is before {start}"
            raise ValueError(msg)
        return end


class ForecastTold(Period):
    """Data of `forecast.changed`: the official forecast, `per_day` stock units on an average day without promotion.

    What was said later of a day holds; what was said before a period began is judged by what came.
    """

    per_day: Annotated[float, Field(ge=0)]


class PromotionTold(Period):
    """Data of `promotion.changed`: from `start` to `end`, both included, `per_day` stock units beyond the usual.

    Zero a day says that the promotion is off. What was said later of overlapping days holds.
    """

    per_day: float


class LaneTold(Observation):
    """Data of `lane.changed`: do goods move from `origin` to `destination`, and in how many days if not as usual.

    `until`: of a closed lane, the day on which goods are expected to leave again.
    """

    origin: Code
    destination: Code
    open: bool
    until: date | None = None
    transit_days: Annotated[float, Field(ge=0, le=1000)] | None = None
    reason: Annotated[str, Field(max_length=200)] = ""


class ReceiptObserved(Observation):
    """Data of `receipt.observed`: what came in of one item of one purchase order on one day, in stock units.

    `ordered_quantity`: how much was ordered of the item on that order, where the record says so.
    """

    purchase_order: Annotated[str, Field(min_length=1, max_length=64)]
    supplier: Code
    item: Code
    location: Code | None = None
    ordered: date
    promised: date
    received: date
    quantity: Positive
    ordered_quantity: Positive | None = None


class ConfirmationExpected(Observation):
    """Data of `confirmation.expected`: by `at` the supplier says on which day an open purchase line arrives.

    None says that nothing is expected any more; what was said last holds.
    """

    document: Annotated[str, Field(min_length=1, max_length=64)]
    line: Annotated[str, Field(min_length=1, max_length=64)]
    at: AwareDatetime | None = None


T = TypeVar("T", bound=Observation)


def observed(model: type[T], event: Event) -> T:
    """Return the payload of an event as `model`; raises InvalidField naming the event and the field."""
    try:
        return model.model_validate(event.data)
    except ValidationError as error:
        field, reason = first_problem(error)
        raise InvalidField(reason, record=f"event {event.source} {event.id}", field=field) from None


def first_problem(error: ValidationError) -> tuple[str, str]:
    """Return field and reason of the first thing pydantic found wrong."""
    problem: Any = error.errors(include_url=False)[0]
    return str(problem["loc"][0]) if problem["loc"] else "", str(problem["msg"]).removeprefix("Value error, ")
