"""The record of a play: everything that happened as one JSON file, and how long each stage took."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from demo.play.acts import Scene
from demo.play.api import Json
from demo.play.verdicts import Decided


def record_of(scene: Scene, decided: Sequence[Decided], audit: Json) -> Json:
    """Everything about a play, read through the public API and, for documents, from the ERP itself."""
    planner = scene.cast.planner
    cases = [planner.get(f"/cases/{case['id']}") for case in planner.cases()]
    bundles = [planner.bundle(b["id"]) for b in reversed(planner.get("/bundles"))]
    ids = [event for case in cases for event in case["case"]["event_ids"]]
    ids += [event for b in bundles for piece in b["bundle"]["evidence"] for event in piece["event_ids"]]
    return {
        "company": scene.stage.company.code,
        "passed": scene.checks.all_passed,
        "checks": scene.checks.as_json(),
        "timings": [timings(entry.done) for entry in decided],
        "play": scene.noted,
        "events": planner.get("/events", id=sorted(set(ids))) if ids else [],
        "cases": cases,
        "bundles": bundles,
        "decisions": [{"bundle": b["bundle"]["id"], **made} for b in bundles for made in b["decisions"]],
        "tasks": planner.get("/tasks", done=True),
        "receipts": [receipt for entry in decided for receipt in entry.receipts],
        "outcomes": planner.get("/outcomes"),
        "dismissals": planner.get("/dismissals"),
        "quarantine": planner.get("/quarantine"),
        "audit": audit,
    }


def timings(done: Json) -> dict[str, Any]:
    """Seconds per stage of a bundle, from its last proposal to its last document; `arm` contains the undo window."""
    lines = {line["type"]: _time(line["at"]) for line in done["audit"]}
    sent = [_time(line["at"]) for line in done["audit"] if line["type"] == "leg.sent"]
    marks = [("proposed", lines.get("bundle.submitted")), ("approved", lines.get("decision.approve"))]
    marks += [("armed", lines.get("bundle.armed")), ("sent", sent[0] if sent else None)]
    marks += [("done", lines.get("bundle.done"))]
    known = [(name, at) for name, at in marks if at is not None]
    pairs = pairwise(known)
    return {"bundle": done["bundle"]["id"]} | {
        f"{start}_to_{end}": round((b - a).total_seconds(), 2) for (start, a), (end, b) in pairs
    }


def write_record(path: Path, record: Any) -> None:
    """Write a record, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    part.replace(path)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
