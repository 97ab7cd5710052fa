"""The network of the demo's company as Trimtab is given it, with what no ERP holds: freight, finance's parameters."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from pathlib import Path

from demo.company import Company
from trimtab.measures import Money
from trimtab.network import (
    ControlMode,
    CostParameters,
    Customer,
    Item,
    Lane,
    Location,
    Network,
    Source,
    StockPolicy,
    Supplier,
)

UNIT = "pcs"
REVIEW_PERIOD_DAYS = 7
FREIGHT_PER_UNIT = "1.20"
ORDER_CUT_OFF = {"BRF": time(15, 0), "KMW": time(9, 0)}


def network_of(company: Company) -> Network:
    """Return the company as a network; a lane of the company can be used in both directions."""

    def euros(amount: str | Decimal) -> Money:
        return Money(amount=Decimal(amount), currency=company.currency)

    cheapest = {
        item.code: min(Decimal(s.unit_price) for s in company.sourcing if s.item == item.code) for item in company.items
    }
    lanes = [(x.source, x.destination, x.lead_time_days) for x in company.lanes]
    both_ways = lanes + [(b, a, days) for a, b, days in lanes]
    return Network(
        company=company.code,
        version="1",
        costs=CostParameters(
            version="finance-1",
            currency=company.currency,
            holding_rate_per_year=0.22,
            backorder_cost_per_day_share=0.15,
            fixed_cost_per_purchase=euros("45"),
            fixed_cost_per_transfer=euros("60"),
            change_price=euros("25"),
            attention_price=euros("250"),
            service_target=0.97,
        ),
        items=tuple(
            Item(
                code=i.code,
                name=i.name,
                unit=UNIT,
                unit_cost=euros(cheapest[i.code]),
                unit_price=euros(i.sales_price),
            )
            for i in company.items
        ),
        locations=tuple(Location(code=w.code, name=w.name) for w in company.warehouses),
        suppliers=tuple(
            Supplier(code=s.code, name=s.name, region=s.country, order_cut_off=ORDER_CUT_OFF.get(s.code))
            for s in company.suppliers
        ),
        customers=tuple(Customer(code=c.code, name=c.name, priority=c.priority) for c in company.customers),
        sources=tuple(
            Source(
                supplier=s.supplier,
                item=s.item,
                unit_price=euros(s.unit_price),
                lead_time_days=company.supplier(s.supplier).lead_time_days,
                minimum_order=Decimal(s.minimum),
                lot_multiple=Decimal(s.multiple),
                preference=number,
                erp_orders=s.in_erp,
            )
            for number, s in enumerate(company.sourcing)
        ),
        lanes=tuple(
            Lane(origin=a, destination=b, transit_days=days, cost_per_unit=euros(FREIGHT_PER_UNIT))
            for a, b, days in both_ways
        ),
        policies=tuple(
            StockPolicy(
                item=p.item,
                location=p.warehouse,
                control_mode=ControlMode.TRIMTAB_ORDERS,
                review_period_days=REVIEW_PERIOD_DAYS,
            )
            for p in company.order_points
        ),
    )


def write_network(company: Company, path: Path) -> None:
    """Write the network as JSON."""
    path.write_text(network_of(company).model_dump_json(indent=2), encoding="utf-8")
