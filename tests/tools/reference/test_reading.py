"""Reading: encodings, separators, dates and words as the programs of this world write them."""

import io
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.tools.reference.bad_files import table as sheet
from tests.tools.reference.bad_files import text, workbook
from tests.tools.reference.company import network_file, prepared
from tools.reference.dates import read_date, read_time, read_weekdays
from tools.reference.grid import EPOCH_1900, EPOCH_1904
from tools.reference.numbers import CellError

ROWS = [*sheet("suppliers")[:2], [c.replace("Brückner", "Brückner – „Ö“") for c in sheet("suppliers")[2]]]


def changes(tmp_path: Path, name: str, content: bytes) -> list[str]:
    (tmp_path / name).write_bytes(content)
    found = prepared(network_file(tmp_path / "var"), tmp_path / name)
    assert found.problems == ()
    return [row for change in found.changes for row in (*change.added, *change.changed, *change.removed)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_separator_is_read(encoding: str, delimiter: str, tmp_path: Path) -> None:
    content = text(ROWS, delimiter).encode(encoding)
    (change,) = changes(tmp_path, "suppliers.csv", content)
    assert change == "BRF: name Brückner & Söhne → Brückner – „Ö“ & Söhne"


def test_line_ends_and_the_separator_line_of_excel_change_nothing(tmp_path: Path) -> None:
    content = "sep=;\r\n" + text(sheet("suppliers"), ";").replace("\n", "\r\n")
    assert changes(tmp_path, "suppliers.csv", content.encode()) == []


def test_headings_are_known_by_other_names_case_and_unit(tmp_path: Path) -> None:
    rows = sheet("sources")
    rows[0] = [
        "Vendor",
        "SKU",
        "Price *",
        "Ccy",
        "Lead time (days)",
        "UoM",
        "MOQ",
        "Lot size",
        "Order unit",
        "Pack size",
        "Rank",
        "In ERP",
    ]
    assert changes(tmp_path, "sources.csv", text(rows).encode()) == []


@pytest.mark.parametrize("name", ["sources-2026.csv", "sources (2).csv", "Sources.CSV", "terms.csv"])
def test_a_file_is_known_by_its_name(name: str, tmp_path: Path) -> None:
    assert changes(tmp_path, name, text(sheet("sources")).encode()) == []


def test_spaces_around_cells_do_not_count(tmp_path: Path) -> None:
    rows = [[f"\u00a0 {cell} \u202f" if cell else " " for cell in row] for row in sheet("sources")]
    assert changes(tmp_path, "sources.csv", text(rows, ";").encode()) == []


@pytest.mark.parametrize("epoch", [False, True])
def test_days_of_a_workbook_are_read_under_its_own_epoch(epoch: bool, tmp_path: Path) -> None:
    serial = (date(2026, 12, 25) - (EPOCH_1904 if epoch else EPOCH_1900)).days

    def change(book: Any, page: Any) -> None:
        page.write_datetime(1, 1, datetime.fromisoformat("2026-04-27"), book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_number(2, 1, serial)

    assert changes(tmp_path, "holidays.xlsx", workbook("holidays", change, date_1904=epoch)) == []


def test_percentages_truth_values_and_times_of_a_workbook_are_read(tmp_path: Path) -> None:
    def typed(kind: str, column: str, row: int, value: Any, form: str) -> Callable[[Any, Any], None]:
        place = sheet(kind)[0].index(column)
        write = {bool: "write_boolean", time: "write_datetime"}.get(type(value), "write_number")
        return lambda book, page: getattr(page, write)(row, place, value, book.add_format({"num_format": form}))

    policy = workbook("stock_policies", typed("stock_policies", "service_target", 2, 0.985, "0.0%"))
    assert changes(tmp_path, "stock_policies.xlsx", policy) == []
    assert changes(tmp_path, "lanes.xlsx", workbook("lanes", typed("lanes", "open", 4, False, "General"))) == []
    clock = workbook("suppliers", typed("suppliers", "order_cut_off", 1, time(9), "hh:mm"))
    assert changes(tmp_path, "suppliers.xlsx", clock) == []


def test_a_workbook_of_several_sheets_is_read_as_a_whole(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("sources", "lanes"):
            page = book.add_worksheet(name.title())
            for number, row in enumerate(sheet(name)):
                page.write_row(number, 0, row)
        book.add_worksheet("instructions").write(0, 0, "read me")
    assert changes(tmp_path, "company.xlsx", out.getvalue()) == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-12-25", date(2026, 12, 25)),
        ("25.12.2026", date(2026, 12, 25)),
        ("25/12/2026", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
        ("04/04/2027", date(2027, 4, 4)),
        ("03.04.2027", date(2027, 4, 3)),
        ("2026-12-25 00:00:00", date(2026, 12, 25)),
    ],
)
def test_days_that_can_be_only_one_are_read(written: str, day: date) -> None:
    assert read_date(written, EPOCH_1900) == day


@pytest.mark.parametrize("written", ["", "tomorrow", "13/13/2026", "1876-03-01", "2026-13-01", "3-4-27"])
def test_other_days_are_not(written: str) -> None:
    with pytest.raises(CellError):
        read_date(written, EPOCH_1900)


def test_times_and_weekdays_are_read_in_words() -> None:
    assert [read_time(x) for x in ("9:05", "15h30", 0.5, datetime.fromisoformat("2026-01-01T07:45"))] == [
        time(9, 5),
        time(15, 30),
        time(12),
        time(7, 45),
    ]
    assert read_weekdays("Fri - Mon") == (0, 4, 5, 6)
    assert read_weekdays("Tuesday, thu and Sa") == (1, 3, 5)
    with pytest.raises(CellError, match="not a list of weekdays"):
        read_weekdays("workdays")
