"""What every level source must do; a case says how records are put into it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from tools.levels import LevelFeed
from trimtab.ports import LevelSource


class LevelCase(Protocol):
    """One planning system, and what it holds."""

    source: LevelSource

    def hold(self, records: Sequence[dict[str, Any]]) -> None: ...


GOOD = {"item": "WINCH", "location": "CEN", "minimum": "12", "target": "30.5"}
BAD = [
    ({**GOOD, "item": "GHOST"}, "item"),
    ({**GOOD, "location": "MOON"}, "location"),
    ({**GOOD, "minimum": "a few"}, "minimum"),
    ({**GOOD, "minimum": "-1"}, "minimum"),
    ({**GOOD, "target": "11"}, "target"),
    ({**GOOD, "item": ""}, "item"),
]


class LevelConformance:
    """Any source of the port `LevelSource`."""

    def test_levels_are_read_as_they_stand(self, case: LevelCase) -> None:
        case.hold([GOOD, {**GOOD, "location": "NOR", "minimum": "0", "target": "0"}])
        reading = case.source.read()
        assert reading.refused == ()
        assert reading.in_force() == {
            ("WINCH", "CEN"): (Decimal(12), Decimal("30.5")),
            ("WINCH", "NOR"): (Decimal(0), Decimal(0)),
        }
        assert {level.source for level in reading.levels} == {"planning system"}

    def test_a_bad_record_is_refused_with_record_and_field_and_the_others_count(self, case: LevelCase) -> None:
        for bad, field in BAD:
            case.hold([bad, {**GOOD, "location": "NOR"}])
            reading = case.source.read()
            assert list(reading.in_force()) == [("WINCH", "NOR")]
            (refused,) = reading.refused
            assert refused.field == field
            assert refused.record
            assert refused.payload.get("target") == bad["target"]

    def test_two_records_of_one_place_are_both_refused(self, case: LevelCase) -> None:
        case.hold([GOOD, {**GOOD, "minimum": "13"}, {**GOOD, "item": "ROPE"}])
        reading = case.source.read()
        assert list(reading.in_force()) == [("ROPE", "CEN")]
        assert [q.field for q in reading.refused] == ["item+location", "item+location"]
        assert len({q.record for q in reading.refused}) == 2

    def test_the_version_changes_with_what_it_holds_or_the_reading_does(self, case: LevelCase) -> None:
        case.hold([GOOD])
        first = case.source.read()
        assert case.source.read() == first
        case.hold([{**GOOD, "minimum": "13"}])
        assert case.source.read().levels != first.levels

    def test_what_is_refused_is_quarantined_once(self, case: LevelCase) -> None:
        case.hold([BAD[0][0]])
        feed = LevelFeed(case.source)
        first = feed.read(None)
        assert [q.field for q in first.refused] == ["item"]
        assert (first.events, feed.read(first.cursor).refused) == ((), ())
