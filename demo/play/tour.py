"""The tour as the page shows it: what just happened, which step it is, and whether the visitor lets time go on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

MOST_EVENTS = 12


@dataclass(frozen=True)
class Control:
    """What the visitor asked for on the page: to pause, and how often to go on to what comes next."""

    paused: bool = False
    next: int = 0


@dataclass
class Tour:
    """Writes `tour.json` into a folder and reads `control.json` from it; both are replaced whole.

    A visitor may ignore it all: without a control file time just goes on.
    """

    folder: Path
    steps: int
    title: str = ""
    text: str = ""
    step: int = 0
    day: date | None = None
    waiting: bool = False
    link: str = ""
    link_text: str = ""
    _events: list[dict[str, str]] = field(default_factory=list)
    _keys: Control = Control()

    @property
    def control(self) -> Control:
        """What the visitor asks for, on the page or by a key."""
        try:
            read: dict[str, Any] = json.loads((self.folder / "control.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return self._keys
        paused = bool(read.get("paused")) != self._keys.paused
        return Control(paused, int(read.get("next") or 0) + self._keys.next)

    def press(self, key: str) -> None:
        """Take a key of the terminal: p pauses and goes on, n goes on to what comes next."""
        if key == "p":
            self._keys = Control(not self._keys.paused, self._keys.next)
        if key == "n":
            self._keys = Control(self._keys.paused, self._keys.next + 1)

    def begin(self, title: str, text: str, day: date) -> None:
        """Go on to the next step."""
        self.step += 1
        self.title, self.text, self.day = title, text, day
        self.link = self.link_text = ""
        self.write()

    def happened(self, events: Sequence[str], at: datetime) -> None:
        """Note what was seen, with the business time."""
        self._events = [*self._events, *({"at": at.isoformat(), "text": text} for text in events)][-MOST_EVENTS:]
        self.write()

    def point(self, link: str, text: str) -> None:
        """Point to what can be looked at now."""
        self.link, self.link_text = link, text
        self.write()

    def write(self) -> None:
        """Write what the page shows."""
        self.folder.mkdir(parents=True, exist_ok=True)
        shown = {
            "title": self.title,
            "text": self.text,
            "step": self.step,
            "steps": self.steps,
            "day": None if self.day is None else self.day.isoformat(),
            "paused": self.control.paused or self.waiting,
            "link": self.link,
            "link_text": self.link_text,
            "at": datetime.now(UTC).isoformat(),
            "events": self._events,
        }
        part = self.folder / ".tour.json.part"
        part.write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / "tour.json")
