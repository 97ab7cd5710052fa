"""Events from outside: validated one by one, the good ones kept, the bad ones quarantined with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import ValidationError

from interfaces.context import InContext
from interfaces.identity import Caller, SignedIn
from tools.feeds.payloads import Known, check_payload
from trimtab.bus.topics import EVENTS
from trimtab.errors import InputError, InvalidField, NotPermitted
from trimtab.events import Event, Quarantined
from trimtab.intake import SourceIntake
from trimtab.ledger import Ledger
from trimtab.measures import Frozen
from trimtab.people import PrincipalKind, Role

router = APIRouter(tags=["events"])

MOST_AT_ONCE = 5000

_EVENT = {
    "specversion": "1.0",
    "id": "count-2026-11-24-1",
    "source": "wms",
    "type": "stock.changed",
    "subject": "item-location:WINCH-40@CEN",
    "time": "2026-11-24T07:30:00Z",
    "data": {"item": "WINCH-40", "location": "CEN", "quantity": "-3"},
}
_EXAMPLES = {
    "one": {"summary": "One CloudEvent", "value": _EVENT},
    "several": {"summary": "A batch", "value": [_EVENT, {**_EVENT, "id": "WINCH-40@CEN 2026-11-24 corrected"}]},
}


class EventKey(Frozen):
    """What identifies an event."""

    source: str
    id: str


class Refusal(Frozen):
    """A record that was refused and lies in quarantine: which one, which field, and why."""

    record: str
    field: str
    code: str
    message: str


class Intake(Frozen):
    """What became of each record."""

    accepted: tuple[EventKey, ...]
    duplicate: tuple[EventKey, ...]
    refused: tuple[Refusal, ...]


class QuarantinedRecord(Quarantined):
    """A quarantined record with its id."""

    id: str


@router.post(
    "/events",
    summary="Bring events in: one CloudEvent or a list",
    responses={422: {"model": Intake, "description": "Every record was refused"}},
)
def post_events(
    body: Annotated[Any, Body(openapi_examples=_EXAMPLES)],
    caller: SignedIn,
    context: InContext,
    response: Response,
) -> Intake:
    """Keep what is right, quarantine what is wrong, say which is which. Administrators and agents only.

    The same event again is a duplicate and changes nothing. 422 only where every record was refused.
    """
    _check_may_post(caller)
    records = body if isinstance(body, list) else [body]
    if len(records) > MOST_AT_ONCE:
        raise InvalidField(
            f"{len(records)} events at once; at most {MOST_AT_ONCE} are taken",
            record="the request's body",
            field="body",
            remedy="Send them in several requests.",
        )
    names = context.names
    now = context.ledger.clock.business_now()
    known = Known(names.items, names.locations, names.suppliers, names.customers, now)
    intake = _take_in(context.ledger, records, known)
    if intake.refused and not intake.accepted and not intake.duplicate:
        response.status_code = 422
    return intake


@router.get("/events", summary="Events by their ids, oldest first")
def read_events(
    caller: SignedIn,
    context: InContext,
    ids: Annotated[
        list[str], Query(alias="id", min_length=1, max_length=1000, description="As cases and evidence name them")
    ],
) -> list[Event]:
    """Return the events behind a case or a piece of evidence."""
    del caller
    with context.ledger.read() as tx:
        return tx.events.named(ids)


@router.get("/intake", summary="How clean what each source tells is, in counts")
def list_intake(caller: SignedIn, context: InContext) -> list[SourceIntake]:
    """Return, by source, how many events were kept, told again, told late, and refused by which field."""
    del caller
    with context.ledger.read() as tx:
        return tx.intake.by_source()


@router.get("/quarantine", summary="Records that were refused and wait for a person")
def list_quarantine(
    caller: SignedIn, context: InContext, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> list[QuarantinedRecord]:
    """Return open quarantined records, newest first."""
    del caller
    with context.ledger.read() as tx:
        found = tx.events.quarantined(limit)
    return [QuarantinedRecord(id=key, **record.model_dump()) for key, record in found]


def _check_may_post(caller: Caller) -> None:
    who = caller.principal
    if who.kind is not PrincipalKind.AGENT and Role.ADMINISTRATOR not in who.roles:
        raise NotPermitted(f"{who.name} may not bring events in", remedy="Use an agent's or administrator's token.")


def _take_in(ledger: Ledger, records: list[Any], known: Known) -> Intake:
    with ledger.write() as tx:
        good: list[Event] = []
        bad: list[Quarantined] = []
        for position, record in enumerate(records, start=1):
            place = f"event {position} of {len(records)}"
            try:
                event = Event.model_validate(record)
                check_payload(event, known)
            except ValidationError as error:
                bad += _refused(record, place, error, tx.wall_now)
            except InputError as error:
                bad.append(_refused_payload(record, f"{place} ({event.id})", error, tx.wall_now))
            else:
                good.append(event)
        new = tx.intake.take(good)
        tx.events.quarantine(bad)
        if new:
            tx.messages.publish(EVENTS, {"ids": [[event.source, event.id] for event in new]})
    fresh = {id(event) for event in new}
    return Intake(
        accepted=tuple(EventKey(source=e.source, id=e.id) for e in new),
        duplicate=tuple(EventKey(source=e.source, id=e.id) for e in good if id(e) not in fresh),
        refused=tuple(Refusal(record=q.record, field=q.field, code=q.code, message=q.message) for q in bad),
    )


def _refused(record: Any, place: str, error: ValidationError, at: datetime) -> list[Quarantined]:
    """Describe a bad record, once for each field that is wrong."""
    payload = record if isinstance(record, dict) else {"value": record}
    name = f"{place} ({payload['id']})" if isinstance(payload.get("id"), str) else place
    return [
        Quarantined(
            source=str(payload.get("source") or "api")[:200],
            record=name[:300],
            field=(".".join(str(part) for part in found["loc"]) or "record")[:100],
            code=InvalidField.code,
            message=f"{found['msg'][:1].lower()}{found['msg'][1:]}",
            payload=payload,
            at=at,
        )
        for found in error.errors(include_url=False, include_context=False)
    ]


def _refused_payload(record: dict[str, Any], name: str, error: InputError, at: datetime) -> Quarantined:
    """Describe a record whose data do not hold what its type needs."""
    return Quarantined(
        source=str(record["source"])[:200],
        record=name[:300],
        field=error.field[:100],
        code=error.code,
        message=error.message,
        payload=record,
        at=at,
    )
