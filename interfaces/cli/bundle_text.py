"""A bundle in words: what `trimtab show` prints."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from interfaces.cli.output import moment, money

Json = dict[str, Any]


def describe(found: Json) -> Iterator[str]:
    """Yield the lines that describe a bundle as the API returns it."""
    bundle = found["bundle"]
    yield bundle["headline"]
    yield f"{bundle['id']}  revision {bundle['revision']}  digest {found['digest'][:12]}  case {bundle['case_id']}"
    because = f": {found['because']}" if found["because"] else ""
    yield f"State: {found['state']}{because}"
    if found["edited_by"]:
        yield f"Edited by {found['edited_by']}"
    yield f"Submitted {moment(found['submitted_at'])}, expires {moment(found['expires_at'])}"
    yield ""
    yield bundle["narrative"]
    yield from _legs(found)
    yield from _impact(bundle["impact"])
    yield from _why(bundle)
    yield from _approvals(found)
    yield from _documents(found)


def _legs(found: Json) -> Iterator[str]:
    yield "\nWhat changes"
    for leg in found["bundle"]["legs"]:
        state = found["leg_states"].get(leg["id"], "proposed")
        yield f"  {leg['id']} ({leg['owner']}, {state}): {leg['because'] or leg['action']['kind']}"


def _impact(impact: Json) -> Iterator[str]:
    currency = impact["currency"]
    yield f"\nImpact over {impact['horizon_days']} days (without it -> with it)"
    for field, words in (
        ("cash", "Cash that leaves"),
        ("margin_and_penalties", "Margin lost and penalties"),
        ("implied", "Capital and risk, implied"),
    ):
        yield f"  {words}: {money(impact[field]['before'], currency)} -> {money(impact[field]['after'], currency)}"
    for field, words in (("fill_rate", "Fill rate, worst"), ("stockout_risk", "Stock-out risk, worst")):
        before, after = (Decimal(str(impact[field][side])) for side in ("before", "after"))
        yield f"  {words}: {before:.1%} -> {after:.1%}"


def _why(bundle: Json) -> Iterator[str]:
    yield "\nWhy now"
    for piece in bundle["evidence"]:
        yield f"  {piece['text']}"
    yield f"  If nobody answers: {bundle['if_nobody_answers']}"


def _approvals(found: Json) -> Iterator[str]:
    yield "\nApprovals"
    for requirement in found["requirements"]:
        by = requirement["approved_by"] or "missing"
        yield f"  {requirement['role'].replace('_', ' ')}: {by} (rule {requirement['rule']})"
    for made in found["decisions"]:
        kind, text = made["decision"]["kind"], made["decision"].get("text") or ""
        said = f": {text}" if text else ""
        yield f"  {moment(made['at'])} {made['principal']} {kind} revision {made['revision']}{said}"


def _documents(found: Json) -> Iterator[str]:
    stale = [r for r in found["revisions"] if r["breaches"]]
    for revision in stale:
        yield f"\nRevision {revision['bundle']['revision']} went stale"
        for breach in revision["breaches"]:
            yield f"  {breach['what']} of {breach['subject']} was {breach['assumed']}, is {breach['actual']}"
    if found["asks"]:
        yield "\nAsked"
    for asked in found["asks"]:
        said = asked["answer"]
        told = f"{said['kind']}: {said['text']}" if said else f"{asked['state']}, due {moment(asked['due_at'])}"
        yield f"  {asked['leg_id']} (task {asked['task']}): {told}"
    if found["intents"]:
        yield "\nDocuments"
    for intent in found["intents"]:
        receipt = intent["receipt"]
        done = f"{receipt['system']} {receipt['number']}, {receipt['document_state']}" if receipt else intent["error"]
        yield f"  {intent['leg_id']}: {intent['state']} {done}".rstrip()
