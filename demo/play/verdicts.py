"""Verdicts: how the people of the play decide a bundle, each a function that ends with what the ERP then holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from demo.play import acts, casework
from demo.play.acts import EXECUTE_SECONDS, PROPOSE_SECONDS, Scene
from demo.play.api import Json
from demo.play.cast import FINAL
from demo.play.incidents import Incident, World
from demo.play.probe import wishes


@dataclass(frozen=True)
class Decided:
    """A bundle at its end, with the documents it became."""

    done: Json
    receipts: list[Json]


def approve(scene: Scene, world: World, found: Json, incident: Incident | None) -> Decided:
    """Let every owner approve and every supplier agree; the ERP's planner must find no more to do than before."""
    del incident
    before = wishes(scene.stage)
    scene.checks.require("approved", scene.cast.approve_all(found["bundle"]["id"]).get("state") == "decided")
    done = _executed(scene, world, found["bundle"]["id"])
    receipts = acts.read_back(scene, done)
    after = wishes(scene.stage)
    more = after.beyond(before)
    scene.checks.expect("the ERP's supply wizard then adds nothing", not more, more)
    scene.checks.expect("and undoes nothing", not after.changed, after.changed)
    return Decided(done, receipts)


def counter(scene: Scene, world: World, found: Json, incident: Incident | None) -> Decided:
    """Approve; the supplier answers with a later date; approve what is asked instead."""
    assert incident is not None  # noqa: S101 - only an incident says counter
    bundle_id = found["bundle"]["id"]
    scene.cast.approve_all(bundle_id)

    def asked() -> Json | None:
        tasks: list[Json] = scene.cast.planner.get("/tasks")
        return next((task for task in tasks if task["bundle_id"] == bundle_id and task["asks"]), None)

    task: Json = scene.until("the question to the supplier", asked, EXECUTE_SECONDS)
    leg = next(leg for leg in found["bundle"]["legs"] if leg["action"]["kind"] in incident.expects)
    due = date.fromisoformat(leg["action"]["lines"][0]["due_after"]) + timedelta(days=incident.verdict.counter_days)
    answer = {"kind": "countered", "text": f"At the earliest on {due}.", "due": due.isoformat()}
    scene.say(f"    {task['owner']} heard from the supplier: at the earliest on {due}.")
    scene.cast.of(task["owner"]).post(f"/tasks/{task['id']}/answer", answer)

    def over() -> Json | None:
        case = scene.cast.planner.get(f"/cases/{found['bundle']['case_id']}")["case"]
        again = acts.of_case(scene, found["bundle"]["case_id"], found["bundle"]["round"])
        return again or (case if case["state"] == "closed" else None)

    second: Json = scene.until("the bundle to be asked again", over, PROPOSE_SECONDS)
    scene.picture("countered", f"/bundles/{bundle_id}")
    ended = scene.bundle(bundle_id)
    scene.checks.expect(f"{incident.name}: the countered bundle was halted", ended["state"] == "halted", ended["state"])
    asked_again = "bundle" in second
    scene.checks.expect(f"{incident.name}: the plan was made anew and asked again", asked_again, second)
    return approve(scene, world, second, incident) if asked_again else Decided(ended, [])


def argue(scene: Scene, world: World, found: Json, incident: Incident | None) -> Decided:
    """Reject a leg, let the world move twice, undo, and approve what is right in the end."""
    second = acts.reject(scene, found)
    revised = acts.go_stale_while_waiting(scene, second)
    scene.picture("revised", f"/bundles/{revised['bundle']['id']}")
    revised = acts.undo_and_go_stale_in_the_window(scene, revised)
    return approve(scene, world, revised, incident)


def edit(scene: Scene, world: World, found: Json, incident: Incident | None) -> Decided:
    """Let the planner change one figure, see what it costs, put it in force, and everybody approve that."""
    return approve(scene, world, casework.edited(scene, found), incident)


def fact(scene: Scene, world: World, found: Json, incident: Incident | None) -> Decided:
    """Ask why and what if; let sales say what no data holds, and everybody approve what is then asked."""
    casework.asked(scene, found)
    return approve(scene, world, casework.told(scene, world, found), incident)


VERDICTS: Mapping[str, Callable[[Scene, World, Json, Incident | None], Decided]] = {
    "approve": approve,
    "nothing": approve,
    "counter": counter,
    "argue": argue,
    "edit": edit,
    "fact": fact,
}


def _executed(scene: Scene, world: World, bundle_id: str) -> Json:
    """Let tasks be done and suppliers agree until the bundle has come to its end."""

    def over() -> Json | None:
        for task in scene.cast.planner.get("/tasks"):
            if task["bundle_id"] == bundle_id and task["state"] == "open":
                acts.settle(scene, world, task)
        found = scene.bundle(bundle_id)
        return found if found["state"] in FINAL or found["state"] in {"stale", "awaiting"} else None

    done: Json = scene.until("the bundle to be executed", over, EXECUTE_SECONDS)
    scene.note("executed", bundle=bundle_id)
    scene.checks.require("every leg is committed", done["state"] == "done", f"{done['state']}: {done['because']}")
    return done
