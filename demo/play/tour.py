"""The tour as the page shows it: what just happened, which step it is, and whether the visitor lets time go on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

MOST_EVENTS = 12
TOLD, CONTROL = "tour.json", "control.json"


@dataclass(frozen=True)
class Control:
    """What the visitor asked for, on the page or by a key: to pause, and how often to go on to what comes next."""

    paused: bool = False
    next: int = 0


@dataclass
class Tour:
    """Writes `tour.json` into a folder; what the visitor asks for stands in `control.json` beside it.

    The page and the keys of the terminal write the same control file, so there is one state. A visitor may ignore it
    all: without a control file time just goes on. Files are replaced whole.
    """

    folder: Path
    steps: int
    title: str = ""
    text: str = ""
    step: int = 0
    day: int = 0
    today: date | None = None
    waiting: bool = False
    link: str = ""
    link_text: str = ""
    about: str = ""
    _events: list[dict[str, str]] = field(default_factory=list)

    @property
    def control(self) -> Control:
        """What the visitor asks for now."""
        try:
            read: dict[str, Any] = json.loads((self.folder / CONTROL).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return Control()
        return Control(bool(read.get("paused")), int(read.get("next") or 0))

    def press(self, key: str) -> None:
        """Take a key of the terminal: p pauses and goes on, n goes on to what comes next."""
        asked = self.control
        if key == "p":
            self._replace(CONTROL, {"paused": not asked.paused, "next": asked.next})
        if key == "n":
            self._replace(CONTROL, {"paused": asked.paused, "next": asked.next + 1})

    def begin(self, title: str, text: str) -> None:
        """Go on to the next step."""
        self.step += 1
        self.title, self.text = title, text
        self.link = self.link_text = self.about = ""
        self.write()

    def dated(self, day: int, today: date) -> None:
        """Say which day it is: its number, the opening day being 1, and its date."""
        self.day, self.today = day, today

    def happened(self, events: Sequence[str], at: datetime) -> None:
        """Note what was seen, with the business time."""
        self._events = [*self._events, *({"at": at.isoformat(), "text": text} for text in events)][-MOST_EVENTS:]
        self.write()

    def point(self, link: str, text: str, about: str = "") -> None:
        """Point to what can be looked at now; `about` says what it belongs to where that is not the step told now."""
        self.link, self.link_text, self.about = link, text, about
        self.write()

    def write(self) -> None:
        """Write what the page shows; days count from 1, the opening day."""
        shown = {
            "title": self.title,
            "text": self.text,
            "step": self.step,
            "steps": self.steps,
            "day": self.day or None,
            "date": None if self.today is None else self.today.isoformat(),
            "paused": self.control.paused or self.waiting,
            "link": self.link,
            "link_text": self.link_text,
            "about": self.about,
            "at": datetime.now(UTC).isoformat(),
            "events": self._events,
        }
        self._replace(TOLD, shown)

    def _replace(self, name: str, content: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{name}.part"
        part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / name)
