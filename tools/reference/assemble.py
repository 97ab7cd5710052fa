"""From the rows of the sheets to a network, named by what is in it; the rows have been checked before."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from tools.reference.cells import written
from tools.reference.columns import RowValues, Value
from tools.reference.disassemble import Rows, rows_of
from trimtab.calendars import Calendar
from trimtab.identifiers import digest
from trimtab.measures import Money, UnitConversion
from trimtab.network import (
    CostParameters,
    Customer,
    Item,
    Lane,
    Location,
    Network,
    Source,
    StockPolicy,
    Substitute,
    Supplier,
)
from trimtab.terms import CancelTerms, ChangeTerms, ContainerTerms, ExpediteTerms, RescheduleTerms

DIGEST_CHARACTERS = 12


def assemble(company: str, rows: Rows) -> Network:
    """Return the network; raises what the network's own models raise where the rows do not fit together."""
    currency = str(rows["costs"][0]["currency"])
    units = {row["item"]: str(row["unit"]) for row in rows["items"]}
    substitutes = _grouped(rows["substitutes"], "item")
    holidays = _grouped(rows["holidays"], "calendar")
    network = Network(
        company=company,
        version="",
        costs=_costs(rows["costs"][0]),
        items=tuple(_item(row, substitutes[row["item"]]) for row in rows["items"]),
        locations=tuple(Location(**_named(row, location="code")) for row in rows["locations"]),
        suppliers=tuple(_supplier(row, currency) for row in rows["suppliers"]),
        customers=tuple(Customer(**_named(row, customer="code")) for row in rows["customers"]),
        sources=tuple(_source(row, units[row["item"]]) for row in rows["sources"]),
        lanes=tuple(_lane(row, currency) for row in rows["lanes"]),
        policies=tuple(StockPolicy(**_named(row)) for row in rows["stock_policies"]),
        calendars=tuple(_calendar(row, holidays[row["calendar"]]) for row in rows["calendars"]),
    )
    return network.model_copy(update={"version": version_of(network)})


def version_of(network: Network) -> str:
    """Return the name of a network: the version of finance's parameters, and a digest of all that is in it."""
    content = {
        name: sorted(sorted((column, written(value)) for column, value in row.items()) for row in rows)
        for name, rows in rows_of(network).items()
    }
    return f"{network.costs.version}+{digest([network.company, content])[:DIGEST_CHARACTERS]}"


def _named(row: RowValues, **names: str) -> dict[str, Any]:
    """Return a row as the fields of a model, some under other names."""
    return {names.get(name, name): value for name, value in row.items()}


def _money(row: RowValues, column: str, currency: str = "") -> Money:
    return Money(amount=Decimal(str(row.get(column, 0))), currency=str(row.get("currency", currency)))


def _grouped(rows: list[RowValues], column: str) -> defaultdict[Value, list[RowValues]]:
    groups: defaultdict[Value, list[RowValues]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _item(row: RowValues, substitutes: list[RowValues]) -> Item:
    given = ("name", "unit", "volume_m3", "life_cycle", "last_sale", "sells_like")
    fields = {name: row[name] for name in given if name in row}
    return Item(
        code=str(row["item"]),
        unit_cost=_money(row, "unit_cost"),
        unit_price=_money(row, "unit_price"),
        substitutes=tuple(
            Substitute(item=str(other["substitute"]), discount_share=_share(other, "discount_share"))
            for other in substitutes
        ),
        **fields,  # type: ignore[arg-type]
    )


def _share(row: RowValues, column: str) -> float:
    return float(Decimal(str(row.get(column, 0))))


def _supplier(row: RowValues, currency: str) -> Supplier:
    given: dict[str, Any] = {
        name: row[name] for name in ("name", "region", "order_days", "order_cut_off", "calendar") if name in row
    }
    if "minimum_order_value" in row:
        given["minimum_order_value"] = _money(row, "minimum_order_value", currency)
    if "container_volume_m3" in row:
        cost = _money(row, "container_cost", currency)
        given["container"] = ContainerTerms(volume_m3=Decimal(str(row["container_volume_m3"])), cost=cost)
    return Supplier(code=str(row["supplier"]), changes=_changes(row, currency), **given)


def _changes(row: RowValues, currency: str) -> ChangeTerms:
    given: dict[str, Any] = {}
    if "expedite_most_days" in row:
        given["expedite"] = ExpediteTerms(
            most_days=_whole(row, "expedite_most_days"),
            fee=_money(row, "expedite_fee", currency),
            share_of_value=_share(row, "expedite_share"),
        )
    if "reschedule_most_days" in row:
        given["reschedule"] = RescheduleTerms(
            most_days=_whole(row, "reschedule_most_days"), frozen_days=_whole(row, "reschedule_frozen_days")
        )
    if "cancel_share" in row:
        given["cancel"] = CancelTerms(
            share_of_value=_share(row, "cancel_share"), frozen_days=_whole(row, "cancel_frozen_days")
        )
    if "answer_within_days" in row:
        given["answer_within_days"] = _whole(row, "answer_within_days")
    return ChangeTerms(**given)


def _whole(row: RowValues, column: str) -> int:
    return int(str(row.get(column, 0)))


def in_stock_units(row: RowValues, stock_unit: str) -> RowValues:
    """Return the terms of a source with price, minimum and lot per stock unit, whatever unit the row gives them in."""
    if row["unit"] == stock_unit:
        return row
    factor = Decimal(str(row["purchase_factor"]))
    scaled: RowValues = {
        name: Decimal(str(row[name])) * factor for name in ("minimum_order", "lot_multiple") if name in row
    }
    scaled.setdefault("lot_multiple", factor)
    price = Decimal(str(row["unit_price"])) / factor
    return {**row, **scaled, "unit_price": price, "unit": stock_unit}


def _source(row: RowValues, stock_unit: str) -> Source:
    plain = in_stock_units(row, stock_unit)
    fields: dict[str, Any] = {
        name: plain[name]
        for name in ("supplier", "item", "lead_time_days", "minimum_order", "lot_multiple", "preference", "erp_orders")
        if name in plain
    }
    if "purchase_unit" in row:
        fields["purchase_unit"] = UnitConversion(
            purchase_unit=str(row["purchase_unit"]),
            stock_unit=stock_unit,
            factor=Decimal(str(row["purchase_factor"])),
        )
    return Source(unit_price=_money(plain, "unit_price"), **fields)


def _lane(row: RowValues, currency: str) -> Lane:
    fields = {name: value for name, value in row.items() if name not in {"cost_per_unit", "currency"}}
    return Lane(cost_per_unit=_money(row, "cost_per_unit", currency), **fields)  # type: ignore[arg-type]


def _costs(row: RowValues) -> CostParameters:
    amounts = ("fixed_cost_per_purchase", "fixed_cost_per_transfer", "change_price", "attention_price")
    fields: dict[str, Any] = {name: value for name, value in row.items() if name not in amounts}
    return CostParameters(**fields | {name: _money(row, name) for name in amounts})


def _calendar(row: RowValues, holidays: list[RowValues]) -> Calendar:
    days = sorted((day["date"] for day in holidays), key=str)
    fields: dict[str, Any] = {"working_days": row["working_days"], "holidays": tuple(days)}
    return Calendar(code=str(row["calendar"]), **fields)
