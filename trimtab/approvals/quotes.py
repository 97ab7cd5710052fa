"""Quotes: what an answer of the other side amounts to, and the offers it makes for the next round; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from trimtab.actions import (
    CancelPurchase,
    ChangedLine,
    ExpeditePurchase,
    PurchaseChange,
    RedatedLine,
    ReschedulePurchase,
    SwitchSupplier,
)
from trimtab.bundles import Leg
from trimtab.commitments import Answer, AnswerKind
from trimtab.errors import InvalidField
from trimtab.measures import Money
from trimtab.offers import (
    CancelOffer,
    Constraint,
    ExpediteOffer,
    ForbidEarlier,
    ForbidOffer,
    Offer,
    RescheduleOffer,
    Standing,
    SwitchOffer,
)


def as_counted(action: PurchaseChange, answer: Answer) -> Answer:
    """Return the answer as it counts: an acceptance on other terms than those asked for is a counter-offer.

    Raises InvalidField for a fee in another currency, and for a quantity that several lines would have to share.
    """
    fee = _fee_of(action)
    if answer.fee is not None and fee is not None and answer.fee.currency != fee.currency:
        raise InvalidField(f"is in {answer.fee.currency}, we asked in {fee.currency}", record="answer", field="fee")
    if answer.quantity is not None and len(action.lines) > 1:
        raise InvalidField(
            f"this was asked about {len(action.lines)} lines; one quantity cannot be shared out among them",
            record="answer",
            field="quantity",
            remedy="Say that it was refused, with the quantity in words, and the lines are solved again.",
        )
    if answer.kind is AnswerKind.ACCEPTED and _on_other_terms(action, answer):
        return answer.model_copy(update={"kind": AnswerKind.COUNTERED})
    return answer


def quotes_from(leg: Leg, answer: Answer, arrivals: Mapping[str, date] | None = None) -> tuple[Offer, ...]:
    """Return what the other side now offers, line by line, under the ids of the offers the leg took up.

    `arrivals`: when lines are believed to come, by line; a line that is late without a new date in the ERP still comes
    earlier than that. A line gets no quote where the offer changes nothing any more, or where the action does not say
    how the line stands. Who would not cancel but deliver on another day is quoted as rescheduling. A fee is shared
    equally between the lines.
    """
    action = leg.action
    if not isinstance(action, PurchaseChange) or answer.kind is AnswerKind.REFUSED:
        return ()
    fees = _shared(answer.fee or _fee_of(action), len(action.lines))
    quoted = [
        _quote(leg, place, offer_id, answer, fee, arrivals or {})
        for place, (offer_id, fee) in enumerate(zip(leg.offers, fees, strict=False))
    ]
    return tuple(offer for offer in quoted if offer is not None)


def ruled_out(
    leg: Leg, answer: Answer | None, quotes: Iterable[Offer], asked_by: str, reason: str
) -> tuple[Constraint, ...]:
    """Return what the next round must do without: what was not agreed to, or (`answer` None) not answered, or quoted.

    An expedite is ruled out by its day, whatever its offer is called: nothing as early as was asked for, and nothing
    before the day that the supplier named.
    """
    action, quoted = leg.action, {q.id for q in quotes}
    refused = sorted(set(leg.offers) - quoted)
    if not isinstance(action, ExpeditePurchase):
        return tuple(ForbidOffer(asked_by=asked_by, reason=reason, offer_id=offer_id) for offer_id in refused)
    named = answer.due if answer is not None else None
    return tuple(
        ForbidEarlier(
            asked_by=asked_by,
            reason=reason,
            document=action.document,
            line=line.line,
            before=named or line.due_after + timedelta(days=1),
        )
        for line, offer_id in zip(action.lines, leg.offers, strict=False)
        if offer_id in refused
    )


def _quote(
    leg: Leg, place: int, offer_id: str, answer: Answer, fee: Money | None, arrivals: Mapping[str, date]
) -> Offer | None:
    action = leg.action
    assert isinstance(action, PurchaseChange)  # noqa: S101 - chosen by the caller
    line = action.lines[place]
    if line.due_before is None:
        return None
    stands = _as_it_stands(leg, action, line, answer) | {"id": offer_id}
    if isinstance(action, CancelPurchase):
        return _cancel(action, line, answer, fee, stands)
    if isinstance(action, SwitchSupplier):
        there = action.to_lines[place]
        if fee is None or line.unit_price is None:
            return None
        return SwitchOffer(
            **stands,
            fee=fee,
            to_supplier=action.to_supplier,
            unit_price=there.unit_price,
            unit_price_before=line.unit_price,
            to=answer.due or there.due,
        )
    assert isinstance(line, RedatedLine)  # noqa: S101 - what these two kinds have
    to = answer.due or line.due_after
    if isinstance(action, ExpeditePurchase):
        expected = max(line.due_before, arrivals.get(line.line, line.due_before))
        return ExpediteOffer(**stands, to=to, fee=fee or action.fee) if to < expected else None
    return RescheduleOffer(**stands, to=to) if to > line.due_before else None


def _cancel(
    action: CancelPurchase, line: ChangedLine, answer: Answer, fee: Money | None, stands: dict[str, Any]
) -> Offer | None:
    if answer.due is not None:
        if line.due_before is None or answer.due <= line.due_before:
            return None
        return RescheduleOffer(**stands | {"id": f"reschedule:{action.document}/{line.line}:1"}, to=answer.due)
    if line.unit_price is None:
        return None
    quantity = answer.quantity or line.quantity
    saved = Money(amount=quantity * line.unit_price.amount, currency=line.unit_price.currency)
    return CancelOffer(**stands, fee=fee or action.fee, saved=saved)


def _as_it_stands(leg: Leg, action: PurchaseChange, line: ChangedLine, answer: Answer) -> dict[str, Any]:
    return {
        "function": leg.owner,
        "standing": Standing.QUOTED,
        "valid_until": answer.valid_until,
        "document": action.document,
        "number": action.number,
        "line": line.line,
        "supplier": action.supplier,
        "item": line.item,
        "location": action.location,
        "quantity": answer.quantity or line.quantity,
        "due": line.due_before,
    }


def _on_other_terms(action: PurchaseChange, answer: Answer) -> bool:
    asked_quantity = sum((line.quantity for line in action.lines), Decimal(0))
    fee = _fee_of(action)
    return (
        (answer.due is not None and any(answer.due != day for day in _asked_days(action)))
        or (answer.quantity is not None and answer.quantity != asked_quantity)
        or (answer.fee is not None and answer.fee.amount > (fee.amount if fee else 0))
    )


def _asked_days(action: PurchaseChange) -> list[Any]:
    """Return the days that were asked for; a cancellation asks for none, so that any day is another one."""
    if isinstance(action, SwitchSupplier):
        return [line.due for line in action.to_lines]
    return [line.due_after if isinstance(line, RedatedLine) else None for line in action.lines]


def _fee_of(action: PurchaseChange) -> Money | None:
    return None if isinstance(action, ReschedulePurchase) else getattr(action, "fee", None)


def _shared(fee: Money | None, parts: int) -> list[Money | None]:
    """Share a fee equally, to the cent; the first line bears what is left over."""
    if fee is None:
        return [None] * parts
    each = Money(amount=fee.amount / parts, currency=fee.currency).rounded()
    first = Money(amount=fee.amount - each.amount * (parts - 1), currency=fee.currency)
    return [first, *[each] * (parts - 1)]
