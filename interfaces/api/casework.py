"""Casework: try an edit, put it in force, ask about a bundle; each solves, outside the loop that serves the pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import ConfigDict, Field

from interfaces.api.problems import Problem
from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.bundles import BundleState
from trimtab.casework import Answered, EditPreview
from trimtab.edits import Edit
from trimtab.measures import Frozen

router = APIRouter(
    tags=["casework"],
    responses={
        502: {"model": Problem, "description": "The system of record does not answer, so nothing can be solved"},
        503: {"model": Problem, "description": "This process was started without what solves"},
    },
)

_DIGEST = "3f1c0c8f6f9d4b8e3f1c0c8f6f9d4b8e3f1c0c8f6f9d4b8e3f1c0c8f6f9d4b8e"
_EXAMPLES: dict[str, Any] = {
    "quantity": {
        "summary": "Order fewer, and leave a leg out",
        "value": {
            "digest": _DIGEST,
            "lines": [{"leg": "leg-1", "item": "WINCH-40", "quantity": "36"}],
            "without": ["leg-4"],
            "text": "Vendée will not wait.",
        },
    },
    "level": {
        "summary": "Another order point",
        "value": {"digest": _DIGEST, "levels": [{"leg": "leg-3", "minimum": "60", "target": "300"}]},
    },
}


class Question(Frozen):
    """A question in words; an unknown one is answered with what can be asked."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "What if demand is 20 % higher?"}})

    text: Annotated[str, Field(min_length=1, max_length=2000)]


class Edited(Frozen):
    """The revision that is in force after an edit; `missing` are the approvals it still needs."""

    revision: int
    digest: str
    state: BundleState
    missing: tuple[str, ...]


@router.post("/bundles/{bundle_id}/edit/preview", summary="Solve a bundle under an edit; nothing is written")
def preview_edit(
    bundle_id: str, edit: Annotated[Edit, Body(openapi_examples=_EXAMPLES)], caller: SignedIn, context: InContext
) -> EditPreview:
    """Return the bundle as it would be, and what it costs beyond the recommended one; 409 on another revision."""
    del caller
    return context.require_casework().preview(bundle_id, edit)


@router.post("/bundles/{bundle_id}/edit", summary="Put an edit in force as a new revision")
def propose_edit(
    bundle_id: str, edit: Annotated[Edit, Body(openapi_examples=_EXAMPLES)], caller: SignedIn, context: InContext
) -> Edited:
    """Solve and put in force what then has to be approved by its own digest; unchanged legs keep their approvals."""
    context.require_casework().propose(bundle_id, edit, caller.principal.id)
    with context.ledger.read() as tx:
        record = tx.bundles.get(bundle_id)
        granted = tx.approvals.granted(bundle_id, record.revision)
    missing = tuple(r.id for r in record.route.requirements if r.id not in granted)
    return Edited(revision=record.revision, digest=record.digest, state=record.state, missing=missing)


@router.post("/bundles/{bundle_id}/ask", summary="Ask why, or what if")
def ask(bundle_id: str, question: Question, caller: SignedIn, context: InContext) -> Answered:
    """Answer from the solver and the ledger; no figure is made up."""
    del caller
    return context.require_casework().ask(bundle_id, question.text)
