"""A bundle in words: what `trimtab show` prints."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from interfaces.cli.amounts import saving_lines
from interfaces.cli.output import money
from interfaces.cli.times import both, moment

Json = dict[str, Any]


def describe(found: Json) -> Iterator[str]:
    """Yield the lines that describe a bundle as the API returns it."""
    bundle = found["bundle"]
    yield bundle["headline"]
    yield f"{bundle['id']}  revision {bundle['revision']}  digest {found['digest'][:12]}  case {bundle['case_id']}"
    because = f": {found['because']}" if found["because"] else ""
    yield f"State: {found['state']}{because}"
    if found["edited_by"]:
        yield f"Edited by {_person(found, found['edited_by'])}"
    as_of = moment(bundle["assumptions"]["state_as_of"])
    yield f"Proposed {moment(found['submitted_at'])} on the ERP as of {as_of}, expires {both(found['expires_at'])}"
    yield from _legs(found)
    yield from _impact(bundle["impact"], found["amounts"])
    yield from _why(bundle)
    yield from _approvals(found)
    yield from _documents(found)


def _legs(found: Json) -> Iterator[str]:
    yield "\nWhat changes"
    for leg in found["bundle"]["legs"]:
        state = found["leg_states"].get(leg["id"], "proposed")
        said = leg["because"] or leg["action"]["kind"].replace("_", " ")
        yield f"  {leg['owner'].capitalize()}, {state}: {said} [{leg['id']}]"


def _impact(impact: Json, amounts: Json) -> Iterator[str]:
    currency = impact["currency"]
    yield f"\nImpact over {impact['horizon_days']} days (without it -> with it)"
    for field, words in (
        ("cash", "Cash that leaves"),
        ("goods", "Of it goods in stock"),
        ("margin_and_penalties", "Margin lost and penalties"),
        ("implied", "Implied, capital and change"),
    ):
        yield f"  {words}: {money(impact[field]['before'], currency)} -> {money(impact[field]['after'], currency)}"
    for line in saving_lines(amounts, currency):
        yield f"  {line}"
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
        by = _person(found, requirement["approved_by"]) if requirement["approved_by"] else "missing"
        rule = requirement["rule"].replace("-", " ")
        yield f"  {requirement['role'].replace('_', ' ').capitalize()}: {by} ({rule})"
    in_force = found["bundle"]["revision"]
    yield from (f"  {_decision(found, made)}" for made in found["decisions"] if made["revision"] == in_force)
    earlier = [made for made in found["decisions"] if made["revision"] != in_force]
    if earlier:
        yield "\nDecisions on earlier revisions; they do not count for this one"
    yield from (f"  {_decision(found, made)}, revision {made['revision']}" for made in earlier)


def _decision(found: Json, made: Json) -> str:
    kind, text = made["decision"]["kind"], made["decision"].get("text") or ""
    return f"{moment(made['at'])} {_person(found, made['principal'])}: {kind}" + (f", “{text}”" if text else "")


def _documents(found: Json) -> Iterator[str]:
    stale = [r for r in found["revisions"] if r["breaches"]]
    for revision in stale:
        yield f"\nRevision {revision['bundle']['revision']} went stale"
        for told in revision["went_stale"]:
            yield f"  {told}"
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


def _person(found: Json, principal: str) -> str:
    return str(found["people"].get(principal, principal))
