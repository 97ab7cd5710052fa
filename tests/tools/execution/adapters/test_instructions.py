"""Instructions: every kind without a document is asked in a sentence, and says what to come back with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.tools.execution.adapters.changes import a_change
from tests.tools.tryton.service import HALYARD
from tests.trimtab.proposals import euro, promise
from tools.execution.adapters.instructions import COME_BACK, REPORT, answer_due, instruction
from trimtab.actions import RequestInformation, ShapeDemand, SubstituteItem
from trimtab.calendars import Calendar
from trimtab.network import Network
from trimtab.state import OpenPurchaseLine

WINCHES = "216 pcs Self-tailing winch 40 (WINCH-40)"
LINE = OpenPurchaseLine(
    document="12",
    number="KMW-2424",
    line="34",
    supplier="KMW",
    item="WINCH-40",
    location="CEN",
    quantity=Decimal(216),
    due=date(2026, 12, 19),
)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (
            "expedite_purchase",
            f"Ask Kowloon Marine Works to bring {WINCHES} of KMW-2424 forward to Mon 14 Dec from Sat 19 Dec",
        ),
        (
            "reschedule_purchase",
            f"Ask Kowloon Marine Works to let {WINCHES} of KMW-2424 come 5 days later, on",
        ),
        (
            "cancel_purchase",
            f"Ask Kowloon Marine Works to take back {WINCHES} of KMW-2424.",
        ),
        (
            "switch_supplier",
            f"Ask Kowloon Marine Works to take back {WINCHES} of KMW-2424.",
        ),
    ],
)
def test_a_supplier_is_asked_and_the_answer_is_wanted_back(kind: str, says: str) -> None:
    text = instruction(a_change(kind, LINE), HALYARD)
    assert text.startswith(says)
    assert COME_BACK in text


def test_the_fee_that_may_be_offered_is_named() -> None:
    assert "for a fee of 250 EUR." in instruction(a_change("expedite_purchase", LINE), HALYARD)


def test_switching_says_what_is_ordered_once_they_agree() -> None:
    text = instruction(a_change("switch_supplier", LINE), HALYARD)
    assert text.endswith(f"Once they agree, {WINCHES} are ordered from Brest Fittings, expected Sat 19 Dec.")


def test_people_are_told_what_to_do_and_where_to_say_that_it_was_done() -> None:
    shape = ShapeDemand(
        id="act_shape_1",
        item="WINCH-40",
        location="CEN",
        start=date(2026, 12, 1),
        end=date(2026, 12, 14),
        start_after=date(2026, 12, 20),
        quantity=Decimal(40),
        request="Delay the promotion",
        cost=euro("300"),
    )
    swap = SubstituteItem(
        id="act_swap_1",
        document="7",
        number="SO-SKAG-045",
        line="9",
        customer="SKAG",
        location="CEN",
        item="WINCH-40",
        substitute="BLOCK-57",
        quantity=Decimal(4),
        discount=euro("20"),
    )
    ask = RequestInformation(id="act_ask_1", subject="source:KMW/WINCH-40", question="When does it sail?")
    assert instruction(promise(), HALYARD) == (
        "Tell Skagen Boatyard that 40 pcs Self-tailing winch 40 (WINCH-40) of order SO-SKAG-045 come on Sun 22 Mar "
        f"instead of Mon 16 Mar. {REPORT}"
    )
    assert instruction(shape, HALYARD).startswith("Ask sales: Delay the promotion")
    assert instruction(swap, HALYARD).startswith(
        "Offer Skagen Boatyard 4 pcs Ball-bearing block 57 mm (BLOCK-57) instead of"
    )
    assert instruction(ask, HALYARD) == f"Ask: When does it sail? {REPORT}"


def test_an_answer_is_waited_for_on_the_suppliers_working_days() -> None:
    friday = datetime(2026, 11, 27, 15, tzinfo=UTC)
    change = a_change("expedite_purchase", LINE)
    assert answer_due(change, HALYARD, friday) == friday + timedelta(days=2)
    suppliers = tuple(s.model_copy(update={"calendar": "HK"}) for s in HALYARD.suppliers)
    calendars = (Calendar(code="HK", holidays=(date(2026, 11, 30),)),)
    weekdays = Network(**dict(HALYARD) | {"suppliers": suppliers, "calendars": calendars})
    assert answer_due(change, weekdays, friday) == friday + timedelta(days=5)
