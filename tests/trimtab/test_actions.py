"""Actions: one tagged union; the money each commits; an id that can serve as a key."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.trimtab.proposals import day, euro, level, promise, purchase, transfer
from trimtab.actions import (
    Action,
    CancelPurchase,
    CancelRequest,
    ExpeditePurchase,
    ReallocateSupply,
    ReleaseRequest,
    RequestInformation,
    RerouteShipment,
    ReschedulePurchase,
    ShapeDemand,
    SubstituteItem,
    SwitchSupplier,
)

ANY: TypeAdapter[Action] = TypeAdapter(Action)
LINE: dict[str, Any] = {
    "id": "act_12345678",
    "document": "1",
    "number": "P1",
    "line": "2",
    "supplier": "KMW",
    "item": "WINCH-40",
    "quantity": Decimal(12),
}
REQUEST: dict[str, Any] = {"id": "act_12345678", "document": "1", "item": "WINCH-40", "location": "CEN", "quantity": 1}
EVERY: dict[Action, str] = {
    purchase(items=("WINCH-40", "BLOCK-57")): "32160",
    transfer(): "84",
    promise(): "0",
    level(): "0",
    ExpeditePurchase(**LINE, due_before=day(9), due_after=day(5), fee=euro("300")): "300",
    ReschedulePurchase(**LINE, due_before=day(5), due_after=day(9)): "0",
    CancelPurchase(**LINE, fee=euro("75")): "75",
    SwitchSupplier(**LINE, to_supplier="BRF", unit_price=euro("10.50"), due=day(5)): "126",
    ReleaseRequest(**REQUEST, supplier="KMW"): "0",
    CancelRequest(**REQUEST): "0",
    RerouteShipment(
        id="act_12345678", document="1", number="T1", to_location="CEN", mode="air", due=day(2), cost=euro("9.90")
    ): "9.90",
    ReallocateSupply(
        id="act_12345678", item="WINCH-40", location="CEN", from_line="1", to_line="2", quantity=Decimal(3)
    ): "0",
    SubstituteItem(
        id="act_12345678", document="1", line="2", item="WINCH-40", substitute="WINCH-46", quantity=Decimal(1)
    ): "0",
    ShapeDemand(id="act_12345678", item="WINCH-40", location="CEN", request="Delay the promotion"): "0",
    RequestInformation(id="act_12345678", subject="source:KMW/WINCH-40", question="When does it sail?"): "0",
}


def test_every_kind_of_action_is_here() -> None:
    union = get_args(get_args(Action)[0])
    assert {type(a) for a in EVERY} == set(union)
    assert len({a.kind for a in EVERY}) == len(union)


@pytest.mark.parametrize("action", EVERY, ids=lambda a: a.kind)
def test_an_action_survives_being_written_and_read(action: Action) -> None:
    read = ANY.validate_json(ANY.dump_json(action))
    assert read == action
    assert type(read) is type(action)
    assert read.content_digest() == action.content_digest()


@pytest.mark.parametrize("action", EVERY, ids=lambda a: a.kind)
def test_the_money_an_action_commits(action: Action) -> None:
    assert action.value() == Decimal(EVERY[action])


@pytest.mark.parametrize("action", EVERY, ids=lambda a: a.kind)
def test_the_content_is_all_but_the_key(action: Action) -> None:
    assert "id" not in action.content()
    assert action.content() | {"id": action.id} == action.model_dump()


@pytest.mark.parametrize(
    ("make", "field", "value"),
    [
        (purchase, "lines", []),
        (purchase, "id", "short"),
        (purchase, "supplier", ""),
        (level, "minimum_after", Decimal(-1)),
        (promise, "quantity", Decimal(0)),
    ],
)
def test_what_no_erp_could_take_is_no_action(make: Any, field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        ANY.validate_python(make().model_dump() | {field: value})


def test_an_unknown_kind_is_no_action() -> None:
    with pytest.raises(ValidationError, match="kind"):
        ANY.validate_python({"id": "act_12345678", "kind": "pay_invoice"})
