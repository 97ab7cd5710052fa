"""The record of a play: everything that happened as one JSON file, and how long each stage took."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.play.acts import Scene
from demo.play.api import Json


def record_of(scene: Scene, done: Json | None, receipts: list[Json], audit: Json) -> Json:
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
        "timings": timings(scene, bundles, done),
        "play": scene.noted,
        "events": planner.get("/events", id=sorted(set(ids))) if ids else [],
        "cases": cases,
        "bundles": bundles,
        "decisions": [{"bundle": b["bundle"]["id"], **made} for b in bundles for made in b["decisions"]],
        "tasks": planner.get("/tasks", done=True),
        "receipts": receipts,
        "quarantine": planner.get("/quarantine"),
        "audit": audit,
    }


def timings(scene: Scene, bundles: list[Json], done: Json | None) -> dict[str, float]:
    """Seconds per stage: from the signal to the first bundle, and from the last proposal to the last document.

    `approve` is how long the scripted approvers took; `arm` contains the undo window.
    """
    noted = {entry["what"]: datetime.fromisoformat(entry["at"]) for entry in reversed(scene.noted)}
    if not bundles or "signal" not in noted:
        return {}
    first = bundles[0]
    opened = min(_time(case["opened_at"]) for case in scene.cast.planner.cases())
    proposed = min(_time(line["at"]) for line in first["audit"] if line["type"] == "bundle.submitted")
    stages = {
        "signal_to_detect": (noted["signal"], opened),
        "detect_to_propose": (opened, proposed),
        "signal_to_propose": (noted["signal"], proposed),
    }
    if done is not None:
        lines = {line["type"]: _time(line["at"]) for line in done["audit"]}
        sent = [line for line in done["audit"] if line["type"] == "leg.sent"]
        stages |= {
            "propose_to_approve": (lines["bundle.submitted"], lines["decision.approve"]),
            "approve_to_arm": (lines["decision.approve"], lines["bundle.armed"]),
            "arm_to_send": (lines["bundle.armed"], _time(sent[0]["at"])),
            "send_to_last_document": (_time(sent[0]["at"]), lines["leg.sent"]),
            "last_document_to_acknowledge": (lines["leg.sent"], lines["bundle.done"]),
        }
    return {name: round((end - start).total_seconds(), 2) for name, (start, end) in stages.items()}


def write_record(path: Path, record: Any) -> None:
    """Write a record, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    part.replace(path)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
