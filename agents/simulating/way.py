"""A way to plan a company: when, from what, and how soon people decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WEEK = 7
MONDAY = 0


class Cadence(StrEnum):
    """When a plan is made.

    `WEEKLY`: on Mondays. `DAILY`: every day. `AT_DRIFT`: on Mondays, and on any other day on which waiting for Monday
    would lose more than the attention of those who have to decide.
    """

    WEEKLY = "weekly"
    DAILY = "daily"
    AT_DRIFT = "at drift"


@dataclass(frozen=True)
class Way:
    """One row of a comparison.

    `shared`: every function knows what the others believe as soon as they believe it, else as of the last Monday.
    `together`: what all functions offer enters one optimisation, else each plans by itself, in turn, with its own
    offers. What is proposed is carried out `latency_days` later.
    """

    cadence: Cadence
    shared: bool = True
    together: bool = True
    latency_days: int = 0

    @property
    def name(self) -> str:
        """Return it in words.

        >>> Way(Cadence.AT_DRIFT, latency_days=3).name
        'coordinated at drift, decided after 3 days'
        """
        how = "coordinated" if self.shared and self.together else "told at once" if self.shared else "isolated"
        days = f", decided after {self.latency_days} day{'s' if self.latency_days > 1 else ''}"
        return f"{how} {self.cadence.value}{days if self.latency_days else ''}"

    def next_chance(self, weekday: int) -> int:
        """Return in how many days there is the next chance to plan, asked on a weekday (Monday is 0)."""
        return 1 if self.cadence is Cadence.DAILY else WEEK - weekday
