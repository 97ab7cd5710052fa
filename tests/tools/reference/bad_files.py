"""Bad files: each with where its fault stands and words of what is said about it; made here, none is stored."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import xlsxwriter

from tests.tools.reference.company import COMPANY
from tools.reference.disassemble import rows_of
from tools.reference.sheets import BY_NAME
from tools.reference.writing import cell_text

Table = list[list[str]]
ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


@dataclass(frozen=True)
class BadFile:
    """A file that must be refused; `row` None where the whole file is meant."""

    what: str
    name: str
    content: bytes
    row: int | None
    column: str
    words: str
    others: dict[str, bytes] = field(default_factory=dict)


def table(sheet: str) -> Table:
    """The sheet as it is in force, with its header, as text."""
    columns = [c.name for c in BY_NAME[sheet].columns if not c.context]
    rows = rows_of(COMPANY)[sheet]
    return [columns, *([cell_text(row[name]) if name in row else "" for name in columns] for row in rows)]


def text(rows: Table, delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def edited(sheet: str, row: int, column: str, value: str) -> bytes:
    """The sheet in force with one cell changed; rows count as in the file."""
    rows = table(sheet)
    rows[row - 1][rows[0].index(column)] = value
    return text(rows).encode()


def cell(what: str, sheet: str, row: int, column: str, value: str, words: str) -> BadFile:
    return BadFile(what, f"{sheet}.csv", edited(sheet, row, column, value), row, column, words)


def with_row(sheet: str, *cells: str) -> bytes:
    return text([*table(sheet), list(cells)]).encode()


def again(sheet: str, row: int, **changes: str) -> bytes:
    """The sheet in force with one of its rows repeated at its end, changed."""
    rows = table(sheet)
    values = dict(zip(rows[0], rows[row - 1], strict=True)) | changes
    return text([*rows, list(values.values())]).encode()


def workbook(sheet: str, change: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """The sheet in force as a workbook of texts, changed by `change(book, page)`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(table(sheet)):
            for place, value in enumerate(row):
                page.write_string(number, place, value) if value else None
        if change:
            change(book, page)
    return out.getvalue()


def at(sheet: str, column: str) -> int:
    return table(sheet)[0].index(column)


def _hidden(book: Any, page: Any) -> None:
    book.add_worksheet("instructions").activate()
    page.hide()


def _hundred_columns(rows: int) -> bytes:
    return (",".join(f"c{n}" for n in range(150)) + "\n").encode() * rows


def _bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(420):
            part.write(b"\0" * 1_000_000)
    return out.getvalue()


ITEMS = text(table("items"))
XLSX = workbook("sources")

BAD_FILES = [
    # what the file is
    BadFile("an empty file", "items.csv", b"", None, "", "is empty"),
    BadFile("only blank lines", "items.csv", b"\n \n\n", None, "", "is empty"),
    BadFile(
        "a header and nothing else",
        "sources.csv",
        text(table("sources")[:1]).encode(),
        None,
        "",
        "has no rows, while 5 are in force",
    ),
    BadFile("pixels called CSV", "items.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x05", 3, "", "is no text"),
    BadFile("a workbook called CSV", "sources.csv", XLSX, None, "", "is a workbook with the name of a CSV file"),
    BadFile("text called workbook", "items.xlsx", ITEMS.encode(), None, "", "is not a workbook"),
    BadFile("a workbook that breaks off", "sources.xlsx", XLSX[: len(XLSX) // 2], None, "", "broken off or damaged"),
    BadFile("a password", "items.xlsx", ENCRYPTED, None, "", "protected by a password"),
    BadFile("a workbook that unpacks to too much", "items.xlsx", _bomb(), None, "", "unpacks to 420 MB"),
    BadFile("a file of another kind", "items.pdf", b"%PDF-1.7", None, "", "neither CSV nor a workbook"),
    BadFile("a table nobody knows", "itms.csv", ITEMS.encode(), None, "", "Did you mean items?"),
    BadFile("too many rows", "items.csv", b"item,name\n" + b"A,B\n" * 200_001, None, "", "more than 200,000 rows"),
    BadFile("too many columns", "items.csv", _hundred_columns(2), 1, "", "more than 100 columns"),
    BadFile(
        "the same table twice",
        "items.csv",
        ITEMS.encode(),
        None,
        "",
        "is items, and so is",
        {"products.csv": ITEMS.encode()},
    ),
    # encodings
    BadFile(
        "NUL bytes in the middle",
        "items.csv",
        ITEMS.replace("WINCH-46", "WIN\0CH-46").encode(),
        3,
        "",
        "is no text (it has NUL bytes)",
    ),
    BadFile("UTF-16 without its mark", "items.csv", ITEMS.encode("utf-16-le"), 1, "", "UTF-16 without its mark"),
    BadFile("UTF-16 that breaks off", "items.csv", ITEMS.encode("utf-16")[:-1], None, "", "UTF-16 that breaks off"),
    BadFile(
        "two encodings in one",
        "suppliers.csv",
        text(table("suppliers")).encode().replace(b"HK", b"H\xe4"),
        3,
        "",
        "mixes UTF-8 and Windows-1252",
    ),
    BadFile(
        "an encoding nobody can tell",
        "items.csv",
        ITEMS.replace("WINCH-46 of", "Лебёдка").encode("cp866"),
        3,
        "",
        "neither UTF-8 nor Windows-1252",
    ),
    cell("an encoding applied twice", "suppliers", 3, "name", "BrÃ¼ckner", "spoiled by a wrong encoding"),
    cell("a replacement character", "items", 3, "name", "W\ufffdnch", "spoiled by a wrong encoding"),
    # headers and shape
    BadFile("no header", "items.csv", ITEMS.split("\n", 1)[1].encode(), 1, "", "is not a header"),
    BadFile("a title above the header", "items.csv", f"Items of Halyard\n\n{ITEMS}".encode(), 1, "", "stands in row 3"),
    BadFile(
        "a misspelt heading",
        "sources.csv",
        text(table("sources")).replace("lead_time_days", "led time days").encode(),
        1,
        "E",
        "Did you mean lead_time_days?",
    ),
    BadFile(
        "a heading nobody knows", "items.csv", ITEMS.replace("volume_m3", "colour").encode(), 1, "G", "is not a column"
    ),
    BadFile(
        "a heading twice",
        "items.csv",
        ITEMS.replace("volume_m3", "unit cost").encode(),
        1,
        "unit_cost",
        "stands there twice",
    ),
    BadFile(
        "no units at all",
        "sources.csv",
        text([[*r[:5], *r[6:]] for r in table("sources")]).encode(),
        1,
        "unit",
        "the column is missing",
    ),
    BadFile("two headers", "items.csv", f"{ITEMS.splitlines()[0]}\n{ITEMS}".encode(), 2, "", "second header"),
    BadFile(
        "a header in the middle",
        "lanes.csv",
        text([*table("lanes"), *table("lanes")[:1]]).encode(),
        6,
        "",
        "second header",
    ),
    BadFile("a row of totals", "sources.csv", with_row("sources", "Total", "", "789.32"), 7, "", "row of totals"),
    BadFile(
        "a decimal comma that is a separator",
        "items.csv",
        b"item,name,unit,unit_cost,unit_price,currency\nA,B,pcs,1,50,2,50,EUR\n",
        2,
        "G",
        "under no heading",
    ),
    BadFile(
        "quotes that never close",
        "items.csv",
        ITEMS.replace("WINCH-46 of", '"WINCH-46 of').encode(),
        3,
        "",
        "cannot be split into cells",
    ),
    # numbers
    cell("a mark that could be two", "sources", 2, "unit_price", "1.234", "can be 1.234 or 1234"),
    cell("a comma that could be two", "sources", 3, "minimum_order", "1,200", "can be 1.200 or 1200"),
    cell("letters for a number", "sources", 4, "unit_price", "on request", "is not a number"),
    cell("a number with its unit", "sources", 3, "minimum_order", "60 pcs", "more than a number"),
    cell("scientific notation", "sources", 3, "unit_price", "2.1E+02", "scientific notation"),
    cell("an O for a zero", "items", 2, "unit_cost", "21O", "more than a number"),
    cell("half a day", "sources", 2, "lead_time_days", "3.5", "is not a whole number"),
    cell("weeks for days", "sources", 2, "lead_time_days", "5 weeks", "Write 35"),
    cell("percent without the sign", "stock_policies", 3, "service_target", "97", "Write 97 % or 0.97"),
    cell("a hundred percent", "costs", 2, "service_target", "100 %", "is not below 100 %"),
    # prices, quantities, terms
    cell("a price of nothing", "sources", 2, "unit_price", "0", "is not above zero"),
    cell("a negative price", "items", 2, "unit_cost", "-212", "is not above zero"),
    cell("a price a thousand times too high", "sources", 3, "unit_price", "268000", "1000 times away from 212"),
    cell("a cost above the price", "items", 2, "unit_cost", "2120", "is above the sales price 349"),
    cell("an item like itself", "items", 2, "sells_like", table("items")[1][0], "is the item itself"),
    cell("another currency", "sources", 3, "currency", "USD", "not the company's currency EUR"),
    cell("a currency against the row's", "sources", 3, "unit_price", "$ 268.00", "is in USD, its row in EUR"),
    cell("no currency", "suppliers", 2, "currency", "", "is missing for minimum_order_value"),
    cell("a currency that is none", "items", 3, "currency", "Euro", "is not a currency"),
    cell("a unit that is neither", "sources", 2, "unit", "kg", "neither the stock unit nor the purchase unit"),
    cell("no unit", "sources", 2, "unit", "", "is missing"),
    BadFile(
        "a unit without its factor",
        "sources.csv",
        again("sources", 4, supplier="BRF", purchase_unit="box"),
        7,
        "purchase_factor",
        "how many pcs are in one box",
    ),
    cell("a minimum between two lots", "sources", 2, "minimum_order", "50", "Write 60"),
    cell("a lead time of years", "sources", 2, "lead_time_days", "3500", "is above 1000 days"),
    cell("a lead time before the order", "sources", 2, "lead_time_days", "-3", "is below 0 days"),
    BadFile(
        "a surcharge for what is not granted",
        "suppliers.csv",
        edited("suppliers", 3, "expedite_share", "4 %"),
        3,
        "expedite_most_days",
        "is missing for expedite_share",
    ),
    # keys and references
    BadFile("a key twice", "items.csv", again("items", 3), 6, "item", "here and in row 3"),
    BadFile(
        "a key in two spellings", "items.csv", again("items", 3, item="Winch-46"), 6, "item", "capital letters only"
    ),
    cell("a supplier nobody knows", "sources", 3, "supplier", "BFR", "is not in suppliers"),
    cell("a code that lost its zeros", "sources", 5, "item", "123", "made a number of 00123"),
    cell("a code that became a decimal", "sources", 5, "item", "123.0", "made a number of 00123"),
    cell("a code that is a formula", "items", 3, "item", "=cmd|'/c calc'!A1", "looks like a formula"),
    cell("a character nobody sees", "items", 3, "item", "WINCH\u200b-46", "zero width space"),
    cell("a space that is none", "items", 3, "item", "WINCH\u00a046", "no-break space"),
    cell("a key that is missing", "items", 4, "item", "", "is missing"),
    BadFile(
        "an item others still use", "items.csv", text(table("items")[:4]).encode(), None, "item", "is not in items"
    ),
    cell("itself instead", "substitutes", 2, "substitute", "WINCH-40", "is the item itself"),
    # lanes and calendars
    cell("a circle of supply", "lanes", 3, "replenishes", "yes", "CEN > NOR > CEN supplies itself"),
    cell("a lane to itself", "lanes", 2, "destination", "CEN", "is where the lane begins"),
    cell("a holiday long gone", "holidays", 3, "date", "2025-12-25", "is in the past"),
    cell("a day or a month", "holidays", 3, "date", "03/04/2027", "can be 2027-04-03 or 2027-03-04"),
    cell("a day that is none", "holidays", 3, "date", "2027-02-30", "is not a day of the calendar"),
    cell("a year of two digits", "holidays", 3, "date", "25.12.27", "year of two digits"),
    cell("a serial number of a day", "holidays", 3, "date", "46381", "Write 2026-12-25, or 2030-12-26"),
    cell("weekdays as numbers", "calendars", 2, "working_days", "1 2 3", "some begin with Sunday"),
    cell("a time that is none", "suppliers", 2, "order_cut_off", "25:00", "is not a time of day"),
    cell("maybe", "lanes", 2, "open", "maybe", "is neither yes nor no"),
    cell("a mode nobody knows", "stock_policies", 2, "control_mode", "erp order", "Did you mean erp_orders?"),
    cell("a time zone nobody knows", "locations", 2, "time_zone", "Europe/Amsterdm", "Did you mean Europe/Amsterdam?"),
    # finance
    BadFile(
        "new figures under an old version",
        "costs.csv",
        edited("costs", 2, "attention_price", "300"),
        2,
        "version",
        "is the version in force",
    ),
    BadFile("two versions", "costs.csv", again("costs", 2, version="finance-2"), 3, "version", "is a second version"),
    # workbooks
    BadFile(
        "an error of a formula",
        "sources.xlsx",
        workbook("sources", lambda _, p: p.write_formula(2, at("sources", "unit_price"), "=NA()", None, "#N/A")),
        3,
        "C",
        "error of a formula",
    ),
    BadFile(
        "a division by nothing",
        "sources.xlsx",
        workbook("sources", lambda _, p: p.write_formula(3, at("sources", "unit_price"), "=1/0", None, "#DIV/0!")),
        4,
        "C",
        "error of a formula",
    ),
    BadFile(
        "merged cells",
        "sources.xlsx",
        workbook("sources", lambda _, p: p.merge_range(1, 0, 2, 0, "KMW")),
        2,
        "A",
        "merged cell",
    ),
    BadFile("a hidden sheet", "sources.xlsx", workbook("sources", _hidden), 1, "", "is hidden"),
    BadFile(
        "a code as a number",
        "sources.xlsx",
        workbook("sources", lambda _, p: p.write_number(4, at("sources", "item"), 123)),
        5,
        "item",
        "made a number of 00123",
    ),
    BadFile(
        "a code as a date",
        "items.xlsx",
        workbook(
            "items",
            lambda b, p: p.write_datetime(
                2, 0, datetime.fromisoformat("2026-03-01"), b.add_format({"num_format": "d mmm"})
            ),
        ),
        3,
        "item",
        "turned from a code into a date",
    ),
    BadFile(
        "a day with a time",
        "holidays.xlsx",
        workbook(
            "holidays",
            lambda b, p: p.write_datetime(
                2, 1, datetime.fromisoformat("2026-12-25T08:00"), b.add_format({"num_format": "d mmm hh:mm"})
            ),
        ),
        3,
        "date",
        "has a time of day",
    ),
    BadFile(
        "a serial nobody means",
        "holidays.xlsx",
        workbook("holidays", lambda _, p: p.write_number(2, 1, 12)),
        3,
        "date",
        "hardly meant",
    ),
    BadFile(
        "an unknown sheet",
        "company.xlsx",
        workbook("sources", lambda b, _: b.add_worksheet("Sheet2").write(0, 0, "x")),
        None,
        "",
        "is not the name of a table",
    ),
]
