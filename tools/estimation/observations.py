"""Observations: the payloads of the events that estimators fold, checked on the way in and on the way out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import ConfigDict, Field, ValidationError

from trimtab.errors import InvalidField
from trimtab.events import Event
from trimtab.measures import Frozen
from trimtab.network import Code, NonNegative, Positive


class Observation(Frozen):
    """What all payloads share: `record` says where it stood, `recorded_at` (ISO 8601, UTC) when that was written.

    Feeds may add fields of their own; estimators read past them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    record: str = ""
    recorded_at: str = ""


class DemandObserved(Observation):
    """Data of `demand.observed`: ALL demand of an item-location on one day, in stock units.

    Two totals of one day are a correction, not a sum: the one recorded later holds.
    """

    date: date
    item: Code
    location: Code
    quantity: NonNegative


class ReceiptObserved(Observation):
    """Data of `receipt.observed`: what came in of one item of one purchase order on one day, in stock units."""

    purchase_order: Annotated[str, Field(min_length=1, max_length=64)]
    supplier: Code
    item: Code
    location: Code | None = None
    ordered: date
    promised: date
    received: date
    quantity: Positive


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
