"""The acts of the headless play, each a function of the scene: what is done, what is waited for, what must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from demo.play.api import Json
from demo.play.baseline import wait_for_quiet
from demo.play.cast import FINAL, Cast, refusal
from demo.play.checks import Checks, PlayFailed
from demo.play.incident import SLIPPING, let_customer_order, let_supplier_slip
from demo.play.incidents import World
from demo.play.incidents.slip_and_promotion import move_promotion
from demo.play.readback import differences, held, traces
from demo.play.stage import Stage, now
from demo.play.waiting import until

PROPOSE_SECONDS = 180.0
EXECUTE_SECONDS = 120.0
QUIET_SECONDS = 8.0
REASON = "The North warehouse counts its stock this week; nothing leaves it before Friday."


@dataclass
class Scene:
    """What the acts share: the stage, the cast, the checks, and what they noted on the way."""

    stage: Stage
    cast: Cast
    checks: Checks
    say: Callable[[str], None]
    noted: list[Json] = field(default_factory=list)
    picture: Callable[..., None] = lambda *_: None
    """Takes a picture (name) of a page (path), in several looks if asked, where pictures are wanted."""

    def note(self, what: str, **more: Any) -> None:
        """Note something that was done, with the time."""
        self.noted.append({"at": now().isoformat(), "what": what, **more})

    def until(self, what: str, look: Callable[[], Any], within: float) -> Any:
        """Wait for something, while everything that runs is watched."""
        return until(what, look, within=within, alive=self.stage.require_alive)

    def bundle(self, bundle_id: str) -> Json:
        """A bundle as it is now."""
        return self.cast.planner.bundle(bundle_id)


def of_case(scene: Scene, case_id: str, after_round: int) -> Json | None:
    """The bundle of a case that awaits a decision in a later round, if there is one."""
    for item in scene.cast.planner.inbox():
        found = scene.bundle(item["id"])
        if found["bundle"]["case_id"] == case_id and found["bundle"]["round"] > after_round:
            return found
    return None


def settle(scene: Scene, world: World, task: Json) -> None:
    """Do what a task asks: ask the supplier, who agrees; tell the customer; move the promotion in sales' calendar."""
    who = scene.cast.of(task["owner"])
    legs = scene.bundle(task["bundle_id"])["bundle"]["legs"]
    action = next(leg["action"] for leg in legs if leg["action"]["id"] == task["id"])
    if action["kind"] == "shape_demand":
        move_promotion(world, action["item"], action["location"], date.fromisoformat(action["start_after"]))
    scene.say(f"    {task['owner']}: {task['text']}")
    if task["asks"]:
        who.post(f"/tasks/{task['id']}/answer", {"kind": "accepted", "text": "Agreed on the telephone."})
    else:
        who.post(f"/tasks/{task['id']}/done", {"reference": f"Phone call {now():%H:%M}"})


def reject(scene: Scene, first: Json) -> Json:
    """One owner rejects a leg with a reason; the next round respects it."""
    leg = _leg_to_reject(first)
    role = next(r["role"] for r in first["requirements"] if leg["id"] in r["legs"])
    scene.say(f"{role} rejects {leg['id']}: {REASON}")
    scene.cast.of(role).reject(first["bundle"]["id"], first["digest"], "not_allowed", REASON, [leg["id"]])
    scene.note("rejected", bundle=first["bundle"]["id"], leg=leg["id"])

    def answer() -> Json | None:
        return of_case(scene, first["bundle"]["case_id"], first["bundle"]["round"])

    second: Json = scene.until("a new bundle after the rejection", answer, PROPOSE_SECONDS)
    _introduce(scene, second)
    checks = scene.checks
    checks.expect("the rejected bundle stays rejected", scene.bundle(first["bundle"]["id"])["state"] == "rejected")
    checks.expect("it is the same case", second["bundle"]["case_id"] == first["bundle"]["case_id"])
    again = [found["action"] for found in second["bundle"]["legs"] if _forbidden(leg["action"], found["action"])]
    checks.expect("the new bundle does without what was rejected", not again, again)
    reasons = [c["reason"] for c in second["bundle"]["constraints"]]
    checks.expect("the new bundle names the reason it respects", any(REASON in r for r in reasons), reasons)
    late = refusal(scene.cast.of(role), first["bundle"]["id"], first["digest"])
    checks.expect("the rejected bundle cannot be approved any more", late is not None and late.status == 409, late)
    return second


def go_stale_while_waiting(scene: Scene, waiting: Json) -> Json:
    """A customer orders while the bundle waits; it is asked again with old and new."""
    scene.say("While it waits, Vendée Yachtworks orders 40 winches.")
    winch = ("WINCH-40", 40, Decimal(349))
    today = scene.stage.business.today
    let_customer_order(scene.stage.driver, "SO-VEND-290", "VEND", "CEN", winch, due_in_days=9, today=today)
    scene.note("stale signal", sale="SO-VEND-290")
    return revised(scene, waiting, "while it waited")


def undo_and_go_stale_in_the_window(scene: Scene, waiting: Json) -> Json:
    """Approved by all, taken back, approved again; then the ERP moves inside the undo window."""
    bundle_id, checks = waiting["bundle"]["id"], scene.checks
    outcome = scene.cast.approve_all(bundle_id)
    checks.require("approved by every role, it is decided", outcome.get("state") == "decided", outcome)
    scene.cast.planner.undo(bundle_id)
    back = scene.bundle(bundle_id)
    checks.expect("undone inside the window, it awaits everybody again", _untouched(back), back["state"])
    scene.say("Everybody approved, the planner took it back, everybody approves again.")
    checks.require("approved once more", scene.cast.approve_all(bundle_id).get("state") == "decided")
    let_supplier_slip(scene.stage.driver, 5)
    scene.note("stale signal after the decision", purchase=SLIPPING)
    checks.expect("the ERP moved inside the undo window", scene.bundle(bundle_id)["state"] == "decided")
    scene.say(f"Inside the undo window the buyer re-dates {SLIPPING} by 5 more days.")
    anew = revised(scene, waiting, "after the decision")
    old = [leg["action"] for leg in waiting["bundle"]["legs"]]
    checks.expect("nothing of the old form was executed", not anew["intents"], anew["intents"])
    found = traces(scene.stage.driver, old)
    checks.expect("the ERP holds no document of the old form", not found, found)
    return anew


def read_back(scene: Scene, done: Json) -> list[Json]:
    """Over the ERP's own API, what was approved is there, once, and nothing else; return the receipts."""
    driver, receipts = scene.stage.driver, []
    for intent in done["intents"]:
        action, receipt = intent["action"], intent["receipt"]
        documents = held(driver, action)
        if receipt["system"] == "people":
            scene.checks.expect(
                f"{intent['leg_id']}: a person confirmed it", receipt["document_state"] == "done", receipt
            )
        else:
            wrong = differences(action, documents)
            scene.checks.expect(f"{intent['leg_id']}: the ERP holds what was approved, once", not wrong, wrong)
        receipts.append({"leg": intent["leg_id"], "action": action, "receipt": receipt, "erp": documents})
    executed = {intent["action"]["id"] for intent in done["intents"]}
    approved = {leg["action"]["id"] for leg in done["bundle"]["legs"]}
    scene.checks.expect("what was executed is what was approved", executed == approved, executed ^ approved)
    known = [scene.bundle(b["id"]) for b in scene.cast.planner.get("/bundles")]
    sent = {intent["action"]["id"] for found in known for intent in found["intents"]}
    others = [a for found in known for a in _actions(found) if a["id"] not in sent]
    found = traces(driver, others)
    scene.checks.expect("no other revision or bundle left a document in the ERP", not found, found)
    return receipts


def afterwards(scene: Scene) -> Json:
    """The end: nothing waits any more, and the audit trail verifies."""
    wait_for_quiet(scene.cast.planner, scene.stage.require_alive, QUIET_SECONDS)
    more = [item["headline"] for item in scene.cast.planner.inbox()]
    scene.checks.expect("Trimtab has nothing more to propose", not more, more)
    audit: Json = scene.stage.trimtab("audit", "verify", "--json")
    scene.checks.expect("the audit trail verifies", audit["verified"], audit)
    return audit


def revised(scene: Scene, old: Json, when: str) -> Json:
    """Wait for the next revision; check that it stands beside the old one, and that the old digest is refused."""
    bundle_id, revision, checks = old["bundle"]["id"], old["bundle"]["revision"], scene.checks

    def answer() -> Json | None:
        found = scene.bundle(bundle_id)
        if found["state"] in FINAL:
            raise PlayFailed(f"the bundle is {found['state']} instead of revised: {found['because']}")
        return found if found["bundle"]["revision"] > revision and found["state"] == "awaiting" else None

    found: Json = scene.until(f"a new revision {when}", answer, PROPOSE_SECONDS)
    scene.note("revised", bundle=bundle_id, revision=found["bundle"]["revision"])
    _introduce(scene, found)
    stale = next(r for r in found["revisions"] if r["bundle"]["revision"] == revision)
    checks.expect(f"stale {when}: old and new stand side by side", len(found["revisions"]) > 1 and stale["breaches"])
    for breach in stale["breaches"]:
        scene.say(f"    {breach['what']} of {breach['subject']} was {breach['assumed']}, is {breach['actual']}")
    checks.expect(f"stale {when}: it is asked of everybody again", _untouched(found), found["requirements"])
    late = refusal(scene.cast.planner, bundle_id, old["digest"])
    told = late is not None and (late.status, late.code) == (409, "conflict.stale_revision")
    checks.expect(f"stale {when}: the old digest is refused", told, late)
    return found


def _introduce(scene: Scene, found: Json) -> None:
    bundle = found["bundle"]
    scene.say(f"Bundle {bundle['id']}, round {bundle['round']}, revision {bundle['revision']}:")
    for leg in bundle["legs"]:
        scene.say(f"    {leg['owner']}: {leg['because']}")


def _leg_to_reject(found: Json) -> Json:
    """A transfer, else a purchase, a promise or a promotion: what the next round can do without."""
    for kind in ("transfer_stock", "place_purchase", "repromise_order", "shape_demand"):
        for leg in found["bundle"]["legs"]:
            if leg["action"]["kind"] == kind:
                picked: Json = leg
                return picked
    raise PlayFailed("the bundle has no leg that could be rejected")


def _forbidden(rejected: Json, action: Json) -> bool:
    """Whether an action does again what a rejection ruled out: same lane, source, promise or promotion of an item."""
    if rejected["kind"] != action["kind"]:
        return False
    if action["kind"] == "repromise_order":
        return (rejected["document"], rejected["line"]) == (action["document"], action["line"])
    if action["kind"] == "shape_demand":
        return all(rejected[name] == action[name] for name in ("item", "location", "start"))
    ends = ("supplier",) if action["kind"] == "place_purchase" else ("origin", "destination")
    items = {line["item"] for line in rejected["lines"]} & {line["item"] for line in action["lines"]}
    return bool(items) and all(rejected[end] == action[end] for end in ends)


def _untouched(found: Json) -> bool:
    return found["state"] == "awaiting" and all(r["approved_by"] is None for r in found["requirements"])


def _actions(found: Json) -> list[Json]:
    return [leg["action"] for revision in found["revisions"] for leg in revision["bundle"]["legs"]]
