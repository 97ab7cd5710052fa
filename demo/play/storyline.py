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

        It waits until it is decided, deferred, or passed over by Next.
        """
        started, pressed = time.monotonic(), self._tour.control.next
        while True:
            self._alive()
            self._tour.press(self._keys.pressed())
            for line in changes(self._api, self._told):
                self._say(f"  {line}")
            waiting = [item for item in self._api.inbox() if _key(item) not in self._passed_over]
            control = self._tour.control
            if control.next > pressed:
                self._passed_over |= {_key(item) for item in waiting}
                return self._go_on()
            self._show(waiting)
            stood = time.monotonic() - started
            if not waiting and not control.paused and stood >= seconds and (stood > MOST_SECONDS or self._rested()):
                return self._go_on()
            time.sleep(LOOK_EVERY_SECONDS)

    def _show(self, waiting: Sequence[Json]) -> None:
        first = next(iter(waiting), None)
        link = f"/bundles/{first['id']}" if first else ""
        if (self._tour.link, self._tour.waiting) != (link, bool(waiting)):
            self._tour.waiting = bool(waiting)
            self._tour.point(link, str(first["headline"]) if first else "")

    def _go_on(self) -> None:
        self._tour.waiting = False
        self._tour.write()

    def _now(self) -> datetime:
        return self._world.business.now


def _key(item: Json) -> tuple[str, int]:
    return str(item["id"]), int(item["revision"])
