"""The company as the tests of the ERP know it: the ERP knows both suppliers and plans by itself."""

from dataclasses import replace

from demo.company import OpeningStock, OpenPurchase, OrderLine, OrderPoint, Sourcing
from tests.five_items import HALYARD_SUPPLY


def _lines(**quantities: int) -> tuple[OrderLine, ...]:
    return tuple(OrderLine(name.replace("_", "-"), quantity) for name, quantity in quantities.items())


TWO_SUPPLIERS = replace(
    HALYARD_SUPPLY,
    open_sales=tuple(
        replace(sale, due_in_days=15, lines=_lines(WINCH_40=18)) if sale.reference == "SO-SKAG-045" else sale
        for sale in HALYARD_SUPPLY.open_sales
    ),
    sourcing=(
        Sourcing("WINCH-40", "KMW", "212.00", 60, 12),
        Sourcing("WINCH-40", "BRF", "268.00", 6, 6),
        Sourcing("BLOCK-57", "KMW", "14.20", 200, 50),
        Sourcing("BLOCK-57", "BRF", "18.90", 20, 20),
        Sourcing("SHACK-10", "BRF", "3.10", 60, 60),
        Sourcing("ROPE-12", "BRF", "96.00", 4, 4),
        Sourcing("FURL-2", "KMW", "640.00", 10, 2),
    ),
    opening_stock=(
        OpeningStock("WINCH-40", "CEN", 84),
        OpeningStock("WINCH-40", "NOR", 30),
        OpeningStock("BLOCK-57", "CEN", 430),
        OpeningStock("BLOCK-57", "NOR", 110),
        OpeningStock("SHACK-10", "CEN", 460),
        OpeningStock("ROPE-12", "CEN", 58),
        OpeningStock("FURL-2", "CEN", 47),
    ),
    order_points=(
        OrderPoint("WINCH-40", "CEN", "purchase", 30, 240),
        OrderPoint("WINCH-40", "NOR", "internal", 9, 30, source="CEN"),
        OrderPoint("BLOCK-57", "CEN", "purchase", 120, 700),
        OrderPoint("BLOCK-57", "NOR", "internal", 30, 110, source="CEN"),
        OrderPoint("SHACK-10", "CEN", "purchase", 150, 450),
        OrderPoint("ROPE-12", "CEN", "purchase", 16, 56),
        OrderPoint("FURL-2", "CEN", "purchase", 12, 40),
    ),
    open_purchases=(
        OpenPurchase("KMW-2417", "KMW", "CEN", 29, _lines(WINCH_40=300)),
        OpenPurchase("KMW-2421", "KMW", "CEN", 23, _lines(BLOCK_57=600)),
    ),
)
