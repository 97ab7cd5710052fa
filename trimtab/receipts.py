"""Receipts: what a system of record answered to an action, and whether a later reading confirms it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import AwareDatetime, Field

from trimtab.bundles import LegState
from trimtab.commitments import Answer
from trimtab.measures import Frozen


class Preview(Frozen):
    """What an adapter will do: the request in words and the values it expects to find before it."""

    system: str
    summary: str
    expected_before: dict[str, str] = Field(default_factory=dict)


class Receipt(Frozen):
    """The document an action became; `leg_state` says whether the other side is bound yet.

    `complete` is False where the document exists but is not finished (a draft): executing again goes on from there.
    """

    action_id: str
    system: str
    document: str
    number: str
    document_state: str
    leg_state: LegState
    at: AwareDatetime
    complete: bool = True
    details: dict[str, Any] = Field(default_factory=dict)


class Verification(Frozen):
    """The result of reading a document back: `differences` names every field that is not as approved."""

    confirmed: bool
    differences: tuple[str, ...] = ()
    document_state: str = ""


class Task(Frozen):
    """Work for a person: an action with no system behind it; done when confirmed with a reference.

    One that `asks` is done when the other side has answered; without an answer by `due_at` (business time) it is
    silent.
    """

    id: str
    bundle_id: str
    owner: str
    text: str
    state: str
    reference: str = ""
    done_by: str = ""
    opened_at: AwareDatetime
    done_at: AwareDatetime | None = None
    quantity: Decimal | None = None
    asks: bool = False
    answer: Answer | None = None
    due_at: AwareDatetime | None = None
