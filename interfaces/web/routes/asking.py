"""Asking about a bundle: a question, answered from the solver; nothing is decided by it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from interfaces.context import InContext
from interfaces.identity import InBrowser
from interfaces.web.answers import ANSWERS, Asked
from interfaces.web.forms import FormSender
from trimtab.errors import InvalidField

router = APIRouter(include_in_schema=False, prefix="/bundles/{bundle_id}/ask")

LONGEST = 500


@router.get("")
def back_to_bundle(bundle_id: str, caller: InBrowser) -> Response:
    """Lead who reloads an answer back to the bundle."""
    del caller
    return RedirectResponse(f"/bundles/{bundle_id}#ask", status_code=303)


@router.post("")
def ask(bundle_id: str, caller: FormSender, context: InContext, text: Annotated[str, Form()] = "") -> Response:
    """Answer a question and go back to the bundle, where the answer stands in the thread."""
    question = text.strip()
    if not 1 <= len(question) <= LONGEST:
        raise InvalidField(f"say it in 1 to {LONGEST} characters", record=f"bundle {bundle_id}", field="question")
    answered = context.require_casework().ask(bundle_id, question)
    asked = Asked(answered, context.ledger.clock.business_now())
    ANSWERS.keep(caller.secret, bundle_id, asked)
    return RedirectResponse(f"/bundles/{bundle_id}#ask", status_code=303)
