"""A network small enough to calculate by hand: two warehouses, two suppliers, one lane."""

from __future__ import annotations

from decimal import Decimal

from trimtab.measures import Money
from trimtab.network import CostParameters, Item, Lane, Location, Network, Source, Supplier


def euro(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def small_network(sources: tuple[Source, ...] | None = None, transit_days: int = 3) -> Network:
    """WINCH from FAR (35 days, preferred) or NEAR (5 days); ROPE from NEAR; CEN supplies NOR."""
    return Network(
        company="halyard",
        version="1",
        costs=CostParameters(
            version="1",
            currency="EUR",
            holding_rate_per_year=0.2,
            backorder_cost_per_day_share=0.1,
            fixed_cost_per_purchase=euro("40"),
            fixed_cost_per_transfer=euro("15"),
            change_price=euro("10"),
            attention_price=euro("25"),
        ),
        items=tuple(
            Item(code=code, name=code, unit="piece", unit_cost=euro("10"), unit_price=euro("20"))
            for code in ("WINCH", "ROPE")
        ),
        locations=(Location(code="CEN", name="Central"), Location(code="NOR", name="North")),
        suppliers=(Supplier(code="FAR", name="Far"), Supplier(code="NEAR", name="Near")),
        sources=sources
        if sources is not None
        else (source("FAR", "WINCH", 35), source("NEAR", "WINCH", 5, preference=1), source("NEAR", "ROPE", 5)),
        lanes=(Lane(origin="CEN", destination="NOR", transit_days=transit_days, cost_per_unit=euro("1")),),
    )


def source(supplier: str, item: str, days: int, preference: int = 0) -> Source:
    return Source(supplier=supplier, item=item, unit_price=euro("10"), lead_time_days=days, preference=preference)
