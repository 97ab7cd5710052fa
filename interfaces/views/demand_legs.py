"""Legs that touch demand and levels, as documents: promises, set-aside stock, substitutes, promotions, order points."""

from __future__ import annotations

from decimal import Decimal

from interfaces.views.documents import LegLine, LegView, Pen, charge, note
from interfaces.views.times import days_apart
from interfaces.views.words import quantity
from trimtab.actions import (
    AdjustLevel,
    ReallocateSupply,
    RepromiseOrder,
    RequestInformation,
    ShapeDemand,
    SubstituteItem,
)


def level(pen: Pen, action: AdjustLevel) -> LegView:
    """Write the inventory parameters of an item-location."""
    pairs: tuple[tuple[str, str, Decimal, Decimal], ...] = (
        ("Order at", "minimum", action.minimum_before, action.minimum_after),
        ("Order up to", "target", action.target_before, action.target_after),
    )
    name = pen.names.code_beside(action.item)
    return LegView(
        title=f"Order point of {pen.names.label(action.item)}",
        first="Parameter",
        lines=tuple(
            LegLine(label, small, quantity(before), quantity(after), quantity(after - before, sign=True))
            for label, small, before, after in pairs
        ),
        unit=pen.names.unit(action.item),
        last="Change",
        facts=(("At", pen.names.location(action.location)), *((("Item", name),) if name else ())),
    )


def repromise(pen: Pen, action: RepromiseOrder) -> LegView:
    """Write a later date for a customer's line."""
    return LegView(
        title=f"New date for {action.number}",
        first="Promise",
        lines=(
            LegLine(
                label=pen.names.label(action.item),
                note=f"{pen.pieces(action.item, action.quantity)} for {pen.names.customer(action.customer)}",
                before=pen.almanac.day(action.due_before),
                after=pen.almanac.day(action.due_after),
                last=days_apart(action.due_before, action.due_after),
            ),
        ),
        last="Change",
    )


def reallocate(pen: Pen, action: ReallocateSupply) -> LegView:
    """Write stock that is set aside for another customer."""
    waits = LegLine(
        label=pen.names.customer(action.from_customer),
        note=action.from_number,
        before=pen.almanac.day(action.due_before),
        after=pen.almanac.day(action.due_after),
        last=days_apart(action.due_before, action.due_after),
    )
    served = LegLine(
        label=pen.names.customer(action.to_customer),
        note=action.to_number,
        before="not covered",
        after="from stock",
        last="",
    )
    return LegView(
        title=f"{pen.names.label(action.item)} in stock for {pen.names.customer(action.to_customer)}",
        first="Customer",
        lines=(served, waits),
        last="Change",
        facts=(("Moves", pen.pieces(action.item, action.quantity)), ("At", pen.names.location(action.location))),
    )


def substitute(pen: Pen, action: SubstituteItem) -> LegView:
    """Write another item for a customer's line."""
    return LegView(
        title=f"Substitute on {action.number}",
        first="Customer",
        lines=(
            LegLine(
                label=pen.names.customer(action.customer),
                note=note(pen.pieces(action.item, action.quantity), pen.names.code_beside(action.substitute)),
                before=pen.names.label(action.item),
                after=pen.names.label(action.substitute),
            ),
        ),
        facts=(("From", pen.names.location(action.location)), *charge("Discount in all", action.discount)),
        caution="An offer: the customer may decline it.",
    )


def shape(pen: Pen, action: ShapeDemand) -> LegView:
    """Write a promotion that is to start on another day."""
    return LegView(
        title=f"Move the promotion of {pen.names.label(action.item)}",
        first="Starts",
        lines=(
            LegLine(
                label=pen.names.label(action.item),
                note=note(
                    pen.names.code_beside(action.item), f"{pen.pieces(action.item, action.quantity)} of extra demand"
                ),
                before=pen.almanac.day(action.start),
                after=pen.almanac.day(action.start_after),
                last=days_apart(action.start, action.start_after),
            ),
        ),
        last="Change",
        facts=(
            ("At", pen.names.location(action.location)),
            ("Until now", f"{pen.almanac.day(action.start)} to {pen.almanac.day(action.end)}"),
            *charge("Margin given up", action.cost),
            ("Asked of sales", action.request),
        ),
    )


def information(pen: Pen, action: RequestInformation) -> LegView:
    """Write a question to a person."""
    return LegView(
        title=f"Ask about {pen.names.subject(action.subject)}",
        lines=(),
        facts=(("Question", action.question),),
    )
