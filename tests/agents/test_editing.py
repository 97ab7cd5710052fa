"""Editing: a form's change as constraints on the offers behind a leg; what cannot be is refused by leg and field."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agents.editing import Editing, about
from tests.agents.small_case import TERMS, bought, day, euro
from tests.trimtab.proposals import bundle, level, purchase
from trimtab.actions import CancelRequest, ExpeditePurchase, RedatedLine, RepromiseOrder
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Leg
from trimtab.edits import Edit, LevelEdit, LineEdit
from trimtab.errors import InvalidField, StaleRevision
from trimtab.offers import (
    CancelRequestOffer,
    ExpediteOffer,
    FixDate,
    FixLevel,
    FixQuantity,
    ForbidOffer,
    FreezeLevel,
    Offer,
    PurchaseOffer,
    RepromiseOffer,
)


def source(supplier: str, lot: int = 6, minimum: int = 12) -> PurchaseOffer:
    return PurchaseOffer(
        id=f"purchase:{supplier}/WINCH@CEN",
        function=Function.PROCUREMENT,
        supplier=supplier,
        item="WINCH",
        location="CEN",
        unit_price=euro("260"),
        lead_time_days=5,
        minimum_order=Decimal(minimum),
        lot_multiple=Decimal(lot),
    )


def variant(number: int, to: int) -> ExpediteOffer:
    line = bought().model_dump(exclude={"reference", "unit_price"})
    terms = {"id": f"expedite:12/1:{number}", "function": Function.PROCUREMENT, "to": day(to), "fee": euro("1264")}
    return ExpediteOffer(**(line | terms))


WAIT = RepromiseOffer(
    id="repromise:7/1",
    function=Function.SALES,
    document="7",
    number="SO-7",
    line="1",
    customer="SKAG",
    item="WINCH",
    location="CEN",
    quantity=Decimal(40),
    due=day(9),
    latest=day(37),
    cost_per_unit_day=euro("1.8"),
)
REQUEST = CancelRequestOffer(
    id="cancel_request:R1",
    function=Function.PROCUREMENT,
    document="R1",
    item="WINCH",
    location="CEN",
    quantity=Decimal(60),
    due=day(30),
)
OFFERS: tuple[Offer, ...] = (
    source("BRF"),
    source("KMW", 1, 60),
    *(variant(n, 4 + 4 * n) for n in (1, 2, 3)),
    WAIT,
    REQUEST,
)


def a_leg(leg_id: str, action: Any, *offers: str) -> Leg:
    return Leg(id=leg_id, owner=Function.PROCUREMENT, action=action, because="so", offers=offers)


ORDER = purchase(items=("WINCH",))
FORWARD = ExpeditePurchase(
    id="act_expedite_1",
    document="12",
    number="PO-12",
    supplier="KMW",
    location="CEN",
    lines=(RedatedLine(line="1", item="WINCH", quantity=Decimal(216), due_before=day(20), due_after=day(8)),),
    fee=euro("1264"),
)
LATER = RepromiseOrder(
    id="act_promise_1",
    document="7",
    number="SO-7",
    line="1",
    customer="SKAG",
    item="WINCH",
    quantity=Decimal(40),
    due_before=day(9),
    due_after=day(16),
)
WITHDRAW = CancelRequest(id="act_withdraw_1", document="R1", item="WINCH", location="CEN", quantity_before=Decimal(60))
BUNDLE: Bundle = bundle().model_copy(
    update={
        "legs": (
            a_leg("order", ORDER, "purchase:BRF/WINCH@CEN"),
            a_leg("forward", FORWARD, "expedite:12/1:1"),
            a_leg("later", LATER, "repromise:7/1"),
            a_leg("withdraw", WITHDRAW, "cancel_request:R1"),
            a_leg("level", level(), "level:item-location:WINCH-40@CEN"),
        )
    }
)


def constraints(*lines: LineEdit, offers: tuple[Offer, ...] = OFFERS, **more: Any) -> list[Any]:
    edit = Edit(digest=BUNDLE.digest(), lines=lines, **more)
    return list(Editing(BUNDLE, offers, "anna").constraints(edit))


def line(leg: str, **change: Any) -> LineEdit:
    return LineEdit(leg=leg, item=change.pop("item", "WINCH"), **change)


def refused(*lines: LineEdit, **more: Any) -> InvalidField:
    with pytest.raises(InvalidField) as caught:
        constraints(*lines, **more)
    return caught.value


def test_another_quantity_is_fixed() -> None:
    (fix,) = constraints(line("order", quantity=Decimal(120)), text="the truck is full")
    assert isinstance(fix, FixQuantity)
    assert (fix.offer_id, fix.quantity, fix.asked_by) == ("purchase:BRF/WINCH@CEN", 120, "anna")
    assert fix.reason == "the truck is full"


def test_another_supplier_is_none_here_and_as_many_there() -> None:
    here, there = constraints(line("order", supplier="KMW"))
    assert (here.offer_id, here.quantity) == ("purchase:BRF/WINCH@CEN", 0)
    assert (there.offer_id, there.quantity) == ("purchase:KMW/WINCH@CEN", 60)


def test_another_date_of_a_line_is_fixed_with_its_quantity() -> None:
    whole, to = constraints(line("forward", due=day(10)))
    assert (whole.offer_id, whole.quantity) == ("expedite:12/1:1", 216)
    assert isinstance(to, FixDate)
    assert (to.offer_id, to.to) == ("expedite:12/1:1", day(10))
    assert TERMS.expedite is not None


def test_a_line_that_is_taken_out_is_not_asked_for_another_date_either() -> None:
    found = constraints(line("forward", quantity=Decimal(0)))
    assert all(isinstance(c, ForbidOffer) for c in found)
    assert {c.offer_id for c in found} == {"expedite:12/1:1", "expedite:12/1:2", "expedite:12/1:3"}


def test_a_customer_can_be_told_another_day() -> None:
    found = constraints(line("later", due=day(20)))
    assert [type(c) for c in found] == [FixQuantity, FixDate]


def test_a_level_is_fixed_at_both_its_parameters() -> None:
    (fix,) = constraints(levels=(LevelEdit(leg="level", minimum=Decimal(400), target=Decimal(500)),))
    assert isinstance(fix, FixLevel)
    assert (fix.item, fix.location, fix.minimum, fix.target) == ("WINCH-40", "CEN", 400, 500)


def test_a_leg_that_is_left_out_takes_nothing_up() -> None:
    found = constraints(without=("order", "level"))
    assert [type(c) for c in found] == [ForbidOffer, FreezeLevel, ForbidOffer]


@pytest.mark.parametrize(
    ("edit", "record", "field"),
    [
        (line("nowhere", quantity=Decimal(6)), "edit", "leg"),
        (line("order", item="ROPE", quantity=Decimal(6)), "leg order", "item"),
        (line("order"), "leg order, WINCH", "quantity"),
        (line("order", quantity=Decimal(61)), "leg order, WINCH", "quantity"),
        (line("order", quantity=Decimal(6)), "leg order, WINCH", "quantity"),
        (line("order", due=day(3)), "leg order, WINCH", "due"),
        (line("order", supplier="ACME"), "leg order, WINCH", "supplier"),
        (line("order", supplier="KMW", quantity=Decimal(30)), "leg order, WINCH", "quantity"),
        (line("forward", quantity=Decimal(100)), "leg forward, WINCH", "quantity"),
        (line("forward", due=day(7)), "leg forward, WINCH", "due"),
        (line("forward", due=day(20)), "leg forward, WINCH", "due"),
        (line("forward", supplier="BRF"), "leg forward, WINCH", "supplier"),
        (line("later", due=date(2027, 1, 1)), "leg later, WINCH", "due"),
        (line("withdraw", due=day(3)), "leg withdraw, WINCH", "due"),
        (line("level", item="WINCH-40", quantity=Decimal(6)), "leg level", "item"),
    ],
)
def test_what_cannot_be_is_refused_by_leg_and_field(edit: LineEdit, record: str, field: str) -> None:
    error = refused(edit)
    assert (error.record, error.field) == (record, field)


def test_the_remedy_names_what_would_fit() -> None:
    assert refused(line("order", quantity=Decimal(61))).remedy == "Take 60 or 66."
    assert refused(line("order", quantity=Decimal(6))).remedy == "Take 12."
    assert refused(line("order", supplier="ACME")).remedy == "One of: BRF, KMW."


def test_a_level_below_its_minimum_and_no_level_are_refused() -> None:
    below = refused(levels=(LevelEdit(leg="level", minimum=Decimal(9), target=Decimal(8)),))
    assert (below.record, below.field) == ("leg level", "target")
    none = refused(levels=(LevelEdit(leg="order", minimum=Decimal(1), target=Decimal(8)),))
    assert none.record == "leg order"
    assert refused().field == "lines"
    assert refused(without=("nowhere",)).field == "without"


def test_what_is_no_longer_on_offer_cannot_be_edited() -> None:
    with pytest.raises(StaleRevision):
        constraints(line("order", quantity=Decimal(120)), offers=())


def test_constraints_about_one_offer_or_level_replace_each_other() -> None:
    (fix,) = constraints(line("order", quantity=Decimal(120)))
    (out,) = constraints(without=("order",))
    assert about(fix) == about(out)
    level_fix = constraints(levels=(LevelEdit(leg="level", minimum=Decimal(1), target=Decimal(2)),))[0]
    assert about(level_fix) == about(constraints(without=("level",))[0])
