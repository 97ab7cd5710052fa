"""Acceptance: the headless demo as a user starts it, its first days here and all of it in `make proof`.

Its report is read with eyes of our own.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.erp.days import opening_monday
from demo.erp.environment import EnvironmentMissing
from demo.erp.seed import company_database
from demo.halyard import halyard
from demo.play.incidents import STORY, Incident, part_of_story
from tests.services.chromium import chromium_path
from tests.services.require import ServiceMissingError, skip_or_fail

HOUSE = Path(__file__).resolve().parent.parent
MOST_SECONDS = 2400
CREATED = {"place_purchase", "transfer_stock", "adjust_level"}
"""What the ERP numbers for us; an order that was changed is known by the reference its buyer gave it."""
pytestmark = pytest.mark.timeout(MOST_SECONDS + 60)


@dataclass(frozen=True)
class Played:
    """What is played, and how much has to come of it."""

    story: tuple[Incident, ...]
    checks: int
    kinds: frozenset[str]
    """Kinds of action that are executed, among others."""


FIRST_DAYS = Played(part_of_story("quiet-monday, blip, slip-and-promotion"), 25, frozenset({"transfer_stock"}))
WHOLE = Played(STORY, 150, frozenset({"adjust_level", "expedite_purchase", "transfer_stock"}))


@pytest.fixture(
    scope="module",
    params=[pytest.param(FIRST_DAYS, id="first-days"), pytest.param(WHOLE, id="whole", marks=pytest.mark.proof)],
)
def played(request: pytest.FixtureRequest) -> Played:
    """Return what is played."""
    assert isinstance(request.param, Played)
    return request.param


@pytest.fixture(scope="module")
def report(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the play wrote; the play itself must have ended well."""
    try:
        company_database(halyard(), progress=lambda _: None, opening=opening_monday())
    except EnvironmentMissing as missing:
        skip_or_fail(str(missing))
    folder = tmp_path_factory.mktemp("play")
    arguments = ["--headless", "--json", str(folder / "play.json"), "--directory", str(folder / "stage")]
    arguments += ["--incidents", ",".join(incident.name for incident in played.story)]
    arguments += ["--pictures", str(folder / "pictures")] if _has_browser() else []
    done = subprocess.run(
        [sys.executable, "-m", "demo", *arguments],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    assert not (folder / "stage").exists(), "what is not kept is removed"
    written = json.loads((folder / "play.json").read_text(encoding="utf-8"))
    return written | {"pictures": {p.stem: p.stat().st_size for p in (folder / "pictures").glob("*.png")}}


def test_every_check_of_the_play_held(played: Played, report: Any) -> None:
    assert report["passed"] is True
    assert [check for check in report["checks"] if not check["passed"]] == []
    assert len(report["checks"]) >= played.checks


def test_every_incident_came_and_every_bundle_came_to_an_end(played: Played, report: Any) -> None:
    names = {incident.name for incident in played.story}
    noted = {
        entry["what"].removeprefix("incident ") for entry in report["play"] if entry["what"].startswith("incident")
    }
    assert noted == names
    assert {bundle["state"] for bundle in report["bundles"]} <= {"done", "rejected", "halted", "superseded"}
    assert [task for task in report["tasks"] if task["state"] == "open"] == []


def test_the_rejection_led_to_another_bundle_that_respects_it(report: Any) -> None:
    rejected, answer = _argued(report)
    assert answer["state"] == "done"
    (decision,) = rejected["decisions"]
    leg = next(x for x in rejected["bundle"]["legs"] if x["id"] == decision["decision"]["legs"][0])
    for revision in answer["revisions"]:
        assert [other["action"] for other in revision["bundle"]["legs"] if other["id"] == leg["id"]] == []


def test_what_went_stale_was_asked_again_and_its_old_form_not_executed(report: Any) -> None:
    _, answer = _argued(report)
    revisions = answer["revisions"]
    assert [r["bundle"]["revision"] for r in revisions] == [1, 2, 3]
    assert [bool(r["breaches"]) for r in revisions] == [True, True, False]
    assert {intent["revision"] for intent in answer["intents"]} == {3}
    digests = [r["digest"] for r in revisions]
    approved = [d["decision"]["digest"] for d in answer["decisions"] if d["decision"]["kind"] == "approve"]
    assert digests[0] not in approved, "it went stale before anybody could approve it"
    assert {digests[1], digests[2]} == set(approved), "the second went stale after it was approved"


def test_nothing_was_executed_that_its_owners_had_not_approved_by_its_digest(report: Any) -> None:
    for bundle in report["bundles"]:
        executed = {intent["revision"] for intent in bundle["intents"]}
        decided = [d["decision"] for d in bundle["decisions"]]
        approved = {d["digest"] for d in decided if d["kind"] == "approve"}
        assert {r["digest"] for r in bundle["revisions"] if r["bundle"]["revision"] in executed} <= approved


def test_every_receipt_carries_the_number_that_the_erp_gave(played: Played, report: Any) -> None:
    kinds = {receipt["action"]["kind"] for receipt in report["receipts"]}
    assert played.kinds <= kinds
    for receipt in report["receipts"]:
        if receipt["receipt"]["system"] == "people":
            assert receipt["receipt"]["number"].startswith("Phone call")
            continue
        if receipt["action"]["kind"] == "cancel_request":
            assert receipt["erp"] == []
            continue
        for document in receipt["erp"]:
            if receipt["action"]["kind"] in CREATED:
                assert document["number"] == receipt["receipt"]["number"]
            assert str(document["id"]) == receipt["receipt"]["document"]


def test_what_was_left_alone_is_on_record_with_its_reason(report: Any) -> None:
    assert report["dismissals"]
    for dismissal in report["dismissals"]:
        assert dismissal["because"]


def test_the_report_holds_every_stage_with_its_time(report: Any) -> None:
    for stages in report["timings"]:
        seconds = [value for name, value in stages.items() if name != "bundle"]
        assert min(seconds) >= 0
        assert 10 <= stages["approved_to_armed"] < 40, "the undo window is waited for"
    assert {event["type"] for event in report["events"]} >= {"purchase.changed"}
    assert report["audit"]["verified"] is True
    assert report["quarantine"] == []
    assert {row["course"] for row in report["outcomes"]} == {"actual", "weekly_twin"}


def test_the_pictures_of_the_readme_are_those_that_the_play_takes(played: Played, report: Any) -> None:
    if not _has_browser():
        skip_or_fail("no Chromium on this machine: the play took no pictures")
    shown = set(re.findall(r"docs/screenshots/([\w-]+)\.png", (HOUSE / "README.md").read_text(encoding="utf-8")))
    assert shown
    if played is FIRST_DAYS:
        shown -= {"countered"}
    assert shown <= report["pictures"].keys()
    assert min(report["pictures"].values()) > 10_000, "a picture of an empty page"


def _has_browser() -> bool:
    try:
        chromium_path()
    except ServiceMissingError:
        return False
    return True


def _argued(report: Any) -> tuple[Any, Any]:
    """Return the bundle that was rejected, and the one that came of it."""
    rejected = next(bundle for bundle in report["bundles"] if bundle["state"] == "rejected")
    case = rejected["bundle"]["case_id"]
    later = [b for b in report["bundles"] if b["bundle"]["case_id"] == case and b["state"] != "rejected"]
    return rejected, later[0]
