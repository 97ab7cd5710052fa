"""Casework of the headless play: the planner edits a figure, asks a question, and sales says what no data holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time
from decimal import Decimal

from demo.play import acts
from demo.play.acts import Scene
from demo.play.api import Json
from demo.play.cast import refusal
from demo.play.checks import PlayFailed
from demo.play.incidents import World
from trimtab import subjects

QUESTIONS = ("Why?", "What if we do nothing?")
QUANTITIES = ("release_request", "place_purchase", "transfer_stock")
MORE_DEMAND = 1.5
HOLDS_DAYS = 10


def edited(scene: Scene, found: Json) -> Json:
    """Edit one figure of a bundle; check what is shown and what is then in force; return the new revision."""
    bundle_id, checks, planner = found["bundle"]["id"], scene.checks, scene.cast.planner
    change, wanted = _edit(found)
    preview = planner.post(f"/bundles/{bundle_id}/edit/preview", change)
    scene.say(f"    the planner would rather: {'; '.join(preview['differences'])} ({preview['costs_more']} more)")
    checks.expect("edit: the consequence is shown", preview["differences"] and preview["costs_more"], preview)
    checks.expect("edit: a preview changes nothing", scene.bundle(bundle_id)["digest"] == found["digest"])
    outcome = planner.post(f"/bundles/{bundle_id}/edit", change)
    scene.note("edited", bundle=bundle_id, revision=outcome["revision"])
    late = refusal(planner, bundle_id, found["digest"])
    told = late is not None and (late.status, late.code) == (409, "conflict.stale_revision")
    checks.expect("edit: the old digest is refused", told, late)
    revision = scene.bundle(bundle_id)
    shown, held = _contents(preview["bundle"]), _contents(revision["bundle"])
    checks.expect("edit: what is in force is what was shown", shown == held, (shown, held))
    now = [_figure(leg) for leg in revision["bundle"]["legs"] if leg["id"] == wanted[0]]
    checks.expect("edit: the figure is the planner's", now == [wanted[1]], (wanted, now))
    for leg in revision["bundle"]["legs"]:
        scene.say(f"    {leg['owner']}: {leg['because']}")
    return revision


def asked(scene: Scene, found: Json) -> None:
    """Ask about a bundle; what an answer says it comes to is one of the figures that stand beside it."""
    for question in QUESTIONS:
        answer = scene.cast.planner.post(f"/bundles/{found['bundle']['id']}/ask", {"text": question})
        scene.say(f"    {question} {answer['answer']}")
        understood = answer["understood"] and answer["figures"]
        scene.checks.expect(f"asked {question!r}: it is understood and answered in figures", understood, answer)
        told = [figure for figure in answer["figures"] if figure["value"] in answer["answer"]]
        scene.checks.expect(f"asked {question!r}: what it comes to is one of the figures", told, answer)
        scene.note("asked", bundle=found["bundle"]["id"], **answer)


def told(scene: Scene, world: World, found: Json) -> Json:
    """Let sales say that demand is higher than the data shows; return what is then asked."""
    beliefs = scene.cast.planner.get("/beliefs")
    means = {b["subject"]: b["distribution"]["mean"] for b in beliefs if b["parameter"] == "demand"}
    item, place = _place(found, means.keys())
    per_day = round(means[subjects.item_location(item, place)] * MORE_DEMAND + 1, 1)
    ends = datetime.combine(world.day(HOLDS_DAYS), time(17), UTC)
    statement = {"kind": "demand", "item": item, "location": place, "per_day": per_day}
    text = "A boat yard will take over our neighbour's customers until then."
    body = {"statement": statement, "expires_at": ends.isoformat(), "text": text}
    said = scene.cast.of("sales").post("/facts", body | {"case_id": found["bundle"]["case_id"]})
    scene.say(f"    sales says: {item} at {place} will sell {per_day} a day until {ends:%d %B}.")
    scene.note("fact", fact=said["fact"]["id"], subject=said["subject"])
    holding = [row["fact"]["id"] for row in scene.cast.planner.get("/facts")]
    scene.checks.expect("fact: it holds", said["fact"]["id"] in holding, holding)
    return acts.revised(scene, found, "when a fact was asserted")


def _contents(bundle: Json) -> list[Json]:
    """Return what a bundle's legs ask for; a digest also binds the moment at which the state was read."""
    return [{**leg["action"], "id": leg["id"]} for leg in bundle["legs"]]


def _edit(found: Json) -> tuple[Json, tuple[str, object]]:
    """Return an edit of one leg's figure, and the leg with the figure that is wanted: more of what is there already."""
    legs = found["bundle"]["legs"]
    for leg in legs:
        action = leg["action"]
        if action["kind"] == "adjust_level":
            span = Decimal(action["target_after"]) - Decimal(action["minimum_after"])
            minimum = Decimal(action["minimum_after"]) + max(Decimal(2), (span / 10).quantize(Decimal(1)))
            level = {"leg": leg["id"], "minimum": str(minimum), "target": str(minimum + span)}
            return {"digest": found["digest"], "levels": [level]}, (leg["id"], (minimum, minimum + span))
    for leg in (leg for leg in legs if leg["action"]["kind"] in QUANTITIES):
        line = leg["action"].get("lines", [leg["action"]])[0]
        quantity = Decimal(line["quantity"]) * 2
        change = {"leg": leg["id"], "item": line["item"], "quantity": str(quantity)}
        return {"digest": found["digest"], "lines": [change]}, (leg["id"], quantity)
    raise PlayFailed("the bundle has no figure that could be edited")


def _figure(leg: Json) -> object:
    action = leg["action"]
    if action["kind"] == "adjust_level":
        return Decimal(action["minimum_after"]), Decimal(action["target_after"])
    return Decimal(action.get("lines", [action])[0]["quantity"])


def _place(found: Json, demanded: Collection[str]) -> tuple[str, str]:
    """Return the first item-location that a leg supplies, or takes from, and for which demand is believed."""
    for leg in found["bundle"]["legs"]:
        action = leg["action"]
        item = (action.get("lines") or [action])[0]["item"]
        for end in ("destination", "to_location", "location", "origin"):
            place = action.get(end)
            if place and subjects.item_location(item, place) in demanded:
                return item, place
    raise PlayFailed("the bundle is about no item-location that sells")
