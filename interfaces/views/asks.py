"""Asks: what another company was asked and has not answered, or has; with the form that takes its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interfaces.views.documents import Pen
from interfaces.views.money import amount_text, money_text
from interfaces.views.times import Moment, relative
from interfaces.views.words import capital, quantity
from trimtab.actions import Action, ExpeditePurchase, PurchaseChange, RedatedLine
from trimtab.beliefs import Function
from trimtab.commitments import Answer, AnswerKind
from trimtab.ledger.tasks import OPEN
from trimtab.people import ROLE_OF_FUNCTION, Principal
from trimtab.receipts import Task

_SAID = {AnswerKind.ACCEPTED: "Accepted", AnswerKind.COUNTERED: "Countered", AnswerKind.REFUSED: "Refused"}


@dataclass(frozen=True)
class AskView:
    """One question to another company: to whom, what for, until when, and what could be countered.

    `due`, `quantity` and `fee` are what was asked for; empty where it asked for none.
    """

    id: str
    owner: str
    of: str
    text: str
    expected: str
    overdue: bool
    yours: bool
    pending: bool
    due: str
    due_text: str
    quantity: str
    unit: str
    fee: str
    currency: str
    answer: str
    words: str
    """What the other side said, as it was reported."""
    reported: str
    """By whom and when the answer was reported."""


def ask_view(
    task: Task, action: Action, currency: str, reader: Principal, people: Mapping[str, str], pen: Pen
) -> AskView:
    """Return an ask as a reader sees it; `currency` is that of its bundle."""
    lines = action.lines if isinstance(action, PurchaseChange) else ()
    one = lines[0] if len(lines) == 1 else None
    fee = action.fee if isinstance(action, ExpeditePurchase) else None
    return AskView(
        id=task.id,
        owner=capital(task.owner),
        of=pen.names.supplier(action.supplier) if isinstance(action, PurchaseChange) else "the other side",
        text=task.text,
        expected=_expected(task, pen),
        overdue=task.due_at is not None and task.state == OPEN and task.due_at <= pen.almanac.now,
        yours=task.state == OPEN and ROLE_OF_FUNCTION[Function(task.owner)] in reader.roles,
        pending=task.state == OPEN,
        due=one.due_after.isoformat() if isinstance(one, RedatedLine) else "",
        due_text=pen.almanac.day(one.due_after) if isinstance(one, RedatedLine) else "",
        quantity=quantity(one.quantity) if one else "",
        unit=pen.names.unit(one.item) if one else "",
        fee=amount_text(fee.amount) if fee else "",
        currency=currency,
        answer=answer_text(task.answer, pen) if task.answer else "",
        words=task.answer.text if task.answer else "",
        reported=(
            f"{people.get(task.done_by, task.done_by)}, {pen.almanac.absolute(task.done_at)}" if task.done_at else ""
        ),
    )


def answer_text(answer: Answer, pen: Pen) -> str:
    """Say what was answered, in words and figures."""
    parts = []
    if answer.due is not None:
        parts.append(pen.almanac.day(answer.due))
    if answer.quantity is not None:
        parts.append(quantity(answer.quantity))
    if answer.fee is not None:
        parts.append(f"{money_text(answer.fee.amount, answer.fee.currency, cents=True)} in fees")
    if answer.valid_until is not None:
        parts.append(f"valid until {pen.almanac.absolute(answer.valid_until)}")
    said = _SAID[answer.kind]
    return f"{said}: {', '.join(parts)}." if parts else f"{said}."


def _expected(task: Task, pen: Pen) -> str:
    if task.due_at is None:
        return "no deadline is known"
    due: Moment = pen.almanac.moment(task.due_at)
    return f"answer expected by {due.absolute}, {relative(task.due_at, pen.almanac.now)}"
