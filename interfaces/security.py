"""Security of every answer and every form: headers, the check of where a request comes from, and the form token."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trimtab.errors import NotPermitted

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Not `no-referrer`: with it a browser sends `Origin: null` with our own forms, as it does with a stranger's.
REFERRER_POLICY = "same-origin"


def security_headers(*, https: bool) -> dict[str, str]:
    """Return the headers that every answer carries."""
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Referrer-Policy": REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


class SecurityHeaders:
    """ASGI middleware: adds the security headers, and forbids caching where nothing else was said."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        """Wrap an application."""
        self._app = app
        self._headers = security_headers(https=https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of the answer."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, completed if scope["type"] == "http" else send)


def check_same_site(headers: Mapping[str, str], public_url: str, *, evidence_needed: bool) -> None:
    """Refuse what another site sent in a person's name; raises NotPermitted.

    A browser says where a request comes from in `Sec-Fetch-Site`, an older one in `Origin`. A client that says neither
    passes only where `evidence_needed` is false (there a form token proves the rest).
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        allowed = site in {"same-origin", "none"}
    elif origin is not None:
        allowed = urlsplit(origin).netloc in {headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    else:
        allowed = not evidence_needed
    if not allowed:
        raise NotPermitted(
            "This request came from another site, or its origin cannot be told.",
            remedy="Do it on Trimtab's own pages, or use a token.",
        )


def form_token(session_secret: str) -> str:
    """Return the token that forms of a session carry: it cannot be guessed without the session's cookie."""
    return hmac.new(session_secret.encode(), b"trimtab form", hashlib.sha256).hexdigest()


def check_form_token(session_secret: str, given: Any) -> None:
    """Refuse a form without the session's own token; raises NotPermitted."""
    if not hmac.compare_digest(form_token(session_secret).encode(), str(given).encode()):
        raise NotPermitted(
            "This form does not belong to your session.", remedy="Load the page again and repeat what you did."
        )
