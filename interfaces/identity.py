"""Identity: who is calling, proven by a session cookie or a bearer token; what they may do is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from interfaces.context import Context, InContext
from interfaces.security import SAFE_METHODS, check_same_site, form_token
from trimtab.errors import NotSignedIn
from trimtab.ledger import Transaction
from trimtab.ledger.people import CredentialKind
from trimtab.people import Principal


@dataclass(frozen=True)
class Caller:
    """Who is calling, and the credential that proved it."""

    principal: Principal
    kind: CredentialKind
    secret: str

    @property
    def form_token(self) -> str:
        """Return the token for this session's forms."""
        return form_token(self.secret)

    def still_valid(self, tx: Transaction) -> bool:
        """Tell whether the credential is still good: long answers ask again."""
        try:
            tx.people.authenticate(self.secret, self.kind)
        except NotSignedIn:
            return False
        return True


def identify(request: Request, context: InContext) -> Caller:
    """Return who is calling; raises NotSignedIn, or NotPermitted where another site sent a cookie along."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise NotSignedIn("Only bearer tokens are understood here.", remedy="Send `Authorization: Bearer <token>`.")
        return _authenticated(context, token.strip(), CredentialKind.TOKEN)
    secret = request.cookies.get(cookie_name(context), "")
    caller = _authenticated(context, secret, CredentialKind.SESSION)
    if request.method not in SAFE_METHODS:
        check_same_site(request.headers, context.settings.public_url, evidence_needed=True)
    return caller


def identify_browser(request: Request, context: InContext) -> Caller:
    """Return whose browser is calling; forms prove where they come from by their token too."""
    secret = request.cookies.get(cookie_name(context), "")
    caller = _authenticated(context, secret, CredentialKind.SESSION)
    if request.method not in SAFE_METHODS:
        check_same_site(request.headers, context.settings.public_url, evidence_needed=False)
    return caller


SignedIn = Annotated[Caller, Depends(identify)]
InBrowser = Annotated[Caller, Depends(identify_browser)]


def cookie_name(context: Context) -> str:
    """Return the session cookie's name: over HTTPS one that no other host or plain page can set."""
    return "__Host-trimtab" if context.https else "trimtab"


def start_session(response: Response, context: Context, secret: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(context),
        secret,
        max_age=int(context.settings.session_hours * 3600),
        path="/",
        secure=context.https,
        httponly=True,
        samesite="lax",
    )


def end_session(response: Response, context: Context) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(cookie_name(context), path="/", secure=context.https, httponly=True, samesite="lax")


def _authenticated(context: Context, secret: str, kind: CredentialKind) -> Caller:
    if not secret:
        raise NotSignedIn("You are not signed in.", remedy="Open a sign-in link; `trimtab link` makes one.")
    with context.ledger.read() as tx:
        return Caller(tx.people.authenticate(secret, kind), kind, secret)
