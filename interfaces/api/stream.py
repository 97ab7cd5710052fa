"""The stream: one server-sent event per change of a bundle or case, from which pages and programs refresh."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Header
from sse_starlette import EventSourceResponse, ServerSentEvent

from interfaces.context import Context, InContext
from interfaces.identity import Caller, SignedIn
from trimtab.bus.topics import CHANGES

router = APIRouter(tags=["stream"])

POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15

_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Unnamed events; `data` is JSON with kind, subject and state; `id` resumes the stream",
        "content": {
            "text/event-stream": {
                "example": 'id: 41\ndata: {"kind": "bundle", "subject": "bnd_4kq", "state": "decided"}\n\n'
            }
        },
    }
}


@router.get("/stream", summary="Follow changes as server-sent events", responses=_ANSWER)
async def follow(
    caller: SignedIn,
    context: InContext,
    last_event_id: Annotated[str, Header(description="Go on after this event", pattern=r"^\d{0,18}$")] = "",
) -> EventSourceResponse:
    """Send every change from now on, or from `Last-Event-ID` on; ends when the credential does."""
    position = int(last_event_id) if last_event_id else await run_sync(_newest, context)
    return EventSourceResponse(_changes(context, caller, position), ping=HEARTBEAT_SECONDS)


async def _changes(context: Context, caller: Caller, position: int) -> AsyncIterator[ServerSentEvent]:
    # The first bytes tell a proxy and the page that the line stands.
    yield ServerSentEvent(comment="following", retry=2000)
    while (found := await run_sync(_after, context, caller, position)) is not None:
        for position, payload in found:  # noqa: PLR1704 - the position moves on with what was sent
            yield ServerSentEvent(data=json.dumps(payload), id=str(position))
        await anyio.sleep(POLL_SECONDS)


def _newest(context: Context) -> int:
    with context.ledger.read() as tx:
        return tx.messages.last_position()


def _after(context: Context, caller: Caller, position: int) -> list[tuple[int, dict[str, Any]]] | None:
    with context.ledger.read() as tx:
        return tx.messages.after(CHANGES, position) if caller.still_valid(tx) else None
