"""Every kind of action is a document with its figures before and after."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from interfaces.views.legs import LegFormat
from interfaces.views.names import names_of
from interfaces.views.times import Almanac
from tests.interfaces.fixtures.network import NETWORK
from trimtab.actions import Action
from trimtab.beliefs import Function
from trimtab.bundles import Leg

HOW = LegFormat(names_of(NETWORK), Almanac(datetime(2026, 11, 24, 8, 12, tzinfo=UTC), ZoneInfo("Europe/Amsterdam")))
ACTION: TypeAdapter[Any] = TypeAdapter(Action)
Fields = dict[str, object]
EURO: Fields = {"amount": "120.50", "currency": "EUR"}
LINE: Fields = {
    "document": "7",
    "number": "PO00031",
    "line": "2",
    "supplier": "KMW",
    "item": "WINCH-40",
    "quantity": "60",
}
DATES: Fields = {"due_before": date(2026, 12, 1), "due_after": date(2026, 12, 9)}
REQUEST: Fields = {"document": "R12", "item": "ROPE-12", "location": "CEN", "quantity": "16"}
AT: Fields = {"item": "ROPE-12", "location": "CEN"}
POINT: Fields = {"minimum_before": 8, "minimum_after": 12, "target_before": 40, "target_after": 48}
KINDS: dict[str, tuple[Fields, str, tuple[str, str]]] = {
    "expedite_purchase": (LINE | DATES | {"fee": EURO}, "Expedite PO00031, line 2", ("Tue 1 Dec", "Wed 9 Dec")),
    "reschedule_purchase": (LINE | DATES, "Reschedule PO00031, line 2", ("Tue 1 Dec", "Wed 9 Dec")),
    "cancel_purchase": (LINE | {"fee": EURO}, "Cancel PO00031, line 2", ("60", "0")),
    "switch_supplier": (
        LINE | {"to_supplier": "BRF", "unit_price": EURO, "due": date(2026, 12, 1)},
        "Another supplier for PO00031, line 2",
        ("Kowloon Marine Works", "Brest Fittings"),
    ),
    "release_request": (REQUEST | {"supplier": "BRF"}, "Release the ERP's request R12", ("0", "16")),
    "cancel_request": (REQUEST, "Withdraw the ERP's request R12", ("16", "0")),
    "adjust_level": (AT | POINT | {"document": "9"}, "Order point of ROPE-12", ("8", "12")),
}


def _leg(kind: str, fields: Fields) -> Leg:
    action = ACTION.validate_python({"kind": kind, "id": f"act-{kind}"} | fields)
    return Leg(id="leg-1", owner=Function.PROCUREMENT, action=action, because="Because.")


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_has_its_title_and_both_figures(kind: str) -> None:
    fields, title, (before, after) = KINDS[kind]
    view = HOW.view(_leg(kind, fields))
    assert (view.title, view.lines[0].before, view.lines[0].after) == (title, before, after)


def test_a_fee_is_shown() -> None:
    assert ("Fee", "€120.50") in HOW.view(_leg("cancel_purchase", LINE | {"fee": EURO})).facts


def test_a_kind_without_a_form_of_its_own_lists_its_fields() -> None:
    fields: Fields = {"document": "7", "number": "SH1", "to_location": "NOR", "mode": "air", "cost": EURO}
    view = HOW.view(_leg("reroute_shipment", fields | {"due": date(2026, 12, 1)}))
    assert view.title == "Reroute shipment"
    assert ("To location", "NOR") in view.facts
    assert ("Cost", "€120.50") in view.facts


def test_quantities_of_one_line_are_in_its_unit_and_sums_in_the_orders_currency() -> None:
    line = {"item": "ROPE-12", "quantity": "2.5", "unit": "coil", "unit_price": EURO, "due": date(2026, 12, 1)}
    view = HOW.view(_leg("place_purchase", {"supplier": "BRF", "location": "CEN", "lines": [line, line]}))
    assert (view.unit, view.last, view.total) == ("coil", "EUR", "602.50")
    assert Decimal(view.lines[0].after) == Decimal("2.5")


def test_no_kind_is_left_without_a_page() -> None:
    kinds = {get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Action)[0])}
    covered = set(KINDS) | {"place_purchase", "transfer_stock", "repromise_order"}
    plain = kinds - covered
    assert plain == {"reroute_shipment", "reallocate_supply", "substitute_item", "shape_demand", "request_information"}
