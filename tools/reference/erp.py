"""What an ERP holds of the reference data, by sheet and key, whatever the ERP."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.reference.columns import Key, RowValues, Sheet

ErpRows = dict[Key, RowValues]


@dataclass(frozen=True)
class ErpReference:
    """Each sheet's rows with the columns an ERP holds; `listed` are the keys a template shows, all where absent."""

    rows: dict[str, ErpRows] = field(default_factory=dict)
    listed: dict[str, set[Key]] = field(default_factory=dict)

    def row(self, sheet: Sheet, values: RowValues) -> RowValues:
        """Return what the ERP holds about a row, empty where it does not know it."""
        key = sheet.key_of(values)
        return {} if key is None else self.rows.get(sheet.name, {}).get(key, {})

    def to_list(self, sheet: Sheet) -> list[RowValues]:
        """Return the rows a template begins with, by their keys."""
        rows = self.rows.get(sheet.name, {})
        listed = self.listed.get(sheet.name)
        return [values for key, values in sorted(rows.items(), key=str) if listed is None or key in listed]


NO_ERP = ErpReference()
