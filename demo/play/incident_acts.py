"""Acts on the played company: one incident each, from what happens to what the ERP then holds; small functions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from demo.play.acts import EXECUTE_SECONDS, PROPOSE_SECONDS, Scene, read_back
from demo.play.api import Json
from demo.play.baseline import wait_for_quiet
from demo.play.cast import FINAL
from demo.play.checks import PlayFailed
from demo.play.incidents import Incident, World
from demo.play.rest import is_at_rest


def play(scene: Scene, world: World, incident: Incident) -> Json | None:
    """Let an incident happen, wait for what is expected, let it be decided and check what came of it.

    Returns the bundle that was executed, None where nothing was to be done.
    """
    scene.say(f"{world.business.today:%A %d %B}: {incident.title}")
    for seen in incident.happen(world):
        scene.say(f"    {seen}")
    scene.note(incident.name, day=world.business.day_number)
    if not incident.expects:
        _nothing_is_proposed(scene, world, incident)
        return None
    found = _proposal(scene, world, incident)
    _is_as_expected(scene, incident, found)
    if incident.verdict.kind == "counter":
        found = _countered(scene, incident, found)
    done = _approved(scene, found["bundle"]["id"])
    read_back(scene, done)
    return done


def rested(scene: Scene) -> bool:
    """Whether Trimtab's worker has worked off everything."""
    return is_at_rest(scene.stage.worker.pid)


def _nothing_is_proposed(scene: Scene, world: World, incident: Incident) -> None:
    for _ in range(incident.within_days):
        world.business.pass_day()
    scene.until("Trimtab to come to rest", lambda: rested(scene), PROPOSE_SECONDS)
    about = [item for item in scene.cast.planner.inbox() if _is_about(scene, item["id"], incident)]
    if incident.never:
        kinds = {kind for item in about for kind in _kinds(scene.bundle(item["id"]))}
        never = ", ".join(sorted(incident.never))
        scene.checks.expect(f"{incident.name}: no {never}", not kinds & incident.never, kinds)
        return
    found = [item["headline"] for item in about]
    scene.checks.expect(f"{incident.name}: doing nothing is right", not found, found)


def _proposal(scene: Scene, world: World, incident: Incident) -> Json:
    """Wait for a bundle about the incident's items, as many days as it may take."""
    for left in range(incident.within_days, -1, -1):
        wait_for_quiet(scene.cast.planner, scene.stage.require_alive)
        scene.until("Trimtab to come to rest", lambda: rested(scene), PROPOSE_SECONDS)
        for item in scene.cast.planner.inbox():
            if _is_about(scene, item["id"], incident):
                return scene.bundle(item["id"])
        if left:
            world.business.pass_day()
    raise PlayFailed(f"{incident.name}: no bundle within {incident.within_days} days")


def _is_as_expected(scene: Scene, incident: Incident, found: Json) -> None:
    kinds = _kinds(found)
    scene.checks.expect(f"{incident.name}: {', '.join(sorted(incident.expects))}", kinds & incident.expects, kinds)
    scene.checks.expect(f"{incident.name}: nothing it must not do", not kinds & incident.never, kinds & incident.never)


def _countered(scene: Scene, incident: Incident, found: Json) -> Json:
    """Approve it; the supplier answers with a later date; wait until it is asked again."""
    bundle_id, case_id = found["bundle"]["id"], found["bundle"]["case_id"]
    scene.cast.approve_all(bundle_id)

    def asked() -> Json | None:
        tasks: list[Json] = scene.cast.planner.get("/tasks")
        return next((task for task in tasks if task["bundle_id"] == bundle_id and task["asks"]), None)

    task: Json = scene.until("the question to the supplier", asked, EXECUTE_SECONDS)
    leg = next(leg for leg in found["bundle"]["legs"] if leg["action"]["kind"] in incident.expects)
    later = timedelta(days=incident.verdict.counter_days)
    due = date.fromisoformat(leg["action"]["lines"][0]["due_after"]) + later
    answer = {"kind": "countered", "text": f"At the earliest on {due}.", "due": due.isoformat()}
    scene.cast.of(task["owner"]).post(f"/tasks/{task['id']}/answer", answer)

    def again() -> Json | None:
        for item in scene.cast.planner.inbox():
            bundle = scene.bundle(item["id"])
            if bundle["bundle"]["case_id"] == case_id and bundle["bundle"]["id"] != bundle_id:
                return bundle
        return None

    second: Json = scene.until("the bundle to be asked again", again, PROPOSE_SECONDS)
    scene.checks.expect(f"{incident.name}: the countered bundle ended", scene.bundle(bundle_id)["state"] in FINAL)
    return second


def _approved(scene: Scene, bundle_id: str) -> Json:
    """Let every owner approve and every request be accepted; wait for the end."""
    scene.checks.require("approved", scene.cast.approve_all(bundle_id).get("state") == "decided")

    def over() -> Json | None:
        for task in scene.cast.planner.get("/tasks"):
            if task["bundle_id"] == bundle_id:
                _settle(scene, task)
        found = scene.bundle(bundle_id)
        return found if found["state"] in FINAL else None

    done: Json = scene.until("the bundle to be executed", over, EXECUTE_SECONDS)
    scene.checks.require("every leg is committed", done["state"] == "done", f"{done['state']}: {done['because']}")
    return done


def _settle(scene: Scene, task: Json) -> None:
    who = scene.cast.of(task["owner"])
    if task["asks"]:
        who.post(f"/tasks/{task['id']}/answer", {"kind": "accepted", "text": "Agreed on the telephone."})
    else:
        who.post(f"/tasks/{task['id']}/done", {"reference": "Telephone"})


def _is_about(scene: Scene, bundle_id: str, incident: Incident) -> bool:
    if not incident.items:
        return True
    subjects: list[Any] = scene.cast.planner.get(f"/cases/{scene.bundle(bundle_id)['bundle']['case_id']}")["case"][
        "subjects"
    ]
    return any(subject.partition(":")[2].rpartition("@")[0] in incident.items for subject in subjects)


def _kinds(found: Json) -> set[str]:
    return {leg["action"]["kind"] for leg in found["bundle"]["legs"]}
