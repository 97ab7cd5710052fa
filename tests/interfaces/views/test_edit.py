"""The form of an edit offers just the fields that can be edited: whatever it offers, editing accepts."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest

from agents.editing import Editing
from interfaces.views.dossier import Dossier
from interfaces.views.edit import EditLine, edit_legs
from tests.agents.test_editing import LATER, WAIT, WITHDRAW, source
from tests.interfaces.views.test_legs import HOW
from tests.trimtab.changes import cancel, expedite, leg_for, release, reroute, reschedule, switch
from tests.trimtab.proposals import bundle, day, purchase, transfer
from trimtab.actions import Action
from trimtab.approvals import quotes_from
from trimtab.beliefs import Function
from trimtab.bundles import Bundle
from trimtab.commitments import Answer, AnswerKind
from trimtab.edits import Edit, LineEdit
from trimtab.errors import InvalidField
from trimtab.offers import CancelRequestOffer, Offer, ReleaseOffer, TransferOffer

EURO = WAIT.cost_per_unit_day
SHIFTS = (-1, 1, 7)


@dataclass(frozen=True)
class OneBundle:
    """A dossier as far as the form reads it."""

    bundle: Bundle


def asked(action: Action) -> Offer:
    """What the other side quotes on the terms asked for is what the leg took up."""
    (offer,) = quotes_from(leg_for(action, "o"), Answer(kind=AnswerKind.ACCEPTED, text="yes"))
    return offer


def offer(kind: type[Any], **terms: Any) -> Offer:
    held = {
        "id": "o",
        "function": Function.PROCUREMENT,
        "item": "WINCH-40",
        "quantity": Decimal(20),
        "maximum": 99,
        "lead_time_days": 5,
    }
    return cast("Offer", kind.model_validate({k: v for k, v in (held | terms).items() if k in kind.model_fields}))


REQUEST = {"document": "R1", "location": "CEN", "supplier": "BRF", "due": day(30)}
CASES: tuple[tuple[Action, Offer, set[str]], ...] = (
    (purchase(items=("WINCH",)), source("BRF", lot=1, minimum=1), {"quantity"}),
    (
        transfer(),
        offer(
            TransferOffer,
            origin="NOR",
            destination="CEN",
            mode="road",
            transit_days=3,
            cost_per_unit=EURO,
        ),
        {"quantity"},
    ),
    (
        release(),
        offer(ReleaseOffer, **REQUEST, minimum_order=1, lot_multiple=1, unit_price=EURO),
        {"quantity"},
    ),
    (LATER, WAIT, {"due"}),
    (expedite(), asked(expedite()), {"due"}),
    (reschedule(), asked(reschedule()), {"due"}),
    (switch(), asked(switch()), {"due"}),
    (cancel(), asked(cancel()), set()),
    (WITHDRAW, offer(CancelRequestOffer, **REQUEST), set()),
)


def offered(line: EditLine) -> set[str]:
    return {name for name in ("quantity", "due") if getattr(line, name)}


def accepted(held: Bundle, one: Offer, change: LineEdit) -> bool:
    try:
        Editing(held, (one.model_copy(update={"id": "o"}),), "anna").constraints(Edit(digest="0" * 64, lines=(change,)))
    except InvalidField:
        return False
    return True


@pytest.mark.parametrize(("action", "one", "fields"), CASES, ids=lambda x: getattr(x, "kind", ""))
def test_what_the_form_offers_can_be_edited_and_nothing_else(action: Action, one: Offer, fields: set[str]) -> None:
    held = bundle().model_copy(update={"legs": (leg_for(action, "o", leg_id="leg-1"),)})
    (leg,) = edit_legs(cast("Dossier", OneBundle(held)), HOW, {})
    assert set().union(*(offered(line) for line in leg.lines)) == fields
    item = vars(getattr(action, "lines", (action,))[0])["item"]
    quantity = next((Decimal(line.quantity) for line in leg.lines if line.quantity), Decimal(7))
    due = next((date.fromisoformat(line.due) for line in leg.lines if line.due), day(15))
    tried = {
        "quantity": [LineEdit(leg="leg-1", item=item, quantity=quantity + 6)],
        "due": [LineEdit(leg="leg-1", item=item, due=due + timedelta(days=n)) for n in SHIFTS],
    }
    assert {name for name, edits in tried.items() if any(accepted(held, one, e) for e in edits)} == fields
    assert accepted(held, one, LineEdit(leg="leg-1", item=item, quantity=Decimal(0)))


def test_a_shipment_that_goes_elsewhere_can_only_be_left_out() -> None:
    held = bundle().model_copy(update={"legs": (leg_for(reroute(), "o", leg_id="leg-1"),)})
    (leg,) = edit_legs(cast("Dossier", OneBundle(held)), HOW, {})
    assert [offered(line) for line in leg.lines] == [set()]
