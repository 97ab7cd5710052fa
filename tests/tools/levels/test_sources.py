"""Level sources: the fake, a file and a planning system over HTTP do the same, and each fails in its own way."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.tools.feeds.files import TODAY
from tests.tools.levels.conformance import GOOD, LevelConformance
from tests.tools.levels.planning_system import PlanningSystem, planning_system
from tests.tools.small_network import small_network
from tests.tools.tryton.loopback import Answer, free_port
from tools.levels import LevelFile, LevelService
from tools.levels.fake import FakeLevels
from tools.levels.records import FIELDS
from trimtab.clock import ManualClock
from trimtab.errors import Ambiguous, Refused, Unavailable

CLOCK = ManualClock(TODAY)
PLACES = (("WINCH", "CEN"), ("ROPE", "NOR"))


class FakeCase:
    def __init__(self) -> None:
        self.source = FakeLevels((), small_network(), CLOCK)

    def hold(self, records: Sequence[dict[str, Any]]) -> None:
        self.source.records = [(f"record {n}", r) for n, r in enumerate(records, start=1)]


class FileCase:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = LevelFile(path, small_network(), CLOCK)

    def hold(self, records: Sequence[dict[str, Any]]) -> None:
        with self.path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, FIELDS)
            writer.writeheader()
            writer.writerows(records)


class HttpCase:
    def __init__(self, system: PlanningSystem) -> None:
        self.system = system
        self.source = system.source(small_network(), CLOCK)

    def hold(self, records: Sequence[dict[str, Any]]) -> None:
        # A planning system says another version whenever it has computed something.
        self.system.runs.append(None)
        self.system.levels = list(records)


class TestFake(LevelConformance):
    @pytest.fixture
    def case(self) -> FakeCase:
        return FakeCase()

    def test_runs_asked_for_are_remembered(self, case: FakeCase) -> None:
        assert case.source.ask_to_run("lead time", PLACES) == "run-1"
        assert case.source.asked == [("lead time", PLACES)]


class TestFile(LevelConformance):
    @pytest.fixture
    def case(self, tmp_path: Path) -> FileCase:
        return FileCase(tmp_path / "levels.csv")

    def test_a_file_of_another_form_is_refused_whole(self, case: FileCase) -> None:
        case.path.write_text("item;where;min;max\nWINCH;CEN;1;2\n")
        reading = case.source.read()
        assert reading.levels == ()
        assert [(q.record, q.field) for q in reading.refused] == [("levels.csv", "header")]

    def test_a_row_names_its_number(self, case: FileCase) -> None:
        case.hold([GOOD, {**GOOD, "location": "MOON"}])
        assert [q.record for q in case.source.read().refused] == ["levels.csv row 3"]

    def test_no_file_is_no_answer(self, case: FileCase) -> None:
        with pytest.raises(Unavailable, match=r"levels\.csv: No such file"):
            case.source.read()

    def test_a_file_cannot_be_asked(self, case: FileCase) -> None:
        with pytest.raises(Refused, match="cannot be asked to run again"):
            case.source.ask_to_run("lead time", PLACES)


@pytest.fixture
def system() -> Iterator[PlanningSystem]:
    with planning_system() as running:
        yield running


class TestHttp(LevelConformance):
    @pytest.fixture
    def case(self, system: PlanningSystem) -> HttpCase:
        return HttpCase(system)

    def test_numbers_are_read_as_texts_are(self, case: HttpCase) -> None:
        case.hold([{**GOOD, "minimum": 12, "target": 30.5}])
        assert len(case.source.read().levels) == 1

    def test_what_is_no_record_is_refused(self, case: HttpCase) -> None:
        case.hold([["WINCH", "CEN", 1, 2]])  # type: ignore[list-item]
        (refused,) = case.source.read().refused
        assert (refused.record, refused.field) == ("levels record 1", "item")

    def test_a_run_is_asked_for_with_reason_and_places(self, case: HttpCase) -> None:
        assert case.source.ask_to_run("lead time", PLACES) == "run-1"
        assert case.system.runs == [
            {
                "reason": "lead time",
                "places": [{"item": "WINCH", "location": "CEN"}, {"item": "ROPE", "location": "NOR"}],
            }
        ]


@pytest.mark.parametrize(
    ("answer", "reading", "asking"),
    [
        (lambda reply, _: reply.json({}, status=500), Unavailable, Ambiguous),
        (lambda reply, _: reply.json({}, status=503), Unavailable, Unavailable),
        (lambda reply, _: reply.json({}, status=404), Refused, Refused),
        (lambda reply, _: reply.send(200, b"<html>"), Unavailable, Ambiguous),
        (lambda reply, _: reply.json([]), Unavailable, Ambiguous),
        (lambda reply, _: reply.reset(), Unavailable, Ambiguous),
    ],
    ids=["fails", "is busy", "does not know", "is no JSON", "is another form", "breaks off"],
)
def test_a_planning_system_that_fails_says_what_may_be_done_next(
    system: PlanningSystem, answer: Answer, reading: type[Exception], asking: type[Exception]
) -> None:
    system.served.answer = answer
    source = system.source(small_network(), CLOCK)
    with pytest.raises(reading):
        source.read()
    with pytest.raises(asking):
        source.ask_to_run("lead time", PLACES)


def test_a_planning_system_that_is_not_there_was_never_asked() -> None:
    http = httpx.Client(base_url=f"http://127.0.0.1:{free_port()}/", timeout=1.0, trust_env=False)
    source = LevelService(http, small_network(), CLOCK)
    for ask in (source.read, lambda: source.ask_to_run("lead time", PLACES)):
        with pytest.raises(Unavailable):
            ask()
    source.close()
