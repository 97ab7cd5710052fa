"""Templates: every sheet prefilled with what the ERP holds and what is in force; only the rest is asked for."""

from __future__ import annotations

from tools.reference.columns import RowValues, Sheet
from tools.reference.disassemble import rows_of
from tools.reference.erp import ErpReference
from tools.reference.sheets import BY_NAME, SHEETS
from tools.reference.writing import Book
from trimtab.network import ControlMode, Network

DEFAULTS: dict[str, RowValues] = {
    "stock_policies": {"control_mode": ControlMode.ERP_ORDERS.value},
    "lanes": {"open": True},
}
"""What a row begins with that only the ERP knows so far; until somebody decides otherwise the ERP orders."""


def template_of(network: Network | None, erp: ErpReference) -> Book:
    """Return the sheets to fill in; a company without a network in force and without an ERP gets empty ones."""
    in_force = rows_of(network) if network is not None else {}
    rows = {sheet.name: _rows(sheet, in_force.get(sheet.name, []), erp) for sheet in SHEETS}
    _fit_units(rows["sources"], in_force.get("items", []), rows["items"])
    return Book(rows, erp, _instructions(erp))


def _rows(sheet: Sheet, in_force: list[RowValues], erp: ErpReference) -> list[RowValues]:
    known = {sheet.key_of(row) for row in in_force}
    merged = [row | erp.row(sheet, row) for row in in_force]
    new = [row for row in erp.to_list(sheet) if sheet.key_of(row) not in known]
    return [*merged, *(DEFAULTS.get(sheet.name, {}) | row for row in new)]


def _fit_units(sources: list[RowValues], before: list[RowValues], now: list[RowValues]) -> None:
    """Where the ERP names an item's stock unit otherwise than the network in force, so do the terms in that unit."""
    old = {row["item"]: row["unit"] for row in before}
    new = {row["item"]: row["unit"] for row in now if "unit" in row}
    for row in sources:
        item = row["item"]
        if item in new and row.get("unit") == old.get(item):
            row["unit"] = new[item]


def _instructions(erp: ErpReference) -> tuple[str, ...]:
    grey = (
        "Grey cells are held by the ERP and shown for orientation: to change one, change it there."
        if erp.rows
        else "No ERP was asked: fill in every column that is required."
    )
    return (
        "# Reference data for Trimtab",
        "Fill in the sheets and hand the file to `trimtab import`; `--dry-run` shows what would change.",
        grey,
        "Leave the first row of every sheet as it is. The note of a heading says what an empty cell means.",
        "A sheet says its whole table: a row that is deleted here is removed. A sheet that is deleted changes nothing.",
        "Amounts need a currency and quantities a unit; shares are written as 0.97 or 97 %.",
        f"The sheets are {', '.join(BY_NAME)}.",
    )
