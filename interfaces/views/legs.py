"""Legs: every kind of action as a document with lines, each before and after in the same place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from interfaces.views.money import amount_text, money_text
from interfaces.views.names import Names
from interfaces.views.times import Almanac, days_apart
from interfaces.views.words import capital, quantity, words
from trimtab.actions import (
    ActionBase,
    AdjustLevel,
    CancelPurchase,
    CancelRequest,
    ExpeditePurchase,
    PlacePurchase,
    ReleaseRequest,
    RepromiseOrder,
    ReschedulePurchase,
    SwitchSupplier,
    TransferStock,
)
from trimtab.bundles import Leg
from trimtab.measures import Money


@dataclass(frozen=True)
class LegLine:
    """One line of a document: what it is about, and its figure before and after."""

    label: str
    note: str
    before: str
    after: str
    last: str = ""


@dataclass(frozen=True)
class LegView:
    """A leg as a document; `last` heads the fourth column, `unit` stands at the head of before and after."""

    title: str
    lines: tuple[LegLine, ...]
    first: str = "Item"
    unit: str = ""
    last: str = ""
    total: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LegFormat:
    """How legs are written: the names of things, and the present."""

    names: Names
    almanac: Almanac

    def view(self, leg: Leg) -> LegView:
        """Return a leg as a document; a kind without a form of its own lists its fields."""
        return _WRITERS.get(type(leg.action), _any_action)(self, leg.action)


def _purchase(how: LegFormat, action: PlacePurchase) -> LegView:
    currency = action.lines[0].unit_price.currency
    lines = tuple(
        LegLine(
            label=line.item,
            note=_note(
                how.names.item(line.item),
                f"due {how.almanac.day(line.due)}",
                f"{amount_text(line.unit_price.amount)} each",
            ),
            before="0",
            after=quantity(line.quantity),
            last=amount_text(line.quantity * line.unit_price.amount),
        )
        for line in action.lines
    )
    return LegView(
        title=f"Purchase order to {how.names.supplier(action.supplier)}",
        lines=lines,
        unit=_one_unit({line.unit for line in action.lines}),
        last=currency,
        total=amount_text(action.value()) if len(lines) > 1 else "",
        facts=(("Deliver to", how.names.location(action.location)),),
    )


def _transfer(how: LegFormat, action: TransferStock) -> LegView:
    return LegView(
        title=f"Transfer to {how.names.location(action.destination)}",
        lines=tuple(
            LegLine(label=line.item, note=how.names.item(line.item), before="0", after=quantity(line.quantity))
            for line in action.lines
        ),
        unit=_one_unit({line.unit for line in action.lines}),
        facts=(
            ("From", how.names.location(action.origin)),
            ("Leaves", f"{how.almanac.day(action.ship)} by {words(action.mode)}"),
            ("Arrives", how.almanac.day(action.due)),
            ("Freight", money_text(action.cost.amount, action.cost.currency, cents=True)),
        ),
    )


def _level(how: LegFormat, action: AdjustLevel) -> LegView:
    pairs = (
        ("Order at", "minimum", action.minimum_before, action.minimum_after),
        ("Order up to", "target", action.target_before, action.target_after),
    )
    return LegView(
        title=f"Order point of {action.item}",
        first="Parameter",
        lines=tuple(
            LegLine(label, note, quantity(before), quantity(after), quantity(after - before, sign=True))
            for label, note, before, after in pairs
        ),
        last="Change",
        facts=(("At", how.names.location(action.location)), *_named(how, action.item)),
    )


def _repromise(how: LegFormat, action: RepromiseOrder) -> LegView:
    return LegView(
        title=f"New date for {action.number}, line {action.line}",
        first="Promise",
        lines=(
            LegLine(
                label=action.item,
                note=_note(f"{quantity(action.quantity)} for {how.names.customer(action.customer)}"),
                before=how.almanac.day(action.due_before),
                after=how.almanac.day(action.due_after),
                last=days_apart(action.due_before, action.due_after),
            ),
        ),
        last="Change",
    )


def _redate(how: LegFormat, action: ExpeditePurchase | ReschedulePurchase) -> LegView:
    verb = "Expedite" if isinstance(action, ExpeditePurchase) else "Reschedule"
    fee = _fee(action.fee) if isinstance(action, ExpeditePurchase) else ()
    return LegView(
        title=f"{verb} {action.number}, line {action.line}",
        first="Due date",
        lines=(
            LegLine(
                label=action.item,
                note=_note(f"{quantity(action.quantity)} from {how.names.supplier(action.supplier)}"),
                before=how.almanac.day(action.due_before),
                after=how.almanac.day(action.due_after),
                last=days_apart(action.due_before, action.due_after),
            ),
        ),
        last="Change",
        facts=fee,
    )


def _cancel(how: LegFormat, action: CancelPurchase) -> LegView:
    return LegView(
        title=f"Cancel {action.number}, line {action.line}",
        lines=(LegLine(action.item, how.names.item(action.item), quantity(action.quantity), "0"),),
        facts=(("Supplier", how.names.supplier(action.supplier)), *_fee(action.fee)),
    )


def _switch(how: LegFormat, action: SwitchSupplier) -> LegView:
    return LegView(
        title=f"Another supplier for {action.number}, line {action.line}",
        lines=(
            LegLine(
                label=action.item,
                note=_note(f"{quantity(action.quantity)}, due {how.almanac.day(action.due)}"),
                before=how.names.supplier(action.supplier),
                after=how.names.supplier(action.to_supplier),
                last=amount_text(action.value()),
            ),
        ),
        last=action.unit_price.currency,
    )


def _request(how: LegFormat, action: ReleaseRequest | CancelRequest) -> LegView:
    released = isinstance(action, ReleaseRequest)
    supplier = (("Supplier", how.names.supplier(action.supplier)),) if isinstance(action, ReleaseRequest) else ()
    return LegView(
        title=f"{'Release' if released else 'Withdraw'} the ERP's request {action.document}",
        lines=(
            LegLine(
                label=action.item,
                note=how.names.item(action.item),
                before="0" if released else quantity(action.quantity),
                after=quantity(action.quantity) if released else "0",
            ),
        ),
        facts=(("At", how.names.location(action.location)), *supplier),
    )


def _any_action(how: LegFormat, action: ActionBase) -> LegView:
    del how
    content = {name: value for name, value in action.content().items() if name != "kind"}
    facts = tuple((capital(words(name)), _plain(value)) for name, value in content.items())
    return LegView(title=capital(words(str(action.content()["kind"]))), lines=(), facts=facts)


_WRITERS: dict[type[ActionBase], Callable[[LegFormat, Any], LegView]] = {
    PlacePurchase: _purchase,
    TransferStock: _transfer,
    AdjustLevel: _level,
    RepromiseOrder: _repromise,
    ExpeditePurchase: _redate,
    ReschedulePurchase: _redate,
    CancelPurchase: _cancel,
    SwitchSupplier: _switch,
    ReleaseRequest: _request,
    CancelRequest: _request,
}


def _note(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _one_unit(units: set[str]) -> str:
    return units.pop() if len(units) == 1 else ""


def _named(how: LegFormat, item: str) -> tuple[tuple[str, str], ...]:
    name = how.names.item(item)
    return (("Item", name),) if name else ()


def _fee(fee: Money) -> tuple[tuple[str, str], ...]:
    return (("Fee", money_text(fee.amount, fee.currency, cents=True)),)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return quantity(value)
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return money_text(Decimal(str(value["amount"])), str(value["currency"]), cents=True)
    return str(value)
