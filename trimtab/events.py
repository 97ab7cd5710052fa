"""Events: what feeds bring in, as CloudEvents 1.0, deduplicated by (source, id)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from trimtab.measures import Frozen


class EventType(StrEnum):
    """The kinds of event that function agents understand."""

    DEMAND_OBSERVED = "demand.observed"
    DEMAND_HISTORY = "demand.history"
    """A stretch of daily demand in one event: data {item, location, start, quantities: one a day}."""
    FORECAST_CHANGED = "forecast.changed"
    """The company's official forecast: data {item, location, start, end, per_day: units on an average day}."""
    PROMOTION_CHANGED = "promotion.changed"
    """The promotion calendar: data {item, location, start, end, per_day: extra units a day, 0 when it is off}."""
    LANE_CHANGED = "lane.changed"
    """A lane's status: data {origin, destination, open, transit_days or null, reason}."""
    RECEIPT_OBSERVED = "receipt.observed"
    PURCHASE_CHANGED = "purchase.changed"
    CONFIRMATION_EXPECTED = "confirmation.expected"
    """Until when a supplier says on which day an open line arrives: data {document, line, at or null: it is off}."""
    STOCK_CHANGED = "stock.changed"
    SALES_CHANGED = "sales.changed"
    TRANSFER_CHANGED = "transfer.changed"
    ORDER_POINT_CHANGED = "order_point.changed"
    REQUEST_CHANGED = "request.changed"
    """A request of the ERP's own planner appeared, changed or went."""


class Event(Frozen):
    """One thing that happened outside: CloudEvents 1.0 attributes, `time` in UTC, `data` as the feed read it."""

    specversion: Literal["1.0"] = "1.0"
    id: Annotated[str, Field(min_length=1, max_length=200)]
    source: Annotated[str, Field(min_length=1, max_length=200)]
    type: EventType
    subject: Annotated[str, Field(min_length=1, max_length=300)]
    time: AwareDatetime
    data: dict[str, Any]


class Quarantined(Frozen):
    """A record that was refused: kept whole, with the reason, until a person corrects or discards it."""

    source: str
    record: str
    field: str
    code: str
    message: str
    payload: dict[str, Any]
    at: datetime
