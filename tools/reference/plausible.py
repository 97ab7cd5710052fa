"""Plausibility: prices, lots, dates and versions that can be read and cannot be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from statistics import median

from tools.reference.assemble import in_stock_units
from tools.reference.cells import written
from tools.reference.columns import Kind, RowValues
from tools.reference.disassemble import Rows
from tools.reference.entries import Entries, Entry
from tools.reference.erp import ErpReference
from tools.reference.problems import Report
from tools.reference.sheets import BY_NAME, SHEETS
from trimtab.network import LifeCycle

ABSURD = 1000
"""A price so many times another one of the same item is a slip of the decimal mark."""
SIGNATURE = ("version", "approved_by", "valid_from")


def check_plausible(entries: Entries, in_force: Rows, erp: ErpReference, today: date, report: Report) -> None:
    """Report what can hardly be meant; what stays as it is in force is not asked again."""
    _currencies(entries, report)
    _items(entries["items"], erp, report)
    _sources(entries, report)
    _suppliers(entries["suppliers"], report)
    _lanes(entries["lanes"], report)
    _costs(entries["costs"], in_force, today, report)
    known = {(row["calendar"], row["date"]) for row in in_force["holidays"]} if "holidays" in in_force else set()
    for entry in _files(entries["holidays"]):
        day = entry.values.get("date")
        if isinstance(day, date) and day < today and (entry.values.get("calendar"), day) not in known:
            entry.report(report, "date", "is in the past", "Check the year, or delete the row")
    for entry in _files(entries["substitutes"]):
        if entry.values.get("substitute") == entry.values.get("item", ""):
            entry.report(report, "substitute", "is the item itself", "Name another item, or delete the row")


def _files(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.of_file]


def _decimal(values: RowValues, column: str) -> Decimal | None:
    value = values.get(column)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _currencies(entries: Entries, report: Report) -> None:
    if not entries["costs"] or "currency" not in entries["costs"][0].values:
        return
    wanted = entries["costs"][0].values["currency"]
    for sheet in SHEETS:
        money = [c.name for c in sheet.columns if c.kind is Kind.AMOUNT]
        for entry in entries[sheet.name] if money else ():
            stated = entry.values.get("currency", wanted)
            if stated != wanted and any(name in entry.values for name in money):
                entry.report(report, "currency", f"is not the company's currency {wanted}", f"Convert it to {wanted}")


def _items(items: Iterable[Entry], erp: ErpReference, report: Report) -> None:
    for entry in _files(items):
        cost, price = _decimal(entry.values, "unit_cost"), _decimal(entry.values, "unit_price")
        if cost is not None and price is not None and cost > price:
            what = f"is above the sales price {written(price)}"
            if {"unit_cost", "unit_price"} <= erp.row(BY_NAME["items"], entry.values).keys():
                report.note(f"{entry.place}, unit_cost: {written(cost)} {what} in the ERP.")
            else:
                entry.report(report, "unit_cost", what, "Check both, and the decimal mark")
        if "last_sale" in entry.values and entry.values.get("life_cycle") != LifeCycle.END_OF_LIFE:
            entry.report(report, "last_sale", "is given for an item that is not at its end", "Write end_of_life too")
        if entry.values.get("sells_like", "") == entry.values.get("item"):
            entry.report(report, "sells_like", "is the item itself", "Name another item, or leave it empty")


def _sources(entries: Entries, report: Report) -> None:
    items = {entry.values.get("item"): entry.values for entry in entries["items"]}
    prices: defaultdict[object, list[tuple[Entry, Decimal]]] = defaultdict(list)
    for entry in entries["sources"]:
        item = items.get(entry.values.get("item"), {})
        if entry.of_file and not _units(entry, item, report):
            continue
        if "unit_price" in entry.values and "unit" in item and "unit" in entry.values:
            plain = in_stock_units(entry.values, str(item["unit"]))
            price = _decimal(plain, "unit_price")
            if price:
                prices[entry.values.get("item")].append((entry, price))
        _lots(entry, report)
    for code, offered in prices.items():
        _absurd(offered, _decimal(items.get(str(code), {}), "unit_cost"), report)


def _units(entry: Entry, item: RowValues, report: Report) -> bool:
    """Tell whether the units of a source fit the item's."""
    values = entry.values
    stock, bought_in, factor = item.get("unit"), values.get("purchase_unit"), values.get("purchase_factor")
    before = len(report.problems)
    if bought_in is not None and factor is None and "purchase_factor" not in entry.broken:
        what = f"is missing: how many {stock} are in one {bought_in}"
        entry.report(report, "purchase_factor", what, "Write the number")
    if factor is not None and bought_in is None:
        entry.report(report, "purchase_unit", "is missing for the factor", "Write the unit it is bought in")
    if bought_in is not None and bought_in == stock and factor != 1:
        entry.report(report, "purchase_factor", f"converts {stock} into {stock}", "Name the unit it is bought in")
    if stock is not None and "unit" in values and values["unit"] not in (stock, bought_in):
        choices = f"{stock} or {bought_in}" if bought_in else f"{stock}, or give its purchase unit and factor"
        entry.report(report, "unit", "is neither the stock unit nor the purchase unit", f"Write {choices}")
    return len(report.problems) == before and not entry.broken & {"purchase_factor", "unit"}


def _lots(entry: Entry, report: Report) -> None:
    least, lot = _decimal(entry.values, "minimum_order"), _decimal(entry.values, "lot_multiple")
    if entry.of_file and least and lot and lot > 0 and least % lot:
        up = (least // lot + 1) * lot
        what = f"is not a multiple of the lot {written(lot)}"
        entry.report(report, "minimum_order", what, f"Write {written(up)}, which is what would be ordered")


def _absurd(offered: list[tuple[Entry, Decimal]], cost: Decimal | None, report: Report) -> None:
    for entry, price in offered:
        others = [other for another, other in offered if another is not entry] + ([cost] if cost else [])
        if entry.of_file and others:
            usual = Decimal(median(others))
            if usual and not usual / ABSURD < price < usual * ABSURD:
                what = f"is {ABSURD} times away from {written(usual)}, as it is paid elsewhere"
                entry.report(report, "unit_price", what, "Check the decimal mark and the unit")


def _suppliers(suppliers: Iterable[Entry], report: Report) -> None:
    together = (
        ("container_cost", "container_volume_m3"),
        ("container_volume_m3", "container_cost"),
        ("expedite_fee", "expedite_most_days"),
        ("expedite_share", "expedite_most_days"),
        ("reschedule_frozen_days", "reschedule_most_days"),
        ("cancel_frozen_days", "cancel_share"),
    )
    for entry in _files(suppliers):
        for given, needed in together:
            if given in entry.values and needed not in entry.values and needed not in entry.broken:
                example = BY_NAME["suppliers"].column(needed).example
                entry.report(report, needed, f"is missing for {given}", f"Write it, such as {example}")


def _lanes(lanes: list[Entry], report: Report) -> None:
    supplied: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in lanes:
        origin, destination = entry.values.get("origin"), entry.values.get("destination")
        if origin is None or destination is None:
            continue
        if origin == destination:
            entry.report(report, "destination", "is where the lane begins", "Name another location")
        elif entry.values.get("replenishes"):
            supplied[str(origin)][str(destination)] = entry
    for origin in sorted(supplied):
        circle = _circle(origin, lambda here: supplied.get(here, {}))
        if circle and origin == min(circle):
            entry = supplied[circle[-1]][origin]
            way = " > ".join([*circle, origin])
            entry.report(
                report, "replenishes", f"closes a circle: {way} supplies itself", "Write no for one of these lanes"
            )


def _circle(start: str, after: Callable[[str], Iterable[str]]) -> list[str]:
    """Return a way from a location back to itself, empty where there is none."""
    ways, seen = [[start]], set[str]()
    while ways:
        way = ways.pop(0)
        for place in after(way[-1]):
            if place == start:
                return way
            if place not in seen:
                seen.add(place)
                ways.append([*way, place])
    return []


def _costs(costs: list[Entry], in_force: Rows, today: date, report: Report) -> None:
    for entry in _files(costs):
        before = next(iter(in_force.get("costs", [])), {})
        figures = _figures(entry.values)
        if before and figures == _figures(before):
            continue
        for column in SIGNATURE[1:]:
            if column not in entry.values and column not in entry.broken:
                entry.report(report, column, "is missing for new figures", "Finance has to say who and from when")
        if before and entry.values.get("version") == before.get("version"):
            what = "is the version in force, whose figures are others"
            entry.report(report, "version", what, "Give the new figures a version of their own")
        valid = entry.values.get("valid_from")
        if isinstance(valid, date) and valid > today:
            entry.report(report, "valid_from", "is not reached yet", "Import it on that day")


def _figures(values: RowValues) -> dict[str, str]:
    return {name: written(value) for name, value in values.items() if name not in SIGNATURE}
