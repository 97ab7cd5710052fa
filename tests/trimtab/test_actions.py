"""Actions: one tagged union; the money each commits; an id that can serve as a key."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.trimtab import changes
from tests.trimtab.proposals import level, promise, purchase, transfer
from trimtab.actions import Action

ANY: TypeAdapter[Action] = TypeAdapter(Action)
EVERY: dict[Action, str] = {
    purchase(items=("WINCH-40", "BLOCK-57")): "32160",
    transfer(): "84",
    promise(): "0",
    level(): "0",
    changes.expedite(): "300",
    changes.reschedule(): "0",
    changes.cancel(): "75",
    changes.switch(): "3266",
    changes.release(): "6700",
    changes.cancel_request(): "0",
    changes.reroute(): "9.90",
    changes.reallocate(): "0",
    changes.substitute(): "20",
    changes.shape(): "120",
    changes.question(): "0",
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
