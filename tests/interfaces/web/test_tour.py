"""The guided tour: its panel on every page, its controls, and nothing of it where none is played."""

import json
from pathlib import Path

from tests.interfaces.site import Site
from tests.interfaces.web.forms import submit


def _folder(site: Site) -> Path:
    folder = site.app.state.context.settings.tour_directory
    assert isinstance(folder, Path)
    return folder


def test_the_panel_says_what_happens_and_leads_to_the_page_to_look_at(day: Site) -> None:
    page = day.browser("mara").get("/tasks").text
    assert "A supplier slips, and a promotion begins" in page
    assert "Step 3 of 9" in page
    assert '<a href="/bundles/bnd_winch">Look at the proposal</a>' in page
    assert "Day 9, Tue 24 Nov" in page


def test_pause_continue_and_next_are_written_whole(day: Site) -> None:
    browser = day.browser("mara")
    for wish, paused, count in (("pause", True, 0), ("next", False, 1), ("next", False, 2), ("continue", False, 2)):
        answer = submit(browser, "/facts", "/tour", {"wish": wish})
        assert answer.status_code == 303
        assert json.loads((_folder(day) / "control.json").read_text()) == {"paused": paused, "next": count}
    assert sorted(path.name for path in _folder(day).iterdir()) == ["control.json", "tour.json"]


def test_a_paused_tour_offers_to_go_on(day: Site) -> None:
    browser = day.browser("mara")
    submit(browser, "/", "/tour", {"wish": "pause"})
    assert 'value="continue">Continue</button>' in browser.get("/tour").text


def test_a_tour_that_waits_for_a_decision_says_so_and_goes_on_when_told(day: Site) -> None:
    told = json.loads((_folder(day) / "tour.json").read_text())
    (_folder(day) / "tour.json").write_text(json.dumps(told | {"paused": True, "day": "2026-11-24"}))
    browser = day.browser("mara")
    page = browser.get("/").text
    assert "waits for you" in page
    assert "Continue</button>" in page
    submit(browser, "/", "/tour", {"wish": "continue"})
    assert json.loads((_folder(day) / "control.json").read_text()) == {"paused": False, "next": 1}
    assert "waits for you" not in browser.get("/tour").text


def test_before_its_first_day_the_tour_has_none(day: Site) -> None:
    told = json.loads((_folder(day) / "tour.json").read_text())
    (_folder(day) / "tour.json").write_text(json.dumps(told | {"day": None}))
    assert "A supplier slips" in day.browser("mara").get("/tour").text


def test_a_link_that_leads_away_is_not_shown(day: Site) -> None:
    told = json.loads((_folder(day) / "tour.json").read_text())
    (_folder(day) / "tour.json").write_text(json.dumps(told | {"link": "//elsewhere.example/x"}))
    assert "elsewhere.example" not in day.browser("mara").get("/").text


def test_a_damaged_file_only_means_that_nothing_is_told(day: Site) -> None:
    (_folder(day) / "tour.json").write_text('{"title": "A sup')
    assert "The tour begins in a moment." in day.browser("mara").get("/").text


def test_a_control_from_elsewhere_is_refused(day: Site) -> None:
    answer = day.browser("mara").post("/tour", data={"wish": "next"}, headers={"Origin": "http://elsewhere"})
    assert answer.status_code == 403
    assert not (_folder(day) / "control.json").exists()


def test_without_a_tour_there_is_no_trace_of_one(site: Site) -> None:
    browser = site.browser("mara")
    assert "tour" not in browser.get("/").text.lower()
    assert browser.get("/tour").status_code == 404
