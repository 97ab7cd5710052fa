"""From a network to the rows of the sheets; `assemble` goes the other way, and both together change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from tools.reference.columns import RowValues, Value
from trimtab.measures import Money
from trimtab.network import Network, Source, Supplier

Rows = dict[str, list[RowValues]]
"""The rows of every sheet, by its name."""


def rows_of(network: Network) -> Rows:
    """Return every sheet's rows as they stand in a network."""
    return {name: [_filled(row) for row in rows(network)] for name, rows in _SHEETS.items()}


def _filled(row: dict[str, Value | None]) -> RowValues:
    return {name: value for name, value in row.items() if value not in (None, "", ())}


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _amount(money: Money | None) -> Decimal | None:
    return None if money is None else money.amount


def _items(network: Network) -> Iterable[dict[str, Value | None]]:
    for item in network.items:
        yield {
            "item": item.code,
            "name": item.name,
            "unit": item.unit,
            "unit_cost": item.unit_cost.amount,
            "unit_price": item.unit_price.amount,
            "currency": item.unit_cost.currency,
            "volume_m3": item.volume_m3 or None,
            "life_cycle": item.life_cycle.value,
            "last_sale": item.last_sale,
            "sells_like": item.sells_like,
        }


def _substitutes(network: Network) -> Iterable[dict[str, Value | None]]:
    for item in network.items:
        for other in item.substitutes:
            share = _share(other.discount_share or None)
            yield {"item": item.code, "substitute": other.item, "discount_share": share}


def _locations(network: Network) -> Iterable[dict[str, Value | None]]:
    for place in network.locations:
        yield {
            "location": place.code,
            "name": place.name,
            "time_zone": None if place.time_zone == "UTC" else place.time_zone,
            "calendar": place.calendar,
        }


def _suppliers(network: Network) -> Iterable[dict[str, Value | None]]:
    for supplier in network.suppliers:
        yield {
            "supplier": supplier.code,
            "name": supplier.name,
            "region": supplier.region,
            "order_days": supplier.order_days,
            "order_cut_off": supplier.order_cut_off,
            "calendar": supplier.calendar,
            "currency": _currency_of(supplier),
            "minimum_order_value": _amount(supplier.minimum_order_value),
            "container_volume_m3": supplier.container.volume_m3 if supplier.container else None,
            "container_cost": supplier.container.cost.amount if supplier.container else None,
            **_changes(supplier),
        }


def _changes(supplier: Supplier) -> dict[str, Value | None]:
    terms = supplier.changes
    row: dict[str, Value | None] = {}
    if terms.expedite is not None:
        row["expedite_most_days"] = terms.expedite.most_days
        row["expedite_fee"] = terms.expedite.fee.amount
        row["expedite_share"] = _share(terms.expedite.share_of_value or None)
    if terms.reschedule is not None:
        row["reschedule_most_days"] = terms.reschedule.most_days
        row["reschedule_frozen_days"] = terms.reschedule.frozen_days or None
    if terms.cancel is not None:
        row["cancel_share"] = _share(terms.cancel.share_of_value)
        row["cancel_frozen_days"] = terms.cancel.frozen_days or None
    row["answer_within_days"] = terms.answer_within_days
    return row


def _currency_of(supplier: Supplier) -> str | None:
    amounts = [supplier.minimum_order_value]
    amounts.append(supplier.container.cost if supplier.container else None)
    amounts.append(supplier.changes.expedite.fee if supplier.changes.expedite else None)
    return next((amount.currency for amount in amounts if amount is not None), None)


def _sources(network: Network) -> Iterable[dict[str, Value | None]]:
    for source in network.sources:
        yield _source(source, network.item(source.item).unit)


def _source(source: Source, unit: str) -> dict[str, Value | None]:
    bought_in = source.purchase_unit
    return {
        "supplier": source.supplier,
        "item": source.item,
        "unit_price": source.unit_price.amount,
        "currency": source.unit_price.currency,
        "lead_time_days": source.lead_time_days,
        "unit": unit,
        "minimum_order": source.minimum_order or None,
        "lot_multiple": source.lot_multiple,
        "purchase_unit": bought_in.purchase_unit if bought_in else None,
        "purchase_factor": bought_in.factor if bought_in else None,
        "preference": source.preference,
        "erp_orders": source.erp_orders,
    }


def _lanes(network: Network) -> Iterable[dict[str, Value | None]]:
    for lane in network.lanes:
        yield {
            "origin": lane.origin,
            "destination": lane.destination,
            "mode": lane.mode,
            "transit_days": lane.transit_days,
            "cost_per_unit": lane.cost_per_unit.amount,
            "currency": lane.cost_per_unit.currency,
            "open": lane.open,
            "calendar": lane.calendar,
            "replenishes": lane.replenishes,
        }


def _customers(network: Network) -> Iterable[dict[str, Value | None]]:
    for customer in network.customers:
        yield {"customer": customer.code, "name": customer.name, "priority": customer.priority}


def _policies(network: Network) -> Iterable[dict[str, Value | None]]:
    for policy in network.policies:
        yield {
            "item": policy.item,
            "location": policy.location,
            "control_mode": policy.control_mode.value,
            "review_period_days": policy.review_period_days,
            "service_target": _share(policy.service_target),
        }


def _costs(network: Network) -> Iterable[dict[str, Value | None]]:
    costs = network.costs
    yield {
        "version": costs.version,
        "approved_by": costs.approved_by,
        "valid_from": costs.valid_from,
        "currency": costs.currency,
        "holding_rate_per_year": _share(costs.holding_rate_per_year),
        "backorder_cost_per_day_share": _share(costs.backorder_cost_per_day_share),
        "fixed_cost_per_purchase": costs.fixed_cost_per_purchase.amount,
        "fixed_cost_per_transfer": costs.fixed_cost_per_transfer.amount,
        "change_price": costs.change_price.amount,
        "attention_price": costs.attention_price.amount,
        "service_target": _share(costs.service_target),
    }


def _calendars(network: Network) -> Iterable[dict[str, Value | None]]:
    for calendar in network.calendars:
        yield {"calendar": calendar.code, "working_days": tuple(sorted(calendar.working_days))}


def _holidays(network: Network) -> Iterable[dict[str, Value | None]]:
    for calendar in network.calendars:
        for day in sorted(calendar.holidays):
            yield {"calendar": calendar.code, "date": day}


_SHEETS: dict[str, Callable[[Network], Iterable[dict[str, Value | None]]]] = {
    "items": _items,
    "suppliers": _suppliers,
    "sources": _sources,
    "locations": _locations,
    "lanes": _lanes,
    "customers": _customers,
    "stock_policies": _policies,
    "costs": _costs,
    "calendars": _calendars,
    "holidays": _holidays,
    "substitutes": _substitutes,
}
