"""The application: API and web in one process, over one ledger; `create_app` is all that the composition root calls."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from interfaces.api import PREFIX, api_router
from interfaces.api.problems import Problem, invalid, plain_problem, problem_of, problem_response
from interfaces.context import Casework, Context, context_of
from interfaces.security import SecurityHeaders, security_headers
from interfaces.views.names import read_names
from interfaces.views.people import people_of, with_names
from interfaces.web import error_page, web_router
from trimtab.errors import TrimtabError
from trimtab.ledger import Ledger
from trimtab.settings import Settings

_log = logging.getLogger(__name__)

DESCRIPTION = """Keeps the optimal inventory level optimal: what awaits a decision, deciding, and what became of it.

Send `Authorization: Bearer <token>`; `trimtab token` issues one. Money amounts are decimal strings in the currency
named beside them, quantities are in stock units, times are UTC. Errors are problem details with a stable `code`."""

_WORDS = {
    404: ("Not found", "There is nothing at this address."),
    405: ("Not allowed", "This address does not take that."),
}


def create_app(ledger: Ledger, settings: Settings, casework: Casework | None = None) -> FastAPI:
    """Return the application over a ledger; names of items and partners come from `settings.network_file`.

    Without `casework` nobody can edit a bundle or ask about one; everything else works.
    """
    app = FastAPI(
        title="Trimtab",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    names = read_names(settings.network_file)
    app.state.context = Context(ledger=ledger, settings=settings, names=names, casework=casework)
    app.add_middleware(SecurityHeaders, https=app.state.context.https)
    app.add_exception_handler(TrimtabError, _deliberate)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)
    app.include_router(api_router())
    app.include_router(web_router())
    return app


def _deliberate(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrimtabError)  # noqa: S101 - registered for this class
    return _answer(request, _by_name(request, problem_of(error)))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    return _answer(request, problem_of(invalid(error)))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    title, detail = _WORDS.get(error.status_code, ("Refused", str(error.detail)))
    return _answer(request, plain_problem(error.status_code, title, detail), error.headers)


def _unexpected(request: Request, error: Exception) -> Response:
    """Answer without details, which are in the log; made outside the middleware, so the headers are added here."""
    _log.error("unexpected error at %s", request.url.path, exc_info=error)
    problem = Problem(
        type="about:blank",
        title="Something went wrong",
        status=500,
        detail="This was not expected, and it is in the log. Nothing that was decided before is lost.",
        code="http.500",
        remedy="Try again; if it stays, tell whoever runs Trimtab when it happened.",
    )
    https = request.app.state.context.https
    return _answer(request, problem, {**security_headers(https=https), "Cache-Control": "no-store"})


def _by_name(request: Request, problem: Problem) -> Problem:
    """Say who did something by name; while the ledger cannot be read, ids stay."""
    try:
        with context_of(request).ledger.read() as tx:
            return problem.model_copy(update={"detail": with_names(problem.detail, people_of(tx))})
    except SQLAlchemyError:
        return problem


def _answer(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    if request.url.path.startswith("/api/"):
        return problem_response(problem, headers)
    return error_page(request, problem, headers)
