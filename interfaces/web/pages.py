"""Pages: how a template becomes an answer, and what every page knows about its reader and its time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.exc import SQLAlchemyError

from interfaces.api.problems import Problem
from interfaces.context import Context, context_of
from interfaces.identity import Caller, identify_browser
from interfaces.views.times import Almanac, local_times
from interfaces.views.tour import TourPanel, read_tour
from interfaces.views.words import sentence
from interfaces.web.assets import addresses
from interfaces.web.forms import field_named
from trimtab.errors import AuthorityError
from trimtab.ledger import Transaction


@dataclass(frozen=True)
class Reader:
    """Who reads a page, what waits for them elsewhere, and when it is."""

    caller: Caller
    almanac: Almanac
    open_tasks: int
    quarantined: int
    tour: TourPanel | None
    played: bool
    """Whether the company's days are played, so that the page says which day it is."""

    @property
    def name(self) -> str:
        """Return the reader's name."""
        return self.caller.principal.name

    @property
    def token(self) -> str:
        """Return the token for this reader's forms."""
        return self.caller.form_token

    @property
    def day(self) -> str:
        """Say which day is being played; empty where days pass by themselves."""
        if not self.played:
            return ""
        today = self.almanac.day(self.almanac.now.astimezone(self.almanac.zone).date())
        number = self.tour.day if self.tour else ""
        return f"{number}, {today}" if number else today

    @property
    def as_of(self) -> str:
        """Say of when the page is."""
        return self.almanac.absolute(self.almanac.now)


def reader_of(tx: Transaction, caller: Caller, context: Context) -> Reader:
    """Return what every page needs, read in the page's own transaction."""
    return Reader(
        caller=caller,
        almanac=Almanac(tx.business_now, context.zone),
        open_tasks=len(tx.tasks.all()),
        quarantined=len(tx.events.quarantined()),
        tour=read_tour(context.settings.tour_directory) if context.settings.tour_directory else None,
        played=context.settings.business_clock_file is not None,
    )


def page(template: str, reader: Reader, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page for a reader."""
    return _render(template, status, {"reader": reader, **values})


def plain_page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page for somebody who is not signed in, or who may not be."""
    return _render(template, status, {"reader": None, **values})


_SENT_ABOUT = re.compile(r"(?P<bundle>/bundles/[^/]+)/.")
"""A form about a bundle: what is wrong with it is mended on the bundle's page."""


def error_page(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """Return an error as a page: what happened, which record and field, what to do; never a stack trace."""
    context = context_of(request)
    try:
        signed_in = identify_browser(request, context) is not None
        with context.ledger.read() as tx:
            said = local_times(problem.detail, Almanac(tx.business_now, context.zone))
            problem = problem.model_copy(update={"detail": said})
    except (AuthorityError, SQLAlchemyError):
        signed_in = False
    sent = _SENT_ABOUT.match(request.url.path)
    back = sent["bundle"] if sent else ""
    answer = plain_page("error.html", status=problem.status, problem=problem, signed_in=signed_in, back=back)
    answer.headers.update(dict(headers or {}))
    return answer


def _render(template: str, status: int, values: dict[str, Any]) -> HTMLResponse:
    return HTMLResponse(_templates().get_template(template).render(values), status_code=status)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = addresses().__getitem__
    environment.filters["sentence"] = sentence
    environment.filters["field"] = field_named
    return environment
