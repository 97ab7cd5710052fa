"""The storyline: incidents happen on their days, days pass in seconds, and time stands still while somebody reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from demo.play.api import Api, Json
from demo.play.follow import changes
from demo.play.incidents import Incident, World
from demo.play.keys import Keys
from demo.play.tour import Tour

DAY_SECONDS = 2.5
"""How long a day stands on the page at least; by then Trimtab has noticed what happened."""
MOST_SECONDS = 120.0
"""How long a day waits for Trimtab to have looked at everything."""
LOOK_EVERY_SECONDS = 0.25


class Storyline:
    """Plays a story of incidents on a company's business, told to a tour and to the terminal."""

    def __init__(
        self,
        world: World,
        api: Api,
        tour: Tour,
        say: Callable[[str], None],
        *,
        alive: Callable[[], None],
        rested: Callable[[], bool],
        keys: Keys,
    ) -> None:
        """`alive` raises where something that must run has ended; `rested` says whether Trimtab has seen it all."""
        self._world = world
        self._api = api
        self._tour = tour
        self._say = say
        self._alive = alive
        self._rested = rested
        self._keys = keys
        self._passed_over: set[tuple[str, int]] = set()
        self._told: dict[str, tuple[int, str, int]] = {}
        self._begun: list[Incident] = []
        self._origins: dict[str, Incident | None] = {}

    def play(self, story: Sequence[Incident]) -> None:
        """Let every incident happen on its day and the days pass until the last one's end."""
        last_day = max(incident.day + incident.within_days for incident in story)
        self._tour.dated(self._world.business.day_number + 1, self._world.business.today)
        for number in range(last_day + 1):
            for incident in (found for found in story if found.day == number):
                self._begin(incident)
                self._stay(DAY_SECONDS)
            self._stay(DAY_SECONDS)
            if number < last_day:
                self._pass_day()

    def _begin(self, incident: Incident) -> None:
        self._begun.append(incident)
        self._tour.begin(incident.title, incident.text)
        self._say(f"\n{self._world.business.today:%A %d %B}: {incident.title}. {incident.text}")
        seen = incident.happen(self._world)
        self._tour.happened(seen, self._now())
        for text in seen:
            self._say(f"  {text}")

    def _pass_day(self) -> None:
        passed = self._world.business.pass_day()
        self._tour.dated(self._world.business.day_number + 1, passed.day)
        seen = [f"{reference} was received." for reference in passed.received]
        seen += [f"Transfer {transfer}." for transfer in passed.moved]
        seen += [f"The ERP's Monday run: {reference}." for reference in passed.ordered]
        self._tour.happened(seen, self._now())

    def _stay(self, seconds: float) -> None:
        """Let a moment pass; longer while Trimtab works, the visitor pauses, or a new proposal waits.

        It waits until it is decided, deferred, or passed over by Next; and while a decision can still be undone.
        """
        started, pressed = time.monotonic(), self._tour.control.next
        while True:
            self._alive()
            self._tour.press(self._keys.pressed())
            for line in changes(self._api, self._told):
                self._say(f"  {line}")
            waiting = [item for item in self._waiting() if _key(item) not in self._passed_over]
            control = self._tour.control
            if control.next > pressed:
                self._passed_over |= {_key(item) for item in waiting}
                return self._go_on()
            self._show(waiting)
            stood = time.monotonic() - started
            seen = stood >= seconds and (stood > MOST_SECONDS or self._rested())
            if seen and not waiting and not control.paused and not self._api.get("/bundles", state="decided"):
                return self._go_on()
            time.sleep(LOOK_EVERY_SECONDS)

    def _waiting(self) -> list[Json]:
        """Return what somebody has to look at: proposals, and questions to suppliers that are not answered yet."""
        asked = [task for task in self._api.get("/tasks") if task["asks"]]
        bundles = {task["bundle_id"]: self._api.bundle(task["bundle_id"])["bundle"] for task in asked}
        questions = [
            {
                "id": task["id"],
                "revision": 0,
                "case_id": bundles[task["bundle_id"]]["case_id"],
                "headline": f"Say what they answered: {task['text']}",
                "link": "/tasks",
            }
            for task in asked
        ]
        return [*self._api.inbox(), *questions]

    def _show(self, waiting: Sequence[Json]) -> None:
        """Point to what waits: to what the step told now has brought, before what earlier ones have."""
        first = min(waiting, key=lambda item: self._origin(item) is not self._begun[-1], default=None)
        link = str(first.get("link", f"/bundles/{first['id']}")) if first else ""
        about = _about(self._origin(first), self._begun[-1], len(waiting) - 1) if first else ""
        if (self._tour.link, self._tour.about, self._tour.waiting) != (link, about, bool(waiting)):
            self._tour.waiting = bool(waiting)
            self._tour.point(link, str(first["headline"]) if first else "", about)

    def _origin(self, item: Json) -> Incident | None:
        """Return the incident that a proposal answers: the last one about an item of its case.

        Where none is, it is the one that was told as the case was first seen.
        """
        case = str(item["case_id"])
        if case not in self._origins:
            subjects = self._api.get(f"/cases/{case}")["case"]["subjects"]
            self._origins[case] = origin_of(subjects, self._begun)
        return self._origins[case]

    def _go_on(self) -> None:
        self._tour.waiting = False
        self._tour.write()

    def _now(self) -> datetime:
        return self._world.business.now


def origin_of(subjects: Sequence[str], begun: Sequence[Incident]) -> Incident | None:
    """Return the last incident about an item of a case's subjects (`item-location:ITEM@PLACE`), else the last begun."""
    items = {subject.partition(":")[2].partition("@")[0] for subject in subjects}
    about = [incident for incident in begun if items.intersection(incident.items)]
    return next(reversed(about or begun), None)


def _about(origin: Incident | None, current: Incident, others: int) -> str:
    earlier = origin is not None and origin is not current
    told = f"It belongs to an earlier step, “{origin.title}”." if origin is not None and earlier else ""
    more = f"{others} more {'waits' if others == 1 else 'wait'} in the queue." if others else ""
    return " ".join(part for part in (told, more) if part)


def _key(item: Json) -> tuple[str, int]:
    return str(item["id"]), int(item["revision"])
