"""Bad files: each is refused by file, row and column, and changes nothing."""

from pathlib import Path

import pytest

from tests.tools.reference.bad_files import BAD_FILES, BadFile, edited, text
from tests.tools.reference.bad_files import table as sheet
from tests.tools.reference.company import network_file, prepared
from tools.reference.problems import Problem


def test_there_are_more_than_forty() -> None:
    assert len(BAD_FILES) > 80
    assert len({bad.what for bad in BAD_FILES}) == len(BAD_FILES)


def written_to(directory: Path, bad: BadFile) -> Path:
    directory.mkdir()
    for name, content in {bad.name: bad.content, **bad.others}.items():
        (directory / name).write_bytes(content)
    return directory if bad.others else directory / bad.name


def fits(problem: Problem, bad: BadFile) -> bool:
    place = problem.place
    return (place.row, place.column) == (bad.row, bad.column) and bad.words in str(problem)


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.what)
def test_a_bad_file_is_refused_where_it_is_wrong(bad: BadFile, tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    before = file.path.read_bytes()
    found = prepared(file, written_to(tmp_path / "in", bad))
    assert found.after is None
    assert any(fits(problem, bad) for problem in found.problems), [str(p) for p in found.problems]
    assert file.path.read_bytes() == before
    assert not file.versions.exists()


@pytest.mark.parametrize("name", ["items", "sources", "suppliers", "lanes", "holidays", "costs", "stock_policies"])
def test_what_the_bad_files_are_made_from_is_good(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.csv").write_text(text(sheet(name)), encoding="utf-8")
    found = prepared(network_file(tmp_path / "var"), tmp_path / f"{name}.csv")
    assert (found.problems, found.any) == ((), False)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    rows = sheet("sources")
    rows[1][2], rows[2][4], rows[3][5], rows[4][6] = "1.234", "soon", "kg", "50"
    (tmp_path / "sources.csv").write_text(text(rows), encoding="utf-8")
    (tmp_path / "holidays.csv").write_bytes(edited("holidays", 3, "calendar", "NO"))
    found = prepared(network_file(tmp_path / "var"), tmp_path)
    assert [(p.place.file, p.place.row, p.place.column) for p in found.problems] == [
        ("holidays.csv", 3, "calendar"),
        ("sources.csv", 2, "unit_price"),
        ("sources.csv", 3, "lead_time_days"),
        ("sources.csv", 4, "unit"),
        ("sources.csv", 5, "minimum_order"),
    ]
