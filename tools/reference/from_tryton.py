"""What Tryton holds of the reference data: read only, so that nobody is asked for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tools.reference.columns import Key, RowValues
from tools.reference.erp import ErpReference, ErpRows
from tools.tryton import TrytonClient
from tools.tryton.places import read_places
from tools.tryton.values import quantity

ROAD = "road"
"""The mode under which the ERP's lead times between warehouses are shown: it knows no modes."""
_TERMS = [
    "product.code",
    "template.products.code",
    "template.default_uom.factor",
    "template.default_uom.symbol",
    "party.code",
    "lead_time",
    "sequence",
    "currency.code",
    "unit.symbol",
    "unit.factor",
    "prices.quantity",
    "prices.unit_price",
]


def read_reference(client: TrytonClient, tell: Callable[[str], None] = lambda _: None) -> ErpReference:
    """Return what the ERP holds of every sheet; raises Unavailable or Refused."""
    tell("reading the ERP")
    company = client.read("company.company", ["currency.code", "party.code"])[0]
    currency, own = str(company["currency"]["code"]), str(company["party"]["code"])
    sources = _sources(client)
    parties = _parties(client, own)
    listed: dict[str, set[Key]] = {
        "suppliers": {key[:1] for key in sources},
        "customers": {(code,) for code in _codes(client.read("sale.sale", ["party.code"]), "party")},
    }
    rows: dict[str, ErpRows] = {
        "items": _items(client, currency),
        "suppliers": {(code,): {"supplier": code, **values} for code, values in parties.items()},
        "customers": {(code,): {"customer": code, "name": values["name"]} for code, values in parties.items()},
        "locations": _locations(client),
        "lanes": _lanes(client),
        "stock_policies": _order_points(client),
        "sources": sources,
    }
    return ErpReference(rows, listed)


def _codes(rows: Iterable[dict[str, Any]], field: str) -> set[str]:
    return {str(row[field]["code"]) for row in rows if row[field] and row[field]["code"]}


def _items(client: TrytonClient, currency: str) -> ErpRows:
    fields = ["code", "cost_price", "template.name", "template.list_price", "template.default_uom.symbol"]
    found: ErpRows = {}
    for row in client.read("product.product", fields, [["template.type", "=", "goods"]]):
        template = row["template"]
        if row["code"]:
            values: RowValues = {
                "item": str(row["code"]),
                "name": str(template["name"]),
                "unit": str(template["default_uom"]["symbol"]),
                "currency": currency,
            }
            # A price of zero is one that nobody entered.
            prices = {"unit_cost": row["cost_price"], "unit_price": template["list_price"]}
            values |= {name: Decimal(price) for name, price in prices.items() if price}
            found[str(row["code"]),] = values
    return found


def _parties(client: TrytonClient, own: str) -> dict[str, RowValues]:
    found: dict[str, RowValues] = {}
    for row in client.read("party.party", ["code", "name", "addresses.country.code"]):
        if row["code"] and row["code"] != own:
            countries = [a["country"]["code"] for a in row["addresses"] if a["country"]]
            region = {"region": str(countries[0])} if countries else {}
            found[str(row["code"])] = {"name": str(row["name"] or row["code"]), **region}
    return found


def _locations(client: TrytonClient) -> ErpRows:
    rows = client.read("stock.location", ["code", "name"], [["type", "=", "warehouse"]])
    return {
        (str(row["code"]),): {"location": str(row["code"]), "name": str(row["name"])} for row in rows if row["code"]
    }


def _lanes(client: TrytonClient) -> ErpRows:
    found: ErpRows = {}
    for row in client.read("stock.location.lead_time", ["warehouse_from.code", "warehouse_to.code", "lead_time"]):
        origin, destination = (str(row[end]["code"]) for end in ("warehouse_from", "warehouse_to"))
        found[origin, destination, ROAD] = {
            "origin": origin,
            "destination": destination,
            "mode": ROAD,
            "transit_days": _days(row["lead_time"]),
        }
    return found


def _order_points(client: TrytonClient) -> ErpRows:
    warehouse_of = read_places(client).warehouse_of
    fields = ["product.code", "location", "min_quantity", "target_quantity"]
    found: ErpRows = {}
    for row in client.read("stock.order_point", fields):
        place = row["location"]["id"] if isinstance(row["location"], dict) else row["location"]
        if row["product"] and place in warehouse_of:
            item, location = str(row["product"]["code"]), warehouse_of[place]
            found[item, location] = {
                "item": item,
                "location": location,
                "erp_minimum": quantity(row["min_quantity"] or 0),
                "erp_target": quantity(row["target_quantity"] or 0),
            }
    return found


def _sources(client: TrytonClient) -> ErpRows:
    by_item: defaultdict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for row in client.read("purchase.product_supplier", _TERMS):
        variants = [row["product"]] if row["product"] else row["template"]["products"]
        for variant in variants:
            if variant["code"] and row["party"]["code"]:
                by_item[str(variant["code"])].append((int(row["sequence"] or 0), row))
    found: ErpRows = {}
    for item, terms in by_item.items():
        for rank, (_, row) in enumerate(sorted(terms, key=lambda ranked: ranked[0])):
            supplier = str(row["party"]["code"])
            if (supplier, item) not in found:
                found[supplier, item] = {"supplier": supplier, "item": item, "preference": rank, **_terms(row)}
    return found


def _terms(row: dict[str, Any]) -> RowValues:
    """Return a supplier's terms for an item, the price per stock unit."""
    stock, bought_in = row["template"]["default_uom"], row["unit"]
    factor = quantity(bought_in["factor"]) / quantity(stock["factor"])
    values: RowValues = {"erp_orders": True, "unit": str(stock["symbol"])}
    if bought_in["symbol"] != stock["symbol"]:
        values |= {"purchase_unit": str(bought_in["symbol"]), "purchase_factor": factor}
    if row["lead_time"] is not None:
        values["lead_time_days"] = _days(row["lead_time"])
    if row["prices"]:
        first = min(row["prices"], key=lambda price: price["quantity"] or 0)
        values["unit_price"] = Decimal(first["unit_price"]) / factor
        values["currency"] = str(row["currency"]["code"])
    return values


def _days(value: timedelta) -> int:
    return value.days
