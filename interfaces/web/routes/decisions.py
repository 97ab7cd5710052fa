"""Deciding on the web: plain forms that work without JavaScript; every answer is a page or a way back to one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from interfaces.api.problems import said
from interfaces.context import Context, InContext
from interfaces.identity import Caller
from interfaces.web.conflict import conflict_page
from interfaces.web.forms import FormSender, local_time
from trimtab import approvals
from trimtab.decisions import Approve, Channel, Defer, Reject, RejectCode
from trimtab.errors import ConflictError, InvalidField
from trimtab.measures import Money

router = APIRouter(include_in_schema=False, prefix="/bundles/{bundle_id}")

FormText = Annotated[str, Form()]
D = TypeVar("D", Approve, Reject, Defer)


@router.post("/approve")
def approve(bundle_id: str, caller: FormSender, context: InContext, digest: FormText) -> Response:
    """Approve the revision that was on the page."""
    return _decide(bundle_id, caller, context, _made(bundle_id, Approve, digest=digest))


def limit_of(bundle_id: str, limit: FormText = "", currency: FormText = "") -> Money | None:
    """Return the amount that would not be too costly, where one was given; raises InvalidField."""
    text = limit.strip().replace(",", "")
    if not text:
        return None
    try:
        most = Money(amount=Decimal(text), currency=currency)
    except (InvalidOperation, ValidationError):
        most = None
    if most is None or most.amount < 0:
        remedy = "Write the limit as a plain number, for example 8000."
        raise InvalidField(f"{limit!r} is not an amount", record=bundle_id, field="limit", remedy=remedy)
    return most


@router.post("/reject")
def reject(
    bundle_id: str,
    caller: FormSender,
    context: InContext,
    digest: FormText,
    *,
    code: Annotated[RejectCode, Form()],
    limit: Annotated[Money | None, Depends(limit_of)],
    text: FormText = "",
    legs: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Reject it, with a reason that the next round respects."""
    about = tuple(legs or ())
    made = _made(bundle_id, Reject, digest=digest, code=code, text=text.strip(), legs=about, limit=limit)
    return _decide(bundle_id, caller, context, made)


@router.post("/defer")
def defer(
    bundle_id: str, caller: FormSender, context: InContext, digest: FormText, until: FormText, text: FormText = ""
) -> Response:
    """Put it off to a time in the company's time zone."""
    when = local_time(until, context.zone, record=bundle_id, field="until")
    return _decide(bundle_id, caller, context, _made(bundle_id, Defer, digest=digest, until=when, text=text.strip()))


@router.post("/undo")
def undo(bundle_id: str, caller: FormSender, context: InContext) -> Response:
    """Take a decision back while nothing is on its way."""
    try:
        approvals.undo(context.ledger, bundle_id, caller.principal.id, Channel.WEB)
    except ConflictError as error:
        return conflict_page(bundle_id, caller, context, error, digest="")
    return _back(bundle_id)


def _decide(bundle_id: str, caller: Caller, context: Context, decision: Approve | Reject | Defer) -> Response:
    try:
        approvals.decide(context.ledger, bundle_id, caller.principal.id, decision, Channel.WEB)
    except ConflictError as error:
        return conflict_page(bundle_id, caller, context, error, decision.digest)
    return _back(bundle_id)


def _back(bundle_id: str) -> Response:
    return RedirectResponse(f"/bundles/{bundle_id}", status_code=303)


def _made(bundle_id: str, kind: type[D], **fields: object) -> D:
    """Build a decision from a form; raises InvalidField naming the field that is wrong."""
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        remedy = "Go back, correct it, and send the form again; nothing was decided."
        raise InvalidField(said(first["type"], first["msg"]), record=bundle_id, field=field, remedy=remedy) from None
