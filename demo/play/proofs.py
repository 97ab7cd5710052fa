"""Proofs: what an incident is to show, looked up afterwards in beliefs, dismissals and the ERP's own levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from demo.erp.documents import Purchase, StockOrderPoint
from demo.play.acts import Scene
from demo.play.api import Json
from demo.play.incidents import blip, closed_lane, falling_demand, only_watched, repeated_slip

Key = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """How things stand before an incident: every belief, every level of the ERP, and when orders are due."""

    beliefs: Mapping[Key, Json]
    levels: Mapping[int, StockOrderPoint]
    due: Mapping[str, date | None]


def standing(scene: Scene) -> Standing:
    """Return how things stand now."""
    beliefs = {(belief["subject"], belief["parameter"]): belief for belief in scene.cast.planner.get("/beliefs")}
    due = {
        str(order.reference): max((m.planned_date for m in moves if m.planned_date), default=None)
        for order in scene.stage.driver.purchases()
        if (moves := [move for line in order.lines for move in line.moves if move.is_open])
    }
    return Standing(beliefs, {point.id: point for point in scene.stage.driver.order_points()}, due)


def only_observed(scene: Scene, found: Json) -> tuple[bool, list[str]]:
    """Tell whether no leg of a bundle is about an item that is only observed, and which are."""
    watched = {item.code for item in scene.stage.company.items if item.control == "observe"}
    legs = [leg["id"] for leg in found["bundle"]["legs"] if watched & _items(leg["action"])]
    return not legs, legs


def _blip(scene: Scene, before: Standing, done: Json | None) -> None:
    del before, done
    dismissed = scene.cast.planner.get("/dismissals")
    items = {line.item for line in _order(scene, blip.LATE).lines}
    found = [row for row in dismissed if items & set(row["items"]) and blip.LATE in row["title"]]
    scene.checks.expect("blip: it was seen, and dismissed with its reason", found and found[0]["because"], dismissed)
    small = bool(found) and Decimal(found[0]["avoidable"]) < Decimal(found[0]["limit"])
    scene.checks.expect("blip: acting would have saved less than asking costs", small, found)


def _single_slip(scene: Scene, before: Standing, done: Json | None) -> None:
    del done
    now = standing(scene)
    order = _order(scene, repeated_slip.FIRST)
    etas = [(f"purchase-line:{order.id}/{line.id}", "eta") for line in order.lines]
    shifts = {_day(now.beliefs[key]) - _day(before.beliefs[key]) for key in etas}
    scene.checks.expect("single-slip: the arrival moved", shifts == {timedelta(days=repeated_slip.DAYS)}, shifts)
    usual = [key for key in before.beliefs if _is_lead_time(key, repeated_slip.SUPPLIER)]
    moved = [key for key in usual if now.beliefs[key]["distribution"] != before.beliefs[key]["distribution"]]
    scene.checks.expect("single-slip: no lead time moved", usual and not moved, moved)
    levels = [point for point in now.levels.values() if before.levels[point.id] != point]
    scene.checks.expect("single-slip: no level was changed", not levels, levels)


def _repeated_slip(scene: Scene, before: Standing, done: Json | None) -> None:
    now = standing(scene)
    usual = [key for key in before.beliefs if _is_lead_time(key, repeated_slip.SUPPLIER)]
    shorter = [key for key in usual if _mean(now.beliefs[key]) <= _mean(before.beliefs[key]) + 1]
    scene.checks.expect("repeated-slip: every lead time of the forge moved", usual and not shorter, shorter)
    raised = [point for point in now.levels.values() if point.target > before.levels[point.id].target]
    scene.checks.expect("repeated-slip: levels were raised", raised and done is not None, raised)


def _falling_demand(scene: Scene, before: Standing, done: Json | None) -> None:
    item, now = falling_demand.ITEM, standing(scene)
    held = {point.id: point for point in now.levels.values() if point.item == item}
    more = [point for point in held.values() if point.target > before.levels[point.id].target]
    scene.checks.expect("falling-demand: no level was raised", not more, more)
    lower = [point for point in held.values() if point.target < before.levels[point.id].target]
    actions = [leg["action"] for leg in done["bundle"]["legs"]] if done else []
    later = [a for a in actions if a["kind"] in {"reschedule_purchase", "cancel_purchase"} and item in _items(a)]
    seen = [action["kind"] for action in actions]
    scene.checks.expect("falling-demand: less stock: a lower level, or orders later or not", lower or later, seen)


def _closed_lane(scene: Scene, before: Standing, done: Json | None) -> None:
    del before
    lane = (closed_lane.ORIGIN, closed_lane.DESTINATION)
    actions = [leg["action"] for leg in done["bundle"]["legs"]] if done else []
    through = [a for a in actions if (a.get("origin"), a.get("destination")) == lane]
    scene.checks.expect("closed-lane: nothing is sent on the closed lane", not through, through)
    known = standing(scene).beliefs.get((f"lane:{lane[0]}>{lane[1]}", "lane_status"))
    shut = known is not None and known["distribution"]["probability"] < 1
    scene.checks.expect("closed-lane: it is believed to be closed", shut, known)


def _open_lane(scene: Scene, before: Standing, done: Json | None) -> None:
    del before, done
    known = standing(scene).beliefs.get((f"lane:{closed_lane.ORIGIN}>{closed_lane.DESTINATION}", "lane_status"))
    again = known is not None and known["distribution"]["probability"] == 1
    scene.checks.expect("open-lane: it is believed to be open", again, known)


def _only_watched(scene: Scene, before: Standing, done: Json | None) -> None:
    del done
    key = (f"item-location:{only_watched.ITEM}@CEN", "demand")
    now = standing(scene).beliefs[key]
    grown = _mean(now) > 1.5 * _mean(before.beliefs[key])
    scene.checks.expect("only-watched: the demand is believed to have risen", grown, now)


def _items(action: Json) -> set[str]:
    lines = chain(action.get("lines", ()), action.get("to_lines", ()))
    return {line["item"] for line in lines} | {action[name] for name in ("item", "substitute") if name in action}


def _order(scene: Scene, reference: str) -> Purchase:
    return next(order for order in scene.stage.driver.purchases() if order.reference == reference)


def _is_lead_time(key: Key, supplier: str) -> bool:
    return key[0].startswith(f"source:{supplier}/") and key[1] == "lead_time"


def _mean(belief: Json) -> float:
    return float(belief["distribution"]["mean"])


def _day(belief: Json) -> date:
    return date.fromisoformat(belief["distribution"]["date"])


PROOFS: Mapping[str, Callable[[Scene, Standing, Json | None], None]] = {
    "blip": _blip,
    "single-slip": _single_slip,
    "repeated-slip": _repeated_slip,
    "falling-demand": _falling_demand,
    "closed-lane": _closed_lane,
    "open-lane": _open_lane,
    "only-watched": _only_watched,
}
