"""What customers want: the pattern of an item-location's daily demand, and promotions on top of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Demand:
    """Mean demand in pieces per calendar day over a year.

    `season` is the amplitude of a yearly wave as a share of the mean, highest `peak_in_days` from the opening day.
    With `every_days` demand is intermittent: on the mean one day in so many, in pieces that make up `per_day`.
    `since_days_ago` is when an item was first sold.
    """

    item: str
    warehouse: str
    per_day: float
    season: float = 0.0
    peak_in_days: int = 0
    every_days: float | None = None
    since_days_ago: int | None = None


@dataclass(frozen=True)
class Promotion:
    """`extra_per_day` pieces a day on top, from `start_in_days` on for `days` days; negative starts are past."""

    item: str
    warehouse: str
    start_in_days: int
    days: int
    extra_per_day: float
