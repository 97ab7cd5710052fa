"""Every kind of action is a document with its figures before and after."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from interfaces.views.legs import LegFormat
from interfaces.views.names import names_of
from interfaces.views.times import Almanac
from tests.interfaces.fixtures import changes
from tests.interfaces.fixtures.actions import level, purchase, repromise, transfer
from tests.interfaces.fixtures.network import NETWORK
from trimtab.actions import Action
from trimtab.beliefs import Function
from trimtab.bundles import Leg

HOW = LegFormat(names_of(NETWORK), Almanac(datetime(2026, 11, 24, 8, 12, tzinfo=UTC), ZoneInfo("Europe/Amsterdam")))
FIRST, THEN = date(2026, 12, 1), date(2026, 12, 9)
LINES = (changes.redated("WINCH-40", 60, FIRST, THEN),)
BOTH = (*LINES, changes.redated("FURL-2", 4, THEN, FIRST, line="2"))
SAID: tuple[tuple[Action, str, tuple[str, str, str]], ...] = (
    (
        purchase("k", (("WINCH-40", 48, "268.00"),), FIRST),
        "Purchase order to Brest Fittings",
        ("0", "48", "12,864.00"),
    ),
    (changes.expedite("k", LINES), "Expedite KMW-2417", ("Tue 1 Dec", "Wed 9 Dec", "8 days later")),
    (changes.reschedule("k", LINES), "Reschedule BRF-2502", ("Tue 1 Dec", "Wed 9 Dec", "8 days later")),
    (changes.cancel("k", "WINCH-40", 60), "Cancel KMW-2440", ("60", "0", "")),
    (
        changes.switch("k", "WINCH-40", 60, FIRST),
        "Another supplier for KMW-2450",
        ("Kowloon Marine Works", "Brest Fittings", "924.00"),
    ),
    (changes.release("k", "SHACK-10", 300, 360, FIRST), "Release the ERP's request R-118", ("300", "360", "1,116.00")),
    (changes.withdraw("k", "SHACK-10", 300), "Withdraw the ERP's request R-121", ("300", "0", "")),
    (transfer("k", "WINCH-40", 30, FIRST, THEN), "Transfer to North, Gothenburg", ("0", "30", "")),
    (
        changes.reroute("k", LINES),
        "Reroute KMW-2431",
        ("Central, Rotterdam", "North, Gothenburg", "8 days later"),
    ),
    (
        changes.reallocate("k", FIRST, THEN),
        "Self-tailing winch 40 in stock for Skagen Boatyard",
        ("not covered", "from stock", ""),
    ),
    (repromise("k", FIRST, THEN), "New date for SO-VEND-211", ("Tue 1 Dec", "Wed 9 Dec", "8 days later")),
    (
        changes.substitute("k"),
        "Substitute on SO-HARB-306",
        ("Ball-bearing block 57 mm", "Ball-bearing block 60 mm", ""),
    ),
    (
        changes.shape("k", FIRST, date(2026, 12, 14), THEN),
        "Move the promotion of Braided rope 12 mm, 50 m coil",
        ("Tue 1 Dec", "Wed 9 Dec", "8 days later"),
    ),
    (level("k", "ROPE-12", (40, 120), (26, 80)), "Order point of Braided rope 12 mm, 50 m coil", ("40", "26", "−14")),
)


def _leg(action: Action) -> Leg:
    return Leg(id="leg-1", owner=Function.PROCUREMENT, action=action, because="Because.")


@pytest.mark.parametrize(("action", "title", "figures"), SAID, ids=lambda x: getattr(x, "kind", ""))
def test_a_document_has_its_title_and_both_figures(action: Action, title: str, figures: tuple[str, ...]) -> None:
    view = HOW.view(_leg(action))
    line = view.lines[0]
    assert (view.title, line.before, line.after, line.last) == (title, *figures)


def test_no_kind_is_left_without_a_document() -> None:
    kinds = {get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Action)[0])}
    assert {action.kind for action, _, _ in SAID} | {"request_information"} == kinds


def test_a_question_names_what_it_is_about() -> None:
    view = HOW.view(_leg(changes.question("k")))
    assert view.title == "Ask about purchase order 2431, line 1"
    assert view.facts[0][1].startswith("Has KMW-2431 left Hong Kong?")


def test_several_lines_of_one_order_are_one_document() -> None:
    view = HOW.view(_leg(changes.expedite("k", BOTH)))
    assert view.title == "Expedite KMW-2417"
    assert [(line.label, line.after) for line in view.lines] == [
        ("Self-tailing winch 40", "Wed 9 Dec"),
        ("Headsail furler size 2", "Tue 1 Dec"),
    ]


@pytest.mark.parametrize(
    "action",
    [changes.expedite("k", LINES), changes.reschedule("k", LINES), changes.cancel("k", "WINCH-40", 60)],
    ids=lambda action: action.kind,
)
def test_what_a_supplier_is_asked_says_that_it_is_a_request(action: Action) -> None:
    view = HOW.view(_leg(action))
    assert view.caution == "A request: nothing changes in the ERP before the supplier confirms."
    assert view.facts[0] == (
        "Asked of",
        "Kowloon Marine Works" if action.kind != "reschedule_purchase" else "Brest Fittings",
    )


def test_a_fee_is_shown_and_a_free_request_shows_none() -> None:
    assert ("Fee", "€180.00") in HOW.view(_leg(changes.expedite("k", LINES))).facts
    assert "Fee" not in dict(HOW.view(_leg(changes.expedite("k", LINES, fee="0"))).facts)


def test_who_waits_for_a_reallocation_is_named_with_the_new_date() -> None:
    waits = HOW.view(_leg(changes.reallocate("k", FIRST, THEN))).lines[1]
    assert (waits.label, waits.note, waits.after) == ("Harbour Chandlers", "SO-HARB-305", "Wed 9 Dec")


def test_quantities_of_one_line_are_in_its_unit_and_sums_in_the_orders_currency() -> None:
    view = HOW.view(_leg(purchase("k", (("ROPE-12", 2, "120.50"), ("ROPE-12", 3, "120.50")), FIRST)))
    assert (view.unit, view.last, view.total) == ("pcs", "EUR", "602.50")
    assert Decimal(view.lines[0].after) == 2
