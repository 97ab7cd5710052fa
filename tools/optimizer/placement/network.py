"""The network that stock is placed on: stages, arcs, demand, service and limits, as people write them in JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from trimtab.measures import Frozen

Amount = Annotated[float, Field(ge=0)]
Times = Annotated[int, Field(ge=0)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Family = Literal["normal", "gamma", "poisson", "negative_binomial", "empirical"]


class TimePoint(Frozen):
    """One possible stage time and its probability."""

    time: Amount
    probability: Annotated[float, Field(gt=0, le=1)]


class StageTime(Frozen):
    """How long a stage takes once its inputs are there: a mean, a mean and a standard deviation, or a distribution.

    A plain number is the mean. Where `pmf` is given it stands for itself, and `mean` may be left out.
    """

    mean: Amount = 0.0
    sd: Amount = 0.0
    pmf: tuple[TimePoint, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, value: Any) -> Any:
        return {"mean": value} if isinstance(value, int | float) else value


class Demand(Frozen):
    """External demand of one period at a stage, in the stage's unit; `samples` are what was observed, per period."""

    mean: Amount | None = None
    sd: Amount | None = None
    samples: tuple[Amount, ...] = ()
    unit: str | None = None


class Service(Frozen):
    """What a demand stage promises: a cycle service level (type 1) or a share filled from stock (type 2)."""

    kind: Literal["type_1", "type_2"] = "type_1"
    level: Annotated[float, Field(gt=0, lt=1)]


class InForce(Frozen):
    """What stands at a frozen stage and stays: its quoted service time, and its safety stock in the stage's unit."""

    service_time: Times
    safety_stock: Amount


class Stage(Frozen):
    """One stage: an item at a location, a process or a transport, where stock may stand after its work is done.

    `added_cost` is what the stage adds to the cost of a unit, `unit_value` stands for the whole cost where it is
    known; `review_period` is the time between its orders beyond one period, and is covered like stage time;
    `inbound_service_time` is what its outside suppliers quote. Demand stages quote at most `max_service_time`; any
    stage may have a fixed `quoted_service_time`, bounds on its safety stock, or be frozen. `distribution` is the
    family of demand over its net time. `confirmed` says that unusual numbers are meant.
    """

    name: Name
    added_cost: Amount
    unit_value: Amount | None = None
    stage_time: StageTime
    review_period: Times = 0
    inbound_service_time: Times = 0
    demand: Demand | None = None
    service: Service | None = None
    distribution: Family = "normal"
    max_service_time: Times | None = None
    quoted_service_time: Times | None = None
    min_safety_stock: Amount | None = None
    max_safety_stock: Amount | None = None
    frozen: InForce | None = None
    time_unit: str | None = None
    unit: str | None = None
    confirmed: bool = False


class Arc(Frozen):
    """`target` is made from `source`: units needed per unit (in `unit` of the source), and the share it supplies."""

    source: Name
    target: Name
    quantity: Annotated[float, Field(gt=0)] = 1.0
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    unit: str | None = None


class Correlation(Frozen):
    """How the demands of two stages in the same period move together."""

    first: Name
    second: Name
    value: Annotated[float, Field(ge=-1, le=1)]


class PlacementNetwork(Frozen):
    """Stages and arcs, and the conventions that stock is placed and priced under.

    `convention` "exact": demand that reaches a stage on several paths is the same demand, correlations count, each
    demand stage is covered at its own service level and a stage above at the highest of those it serves.
    "graves_willems", under which optima are published: variances add up over paths, and every stage is covered at the
    highest service level of all.
    """

    name: str = ""
    time_unit: str = "day"
    currency: str = "EUR"
    holding_rate: Annotated[float, Field(gt=0, le=10)] = 0.2
    convention: Literal["exact", "graves_willems"] = "exact"
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    arcs: tuple[Arc, ...] = ()
    correlations: tuple[Correlation, ...] = ()
