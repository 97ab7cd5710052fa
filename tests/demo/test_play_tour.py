"""The tour: written for the page, controlled from it and from the terminal, ignored at will."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from demo.play.tour import MOST_EVENTS, Control, Tour
from interfaces.views.tour import read_tour, write_controls

DAY = date(2026, 11, 30)
MOMENT = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


def _shown(folder: Path) -> Any:
    return json.loads((folder / "tour.json").read_text(encoding="utf-8"))


def test_the_page_is_shown_the_step_the_day_and_the_last_events(tmp_path: Path) -> None:
    tour = Tour(tmp_path, steps=9)
    tour.dated(3, DAY)
    tour.begin("A slip", "It slips.")
    for number in range(MOST_EVENTS + 3):
        tour.happened([f"event {number}"], MOMENT)
    tour.point("/bundles/bnd_1", "Move 24 winches", "It belongs to an earlier step.")
    shown = _shown(tmp_path)
    assert (shown["title"], shown["text"], shown["step"], shown["steps"]) == ("A slip", "It slips.", 1, 9)
    assert (shown["day"], shown["date"], shown["paused"]) == (3, "2026-11-30", False)
    assert (shown["link"], shown["link_text"]) == ("/bundles/bnd_1", "Move 24 winches")
    assert shown["about"] == "It belongs to an earlier step."
    assert len(shown["events"]) == MOST_EVENTS
    assert shown["events"][-1] == {"at": MOMENT.isoformat(), "text": f"event {MOST_EVENTS + 2}"}
    tour.begin("Another", "Step.")
    assert (_shown(tmp_path)["step"], _shown(tmp_path)["link"], _shown(tmp_path)["about"]) == (2, "", "")


def test_a_visitor_who_does_nothing_lets_time_go_on(tmp_path: Path) -> None:
    assert Tour(tmp_path, steps=1).control == Control(paused=False, next=0)


def test_the_page_and_the_keys_pause_and_go_on(tmp_path: Path) -> None:
    tour = Tour(tmp_path, steps=1)
    (tmp_path / "control.json").write_text('{"paused": true, "next": 2}', encoding="utf-8")
    assert tour.control == Control(paused=True, next=2)
    tour.press("p")
    assert tour.control.paused is False
    tour.press("n")
    tour.press("?")
    assert tour.control.next == 3
    (tmp_path / "control.json").write_text("{half", encoding="utf-8")
    assert tour.control == Control()


def test_the_page_sees_what_a_key_did_and_the_key_what_the_page_did(tmp_path: Path) -> None:
    tour = Tour(tmp_path, steps=1)
    tour.press("p")
    tour.begin("A slip", "It slips.")
    assert read_tour(tmp_path).paused
    write_controls(tmp_path, paused=False, next_step=True)
    assert tour.control == Control(paused=False, next=1)
    tour.press("p")
    assert tour.control == Control(paused=True, next=1)


def test_the_page_shows_the_number_of_the_day(tmp_path: Path) -> None:
    tour = Tour(tmp_path, steps=1)
    tour.dated(9, DAY)
    tour.begin("A slip", "It slips.")
    assert read_tour(tmp_path).day == "Day 9"
