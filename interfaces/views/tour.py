"""The guided tour: what its narrator says now, as the panel on every page shows it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

TOLD, CONTROLS = "tour.json", "control.json"


class TourEvent(BaseModel):
    """One thing that happened lately: when (business time), and what."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: AwareDatetime | None = None
    text: str


class Tour(BaseModel):
    """What the tour says now; `link` leads to the page to look at, and is a path of this site.

    `about` says what that page belongs to, where it is not the step told now.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    text: str = ""
    step: int = 0
    steps: int = 0
    day: int | date | None = None
    """The business day that is being played: its number, or its date."""
    paused: bool = False
    link: str = ""
    link_text: str = ""
    about: str = ""
    events: tuple[TourEvent, ...] = ()

    @property
    def here(self) -> str:
        """Return the link where it stays on this site, nothing where it leads elsewhere."""
        local = self.link.startswith("/") and not self.link.startswith("//") and "\\" not in self.link
        return self.link if local else ""


@dataclass(frozen=True)
class TourPanel:
    """The panel: what is told (None before the first step), and whether it stands still.

    It is `paused` by a visitor, or it `waits` by itself until what it shows was read or decided.
    """

    told: Tour | None
    paused: bool
    waits: bool

    @property
    def day(self) -> str:
        """Return the number of the day that is being played, such as `Day 9`; empty where it has none."""
        day = self.told.day if self.told else None
        return f"Day {day}" if isinstance(day, int) else ""


def read_tour(folder: Path) -> TourPanel:
    """Return what the tour in a folder says; a file that is being replaced or is damaged says nothing.

    Whoever wrote last knows whether it stands still: the tour, or the visitor whom it has not heard yet.
    """
    try:
        told = Tour.model_validate_json((folder / TOLD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return TourPanel(None, paused=False, waits=False)
    asked = bool(read_controls(folder).get("paused"))
    if _written(folder / CONTROLS) > _written(folder / TOLD):
        return TourPanel(told, paused=asked, waits=False)
    return TourPanel(told, paused=told.paused and asked, waits=told.paused and not asked)


def read_controls(folder: Path) -> Mapping[str, Any]:
    """Return what visitors asked of the tour so far."""
    try:
        asked = json.loads((folder / CONTROLS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return asked if isinstance(asked, dict) else {}


def write_controls(folder: Path, *, paused: bool, next_step: bool) -> None:
    """Ask the tour to pause or go on, and to go to its next step; the file is whole at every moment."""
    before = read_controls(folder).get("next", 0)
    count = (before if isinstance(before, int) else 0) + next_step
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{CONTROLS}.{os.getpid()}.{threading.get_ident()}"
    fresh.write_text(json.dumps({"paused": paused, "next": count}), encoding="utf-8")
    fresh.replace(folder / CONTROLS)


def _written(path: Path) -> int:
    """Return when a file was written, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
