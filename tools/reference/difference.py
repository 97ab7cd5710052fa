"""The difference between two networks, sheet by sheet: what an import adds, changes, removes and leaves."""

from __future__ import annotations

from dataclasses import dataclass

from tools.reference.cells import written
from tools.reference.columns import Key, RowValues, Sheet
from tools.reference.disassemble import rows_of
from tools.reference.sheets import SHEETS
from trimtab.network import Network


@dataclass(frozen=True)
class SheetChange:
    """Rows of one sheet by what happens to them; a changed row says which cells."""

    sheet: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    @property
    def any(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.added or self.changed or self.removed)

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each kind."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "unchanged": self.unchanged,
        }


def difference(before: Network | None, after: Network) -> tuple[SheetChange, ...]:
    """Return what becomes of every sheet."""
    old, new = rows_of(before) if before is not None else {}, rows_of(after)
    return tuple(
        _change(sheet, _keyed(sheet, old.get(sheet.name, [])), _keyed(sheet, new[sheet.name])) for sheet in SHEETS
    )


def _keyed(sheet: Sheet, rows: list[RowValues]) -> dict[Key | None, RowValues]:
    # The parameters of finance are one row whatever their version is called: a new version is a change.
    return {(() if sheet.name == "costs" else sheet.key_of(row)): row for row in rows}


def _change(sheet: Sheet, old: dict[Key | None, RowValues], new: dict[Key | None, RowValues]) -> SheetChange:
    both = [key for key in new if key in old]
    changed = [(key, _cells(old[key], new[key])) for key in both]
    return SheetChange(
        sheet=sheet.name,
        added=tuple(_named(key) for key in new if key not in old),
        changed=tuple(f"{_named(key)}: {cells}".removeprefix(": ") for key, cells in changed if cells),
        removed=tuple(_named(key) for key in old if key not in new),
        unchanged=sum(not cells for _, cells in changed),
    )


def _named(key: Key | None) -> str:
    return " ".join(written(part) for part in key or ())


def _cells(old: RowValues, new: RowValues) -> str:
    texts = [{name: written(value) for name, value in row.items()} for row in (old, new)]
    moved = [name for name in sorted(texts[0].keys() | texts[1].keys()) if texts[0].get(name) != texts[1].get(name)]
    return ", ".join(f"{name} {texts[0].get(name, '(empty)')} → {texts[1].get(name, '(empty)')}" for name in moved)
