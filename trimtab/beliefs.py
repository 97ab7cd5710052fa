"""Beliefs: a function agent's estimate of one parameter, with uncertainty, persistence and the events behind it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from trimtab.measures import Frozen


class Function(StrEnum):
    """The functions of a company whose inputs move the optimum; each has an agent."""

    SALES = "sales"
    PROCUREMENT = "procurement"
    LOGISTICS = "logistics"
    SUPPLY = "supply"
    FINANCE = "finance"


class Parameter(StrEnum):
    """What a belief can be about."""

    DEMAND = "demand"
    PROMOTION = "promotion"
    LEAD_TIME = "lead_time"
    ETA = "eta"
    YIELD = "yield"
    PRICE = "price"
    CAPACITY = "capacity"
    LANE_TRANSIT = "lane_transit"
    LANE_STATUS = "lane_status"
    STOCK_ACCURACY = "stock_accuracy"


class Persistence(StrEnum):
    """Whether a deviation is expected to stay."""

    ONE_OFF = "one_off"
    NEW_NORMAL = "new_normal"
    USUAL = "usual"


class Normal(Frozen):
    """Normal distribution: demand in stock units a day, times in days."""

    kind: Literal["normal"] = "normal"
    mean: float
    sd: Annotated[float, Field(ge=0)]


class OnDate(Frozen):
    """A date with a spread in days: the ETA of an open line."""

    kind: Literal["on_date"] = "on_date"
    date: date
    sd_days: Annotated[float, Field(ge=0)]


class Status(Frozen):
    """A probability that something is available; from `until` on, where that is known, it is again as usual."""

    kind: Literal["status"] = "status"
    probability: Annotated[float, Field(ge=0, le=1)]
    until: date | None = None


class Uplift(Frozen):
    """Demand beyond the usual from `start` to `end`, both included, in stock units a day; negative for less."""

    kind: Literal["uplift"] = "uplift"
    start: date
    end: date
    per_day: float


Distribution = Annotated[Normal | OnDate | Status | Uplift, Field(discriminator="kind")]


class Belief(Frozen):
    """An estimate of one parameter of one subject; `because` lists the ids of the events that moved it."""

    subject: str
    parameter: Parameter
    owner: Function
    distribution: Distribution
    persistence: Persistence
    as_of: AwareDatetime
    version: Annotated[int, Field(ge=1)]
    because: tuple[str, ...] = ()
