"""Tables: the bytes of a CSV file as rows of named cells; a file whose form is not certain is refused whole."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from trimtab.errors import InvalidField

DELIMITERS = (",", ";")


@dataclass(frozen=True)
class Column:
    """A column by its name; `also` lists other names under which it is known."""

    name: str
    also: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Row:
    """One row under the header: `number` as a spreadsheet shows it (the header is row 1), cells as they stand."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file that was read: its columns in order of the file, its rows, and the digest of its bytes."""

    file: str
    digest: str
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def record(self, row: Row) -> str:
        """Name a row for people: `demand.csv row 12`."""
        return f"{self.file} row {row.number}"

    def named(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by column, stripped; raises InvalidField where there are too many or too few."""
        if len(row.cells) != len(self.columns):
            raise InvalidField(
                f"{len(row.cells)} cells instead of {len(self.columns)}",
                record=self.record(row),
                field="columns",
                remedy="Check separators and quotes of this row.",
            )
        return {name: cell.strip() for name, cell in zip(self.columns, row.cells, strict=True)}


def file_digest(content: bytes) -> str:
    """Return the digest by which a file's content is known in cursors."""
    return hashlib.sha256(content).hexdigest()[:24]


def read_table(path: Path, content: bytes, columns: Sequence[Column]) -> Table:
    """Return the table in `content`, the bytes of the file at `path`.

    UTF-8 with or without byte order mark, columns separated by comma or semicolon, whichever makes the header the
    wanted one. Raises InvalidField, for the whole file, when it is empty, of another encoding, or its header has
    unknown, missing or repeated columns. Blank rows are passed over.
    """
    lines = _lines(path.name, _text(path.name, content))
    header, delimiter = _header(path.name, lines, columns)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter), start=1):
            if number > 1 and any(cell.strip() for cell in cells):
                rows.append(Row(number, tuple(cells)))
    except csv.Error as error:
        raise InvalidField(f"cannot be split into cells ({error})", record=path.name, field="quotes") from None
    return Table(path.name, file_digest(content), delimiter, header, tuple(rows))


def _text(file: str, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content:
        raise InvalidField("is not UTF-8 text", record=file, field="encoding", remedy="Save it as CSV UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidField(
            f"is not UTF-8 text (line {line})", record=file, field="encoding", remedy="Save it as CSV UTF-8."
        ) from None


def _lines(file: str, text: str) -> str:
    if not text.strip():
        raise InvalidField("is empty", record=file, field="header", remedy="Export it again.")
    return text


def _header(file: str, text: str, columns: Sequence[Column]) -> tuple[tuple[str, ...], str]:
    """Return the columns in the order of the file, by their first names, and the delimiter that makes them right."""
    first = text.splitlines()[0]
    problems = []
    for delimiter in DELIMITERS:
        names = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), [])]
        if len(names) > 1:
            known = {alias: column.name for column in columns for alias in (column.name, *column.also)}
            found = [known.get(name, name) for name in names]
            wrong = list(_wrong(found, columns))
            if not wrong:
                return tuple(found), delimiter
            problems.append((len(wrong), "; ".join(wrong)))
    wanted = ",".join(column.name for column in columns if column.required)
    raise InvalidField(
        min(problems)[1] if problems else f"the first row is not a header: {first[:80]!r}",
        record=file,
        field="header",
        remedy=f"The first row must be {wanted} (in any order, separated by comma or semicolon).",
    )


def _wrong(found: Sequence[str], columns: Sequence[Column]) -> Iterator[str]:
    missing = [column.name for column in columns if column.required and column.name not in found]
    unknown = [name for name in found if name not in {column.name for column in columns}]
    repeated = sorted({name for name in found if found.count(name) > 1})
    for what, names in (("missing", missing), ("unknown", unknown), ("repeated", repeated)):
        if names:
            yield f"{what} column{'s' if len(names) > 1 else ''} {', '.join(names)}"
