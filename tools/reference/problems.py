"""Problems: what is wrong with a file, by row and column, and what to do; collected, never raised one by one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace

SHOWN_CHARACTERS = 80


@dataclass(frozen=True)
class Place:
    """Where something stands; `row` counts from 1 as in the file, None where the whole file or sheet is meant."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def at(self, row: int | None, column: str = "") -> Place:
        """Return a row, or a cell, of the same sheet."""
        return replace(self, row=row, column=column)

    def __str__(self) -> str:
        """Return file, sheet, row and column, as far as they are known."""
        named = self.file if not self.sheet or self.file.startswith(self.sheet) else f"{self.file} [{self.sheet}]"
        row = "" if self.row is None else f" row {self.row}"
        return named + row + (f", {self.column}" if self.column else "")


@dataclass(frozen=True)
class Problem:
    """What is wrong where, and what to do about it."""

    place: Place
    value: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one line."""
        value = f"{self.value!r} " if self.value else ""
        remedy = f" {self.remedy.rstrip('.?')}{'?' if self.remedy.endswith('?') else '.'}" if self.remedy else ""
        return f"{self.place}: {value}{self.what}.{remedy}"

    def as_dict(self) -> dict[str, object]:
        """Return it for programs."""
        return asdict(self.place) | {"value": self.value, "what": self.what, "remedy": self.remedy}


@dataclass
class Report:
    """What reading and checking found: problems refuse, notes only tell."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, place: Place, what: str, remedy: str = "", value: object = "") -> None:
        """Add a problem."""
        shown = "" if value is None else str(value)
        if len(shown) > SHOWN_CHARACTERS:
            shown = shown[:SHOWN_CHARACTERS] + "…"
        self.problems.append(Problem(place, shown, what, remedy))

    def note(self, text: str) -> None:
        """Add something worth knowing, once."""
        if text not in self.notes:
            self.notes.append(text)

    def in_order(self) -> list[Problem]:
        """Return the problems by file, sheet and row."""
        return sorted(self.problems, key=lambda p: (p.place.file, p.place.sheet, p.place.row or 0, p.place.column))
