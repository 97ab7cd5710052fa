"""The guided tour: its panel, and the controls that a visitor has over it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Header, Response
from fastapi.responses import RedirectResponse

from interfaces.context import Context, InContext
from interfaces.identity import Caller, InBrowser
from interfaces.views.tour import read_tour, write_controls
from interfaces.web.forms import FormSender
from interfaces.web.pages import page, reader_of
from trimtab.errors import NotFound

router = APIRouter(include_in_schema=False)


class Wish(StrEnum):
    """What a visitor can ask of the tour."""

    PAUSE = "pause"
    CONTINUE = "continue"
    NEXT = "next"


@router.get("/tour")
def show_tour(caller: InBrowser, context: InContext) -> Response:
    """Return the inside of the panel, for the page that keeps it current."""
    return _panel(caller, context)


@router.post("/tour")
def steer_tour(
    caller: FormSender,
    context: InContext,
    wish: Annotated[Wish, Form()],
    referer: Annotated[str, Header()] = "",
    hx_request: Annotated[str, Header()] = "",
) -> Response:
    """Pause the tour, let it go on, or go to its next step."""
    folder = context.settings.tour_directory
    if folder is None:
        raise NotFound("There is no tour here.")
    # A tour that waits by itself goes on when it is told to go to what comes next.
    goes_on = wish is Wish.NEXT or (wish is Wish.CONTINUE and read_tour(folder).waits)
    write_controls(folder, paused=wish is Wish.PAUSE, next_step=goes_on)
    if hx_request:
        return _panel(caller, context)
    came_from = urlsplit(referer)
    back = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", status_code=303)


def _panel(caller: Caller, context: Context) -> Response:
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
    if reader.tour is None:
        raise NotFound("There is no tour here.")
    return page("parts/tour.html", reader)
