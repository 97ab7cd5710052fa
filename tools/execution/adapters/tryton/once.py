"""Once: creating a document exactly once in an ERP whose references are not unique.

Search, create a draft, search again; a document that is no longer a draft wins, else the lowest id; every other draft
is deleted before the one that stays goes on. Two processes that do this at the same time agree on the same document.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from tools.tryton.client import SYSTEM, Row, TrytonClient
from trimtab.errors import Ambiguous, FieldConflict, Refused

_TURNS = tuple(Lock() for _ in range(64))


@contextmanager
def one_at_a_time(reference: str) -> Iterator[None]:
    """Serialise what this process does about a reference; between processes the executor's lease does the same.

    Tryton does not: on SQLite six confirmations at the same moment all succeed, and leave three receipts.
    """
    with _TURNS[hash(reference) % len(_TURNS)]:
        yield


def documents_of(client: TrytonClient, model: str, reference: str, fields: Sequence[str]) -> list[Row]:
    """Return the documents that carry a reference and are not cancelled, lowest id first."""
    domain = [["reference", "=", reference], ["state", "!=", "cancelled"]]
    return client.read(model, ["state", "number", *fields], domain)


def create_once(client: TrytonClient, model: str, reference: str, values: Callable[[], Mapping[str, Any]]) -> Row:
    """Return the one document that carries the reference, creating its draft where there is none."""
    found = documents_of(client, model, reference, [])
    if not found:
        client.create(model, {**values(), "reference": reference})
        found = documents_of(client, model, reference, [])
    if not found:
        raise Ambiguous(f"{model} with reference {reference} was created and is not there", system=SYSTEM)
    kept = next((row for row in found if row["state"] != "draft"), found[0])
    for row in found:
        if row["id"] != kept["id"] and row["state"] == "draft":
            _delete(client, model, row)
    return kept


def kept_of(client: TrytonClient, model: str, reference: str, record: int) -> Row:
    """Return the document that was kept as it is now; raises Ambiguous where somebody took it away meanwhile."""
    found = next((row for row in documents_of(client, model, reference, []) if row["id"] == record), None)
    if found is None:
        raise Ambiguous(f"{model} {record} with reference {reference} is not there any more", system=SYSTEM)
    return found


def press(client: TrytonClient, model: str, record: int, name: str, leads_to: Container[str]) -> None:
    """Press a button; a document that is already where the button leads needs no pressing."""
    try:
        client.button(model, record, name)
    except Refused:
        if _state(client, model, record) not in leads_to:
            raise


@contextmanager
def nothing_left_behind(client: TrytonClient, model: str, record: int) -> Iterator[None]:
    """Take back a document that is refused half-way: a draft is deleted, one that has a number is cancelled."""
    try:
        yield
    except (Refused, FieldConflict):
        state = _state(client, model, record)
        if state == "draft":
            client.delete(model, record)
        elif state in {"quotation", "waiting"}:
            client.button(model, record, "cancel")
        raise


def _state(client: TrytonClient, model: str, record: int) -> str:
    found = client.read(model, ["state"], [["id", "=", record]])
    return str(found[0]["state"]) if found else "gone"


def _delete(client: TrytonClient, model: str, row: Row) -> None:
    try:
        client.delete(model, row["id"])
    except Refused:
        if client.read(model, ["state"], [["id", "=", row["id"]], ["state", "!=", "cancelled"]]):
            raise
