"""Once: what a document's fate means when somebody else acts at the same moment; without a server, step by step."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tools.execution.adapters.tryton.once import create_once, kept_of, nothing_left_behind, one_at_a_time, press
from trimtab.errors import Ambiguous, Refused

MODEL = "purchase.purchase"


class Scripted:
    """A client whose readings are written down; it remembers what was written."""

    def __init__(
        self, *readings: Sequence[dict[str, Any]], refuses: Callable[[str, int], bool] = lambda *_: False
    ) -> None:
        self.readings = list(readings)
        self.refuses = refuses
        self.did: list[tuple[str, int]] = []

    def read(self, *_: object) -> list[dict[str, Any]]:
        return list(self.readings.pop(0))

    def create(self, model: str, values: dict[str, Any]) -> dict[str, Any]:
        self._do("create", 0)
        return values

    def delete(self, model: str, record: int) -> None:
        self._do("delete", record)

    def button(self, model: str, record: int, name: str) -> None:
        self._do(name, record)

    def _do(self, name: str, record: int) -> None:
        if self.refuses(name, record):
            raise Refused(f"{name} {record}: no", system="tryton")
        self.did.append((name, record))


def row(number: int, state: str = "draft") -> dict[str, Any]:
    return {"id": number, "state": state}


def once(client: Scripted) -> dict[str, Any]:
    return create_once(client, MODEL, "act_1", lambda: {"party": 1})  # type: ignore[arg-type]


def test_a_document_that_is_there_is_not_created_again() -> None:
    client = Scripted([row(4)])
    assert once(client) == row(4)
    assert client.did == []


def test_the_lowest_of_several_drafts_is_kept() -> None:
    client = Scripted([], [row(4), row(5), row(6)])
    assert once(client)["id"] == 4
    assert client.did == [("create", 0), ("delete", 5), ("delete", 6)]


def test_what_is_no_draft_any_more_wins_over_a_lower_draft() -> None:
    client = Scripted([row(4), row(5, "quotation")])
    assert once(client)["id"] == 5
    assert client.did == [("delete", 4)]


def test_what_went_on_meanwhile_is_never_deleted() -> None:
    client = Scripted([row(4, "quotation"), row(5, "processing")])
    assert once(client)["id"] == 4
    assert client.did == []


def test_a_document_that_was_created_and_is_not_there_is_in_doubt() -> None:
    with pytest.raises(Ambiguous, match="was created and is not there"):
        once(Scripted([], []))


def test_a_rival_that_is_gone_already_needs_no_deleting() -> None:
    client = Scripted([row(4), row(5)], [], refuses=lambda name, _: name == "delete")
    assert once(client)["id"] == 4


def test_a_rival_that_cannot_be_deleted_stops_the_work() -> None:
    with pytest.raises(Refused, match="delete 5"):
        once(Scripted([row(4), row(5)], [row(5)], refuses=lambda name, _: name == "delete"))


def test_a_kept_document_that_somebody_took_away_is_in_doubt() -> None:
    with pytest.raises(Ambiguous, match="is not there any more"):
        kept_of(Scripted([row(5)]), MODEL, "act_1", 4)  # type: ignore[arg-type]
    assert kept_of(Scripted([row(4), row(5)]), MODEL, "act_1", 4) == row(4)  # type: ignore[arg-type]


@pytest.mark.parametrize(("reading", "fine"), [([row(4, "processing")], True), ([row(4)], False), ([], False)])
def test_a_refused_button_is_fine_where_it_was_pressed_already(reading: list[dict[str, Any]], fine: bool) -> None:
    client = Scripted(reading, refuses=lambda *_: True)
    if fine:
        press(client, MODEL, 4, "confirm", {"processing"})  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused):
            press(client, MODEL, 4, "confirm", {"processing"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reading", "undone"),
    [
        ([row(4)], [("delete", 4)]),
        ([row(4, "quotation")], [("cancel", 4)]),
        ([row(4, "waiting")], [("cancel", 4)]),
        ([row(4, "processing")], []),
        ([], []),
    ],
)
def test_what_is_refused_half_way_is_taken_back_as_far_as_it_got(
    reading: list[dict[str, Any]], undone: list[tuple[str, int]]
) -> None:
    client = Scripted(reading)
    with pytest.raises(Refused, match="no"), nothing_left_behind(client, MODEL, 4):  # type: ignore[arg-type]
        raise Refused("no", system="tryton")
    assert client.did == undone


def test_a_doubt_takes_nothing_back() -> None:
    client = Scripted()
    with pytest.raises(Ambiguous), nothing_left_behind(client, MODEL, 4):  # type: ignore[arg-type]
        raise Ambiguous("who knows", system="tryton")
    assert client.did == []


def test_turns_end_when_the_work_fails() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="half-way"), one_at_a_time("act_1"):
            raise ValueError("half-way")
