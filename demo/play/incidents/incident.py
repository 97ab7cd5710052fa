"""An incident: what happens on a day of the play, what should come of it, and who decides what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from demo.calendar.business import Business
from demo.erp.documents import Move
from tools.language.words import day

Json = dict[str, Any]
SOURCE = "halyard"


@dataclass
class World:
    """Where incidents happen: the company's business, and whoever brings events into Trimtab."""

    business: Business
    post: Callable[[list[Json]], None]
    _told: int = 0

    def day(self, ahead: int) -> date:
        """Return the day so many days from today."""
        return self.business.today + timedelta(days=ahead)

    def tell(self, kind: str, subject: str, data: Json) -> None:
        """Bring an event of one of the company's other systems into Trimtab, dated this morning, in their order."""
        self._told += 1
        moment = datetime.combine(self.business.today, time(6, 1), UTC) + timedelta(minutes=self._told)
        self.post(
            [
                {
                    "specversion": "1.0",
                    "id": f"{kind} {subject} {moment.isoformat()}",
                    "source": SOURCE,
                    "type": kind,
                    "subject": subject,
                    "time": moment.isoformat(),
                    "data": data,
                }
            ]
        )


@dataclass(frozen=True)
class Verdict:
    """Who decides what.

    Nobody has to; every owner approves; the supplier counters first, by so many days later; or people argue: they
    reject, the world moves while they decide, they undo, and approve what is right in the end; or the planner edits,
    and that is approved; or somebody says what no data holds, and what is then asked is approved.
    """

    kind: Literal["nothing", "approve", "counter", "argue", "edit", "fact"]
    counter_days: int = 0


NOTHING = Verdict("nothing")
APPROVE = Verdict("approve")


@dataclass(frozen=True)
class Incident:
    """`day` is the day of the play (0 the opening Monday) on which it happens, before anybody works.

    `happen` lets it happen in the ERP or as an event and returns what was seen of it. `items` are the ones a case is
    about, empty for any. A bundle holds one at least of the kinds of action `expects`, and none of `never`; without
    `expects` no bundle is made. It stands within `within_days` days that pass.
    """

    name: str
    title: str
    text: str
    day: int
    happen: Callable[[World], list[str]]
    items: tuple[str, ...]
    expects: frozenset[str]
    never: frozenset[str] = frozenset()
    verdict: Verdict = APPROVE
    within_days: int = 0


def due_day(move: Move) -> str:
    """Return in words when a move is planned."""
    return day(move.planned_date) if move.planned_date else "some day"
