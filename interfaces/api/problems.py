"""How errors look to a program: problem details (RFC 9457) with the stable code, and record, field and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from interfaces.views.words import capital
from trimtab.errors import InputError, InvalidField, NotSignedIn, TrimtabError
from trimtab.measures import Frozen

MEDIA_TYPE = "application/problem+json"
SENT = {
    "body": "what was sent",
    "path": "the address",
    "query": "the address, after the question mark",
    "header": "the request's headers",
}
"""The parts of a request, as a person would call them."""


class Problem(Frozen):
    """Problem details; `code` is stable, `remedy` says what to do about it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    record: str | None = None
    field: str | None = None
    remedy: str | None = None


_SAID = {
    "missing": "it is missing",
    "string_too_short": "it is empty, and has to say something",
    "string_too_long": "it is too long",
}
"""What is wrong with a field, by the framework's kind of error."""


PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "No token or session, or one that is expired or revoked"},
    403: {"model": Problem, "description": "This principal may not do this"},
    404: {"model": Problem, "description": "There is no such thing in this company"},
    409: {"model": Problem, "description": "Somebody was faster, or the revision named is not the one in force"},
    422: {"model": Problem, "description": "A record or field is wrong; `record` and `field` say which"},
}


def problem_of(error: TrimtabError) -> Problem:
    """Describe an error of ours."""
    return Problem(
        type=f"urn:trimtab:{error.code}",
        title=title_of(error),
        status=error.status,
        detail=error.message,
        code=error.code,
        record=error.record if isinstance(error, InputError) else None,
        field=error.field if isinstance(error, InputError) else None,
        remedy=error.remedy or None,
    )


def title_of(error: TrimtabError) -> str:
    """Say what kind of error it is: the name of its class in words."""
    return capital(re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower())


def invalid(error: RequestValidationError) -> InvalidField:
    """Turn what the framework found wrong with a request into an error that names record and field."""
    first = error.errors()[0]
    where, *path = [str(part) for part in first["loc"]]
    return InvalidField(
        said(first["type"], first["msg"]),
        record=SENT.get(where, f"the request's {where}"),
        field=".".join(path) or where,
        remedy="Correct it and send it again; nothing was changed.",
    )


def said(kind: str, message: str) -> str:
    """Say what is wrong with a field in a person's words, where the framework's are a program's.

    >>> said("string_too_short", "String should have at least 1 character")
    'it is empty, and has to say something'
    """
    return _SAID.get(kind) or f"{message[:1].lower()}{message[1:]}"


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a problem as an answer."""
    head = dict(headers or {})
    if problem.code == NotSignedIn.code:
        head["WWW-Authenticate"] = "Bearer"
    body = problem.model_dump(exclude_none=True)
    return JSONResponse(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=head)


def plain_problem(status: int, title: str, detail: str) -> Problem:
    """Describe what the framework refuses by itself: an unknown path, a wrong method."""
    return Problem(type="about:blank", title=title, status=status, detail=detail, code=f"http.{status}")
