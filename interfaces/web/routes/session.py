"""Signing in by a one-time link, and signing out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from interfaces.context import InContext
from interfaces.identity import end_session, start_session
from interfaces.security import check_same_site
from interfaces.web.forms import FormSender
from interfaces.web.pages import plain_page

router = APIRouter(include_in_schema=False)


@router.get("/login/{secret}")
def ask_to_sign_in(secret: str) -> Response:
    """Show one button: a link preview that fetches the address must not use the link up."""
    del secret
    return plain_page("login.html")


@router.post("/login/{secret}")
def sign_in(secret: str, request: Request, context: InContext) -> Response:
    """Use the link and start a session."""
    check_same_site(request.headers, context.settings.public_url, evidence_needed=False)
    with context.ledger.write() as tx:
        _, session = tx.people.redeem_link(secret, context.settings.session_hours)
    answer = RedirectResponse("/", status_code=303)
    start_session(answer, context, session)
    return answer


@router.post("/sign-out")
def sign_out(caller: FormSender, context: InContext) -> Response:
    """End the session, here and in the ledger."""
    with context.ledger.write() as tx:
        tx.people.revoke(caller.secret)
    answer = plain_page("signed_out.html")
    end_session(answer, context)
    return answer
