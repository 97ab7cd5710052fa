"""Halyard Supply as the tests know it: five items, one central and one branch warehouse; quick to load and to solve."""

from demo.company import (
    Company,
    Customer,
    Demand,
    Item,
    Lane,
    OpeningStock,
    OpenPurchase,
    OpenSale,
    OrderLine,
    OrderPoint,
    PastPurchase,
    Sourcing,
    Supplier,
    Warehouse,
)


def _lines(**quantities: int) -> tuple[OrderLine, ...]:
    return tuple(OrderLine(name.replace("_", "-"), quantity) for name, quantity in quantities.items())


def _past(
    prefix: str, supplier: str, runs: tuple[tuple[int, int], ...], cycle: tuple[tuple[OrderLine, ...], ...]
) -> tuple[PastPurchase, ...]:
    """Past POs, oldest first, from (ordered days ago, late by days); the lines repeat in a cycle."""
    return tuple(
        PastPurchase(f"{prefix}-{2300 + number}", supplier, "CEN", ordered, late, cycle[number % len(cycle)])
        for number, (ordered, late) in enumerate(runs)
    )


# The last one of Kowloon came 9 days late: one more slip and lateness is the new normal.
_KOWLOON = _past(
    "KMW",
    "KMW",
    ((328, 0), (298, 1), (268, -1), (238, 2), (208, 0), (178, 1), (148, -1), (118, 1), (88, 1), (60, 9)),
    (_lines(WINCH_40=240, FURL_2=30, BLOCK_57=500), _lines(WINCH_40=280, BLOCK_57=900)),
)
_BREST = _past(
    "BRF",
    "BRF",
    tuple(
        (ordered, late)
        for ordered, late in zip(range(164, 8, -12), (0, 0, 1, 0, -1, 0, 1, 0, 0, 0, 1, -1, 0), strict=True)
    ),
    (
        _lines(SHACK_10=360, ROPE_12=48),
        _lines(SHACK_10=360, ROPE_12=48, WINCH_40=12),
        _lines(SHACK_10=360, ROPE_12=48, BLOCK_57=60),
    ),
)

HALYARD_SUPPLY = Company(
    code="HALYARD",
    name="Halyard Supply",
    currency="EUR",
    language="en",
    country="NL",
    seed=20_260,
    warehouses=(
        Warehouse("CEN", "Central, Rotterdam", "Rotterdam", "NL"),
        Warehouse("NOR", "North, Gothenburg", "Gothenburg", "SE", receives_on_shelf=True),
    ),
    lanes=(Lane("CEN", "NOR", 3),),
    suppliers=(
        Supplier("KMW", "Kowloon Marine Works", "HK", 35, cut_off_hour=9),
        Supplier("BRF", "Brest Fittings", "FR", 5, cut_off_hour=15),
    ),
    customers=(
        Customer("VEND", "Vendée Yachtworks", "FR", 1),
        Customer("SKAG", "Skagen Boatyard", "DK", 2),
        Customer("HARB", "Harbour Chandlers", "NL", 3),
    ),
    items=(
        Item("WINCH-40", "Self-tailing winch 40", "349"),
        Item("BLOCK-57", "Ball-bearing block 57 mm", "27"),
        Item("SHACK-10", "Bow shackle 10 mm", "6"),
        Item("ROPE-12", "Braided rope 12 mm, 50 m coil", "149"),
        Item("FURL-2", "Headsail furler size 2", "990"),
    ),
    sourcing=(
        Sourcing("WINCH-40", "KMW", "212.00", 60, 12),
        Sourcing("WINCH-40", "BRF", "268.00", 6, 6, in_erp=False),
        Sourcing("BLOCK-57", "KMW", "14.20", 200, 50),
        Sourcing("BLOCK-57", "BRF", "18.90", 20, 20, in_erp=False),
        Sourcing("SHACK-10", "BRF", "3.10", 60, 60),
        Sourcing("ROPE-12", "BRF", "96.00", 4, 4),
        Sourcing("FURL-2", "KMW", "640.00", 10, 2),
    ),
    demand=(
        Demand("WINCH-40", "CEN", 6.0),
        Demand("WINCH-40", "NOR", 3.0),
        Demand("BLOCK-57", "CEN", 20.0),
        Demand("BLOCK-57", "NOR", 8.0),
        Demand("SHACK-10", "CEN", 30.0),
        Demand("ROPE-12", "CEN", 4.0),
        Demand("FURL-2", "CEN", 1.0),
    ),
    opening_stock=(
        OpeningStock("WINCH-40", "CEN", 64),
        OpeningStock("WINCH-40", "NOR", 112),
        OpeningStock("BLOCK-57", "CEN", 520),
        OpeningStock("BLOCK-57", "NOR", 330),
        OpeningStock("SHACK-10", "CEN", 1400),
        OpeningStock("ROPE-12", "CEN", 120),
        OpeningStock("FURL-2", "CEN", 47),
    ),
    order_points=(
        OrderPoint("WINCH-40", "CEN", "purchase", 431, 491),
        OrderPoint("WINCH-40", "NOR", "internal", 36, 80, source="CEN"),
        OrderPoint("BLOCK-57", "CEN", "purchase", 1212, 1712),
        OrderPoint("BLOCK-57", "NOR", "internal", 74, 370, source="CEN"),
        OrderPoint("SHACK-10", "CEN", "purchase", 358, 1498),
        OrderPoint("ROPE-12", "CEN", "purchase", 54, 122),
        OrderPoint("FURL-2", "CEN", "purchase", 48, 62),
    ),
    open_purchases=(
        OpenPurchase("KMW-2417", "KMW", "CEN", 29, _lines(WINCH_40=300)),
        OpenPurchase("KMW-2421", "KMW", "CEN", 23, _lines(BLOCK_57=600)),
        OpenPurchase("KMW-2424", "KMW", "CEN", 9, _lines(WINCH_40=216, BLOCK_57=600, FURL_2=16)),
    ),
    open_sales=(
        OpenSale("SO-HARB-118", "HARB", "CEN", 1, _lines(WINCH_40=8, BLOCK_57=40)),
        OpenSale("SO-SKAG-041", "SKAG", "NOR", 2, _lines(WINCH_40=5)),
        OpenSale("SO-HARB-119", "HARB", "CEN", 2, _lines(SHACK_10=90, ROPE_12=6)),
        OpenSale("SO-SKAG-042", "SKAG", "CEN", 3, _lines(WINCH_40=10)),
        OpenSale("SO-SKAG-043", "SKAG", "NOR", 3, _lines(BLOCK_57=16)),
        OpenSale("SO-VEND-207", "VEND", "CEN", 4, _lines(BLOCK_57=60, SHACK_10=60)),
        OpenSale("SO-SKAG-044", "SKAG", "NOR", 6, _lines(WINCH_40=7)),
        OpenSale("SO-HARB-120", "HARB", "NOR", 7, _lines(BLOCK_57=20)),
        OpenSale("SO-HARB-121", "HARB", "CEN", 6, _lines(ROPE_12=8)),
        OpenSale("SO-VEND-208", "VEND", "CEN", 8, _lines(WINCH_40=22)),
        OpenSale("SO-VEND-209", "VEND", "CEN", 9, _lines(BLOCK_57=80, SHACK_10=60)),
        OpenSale("SO-VEND-210", "VEND", "CEN", 10, _lines(FURL_2=3)),
        OpenSale("SO-VEND-211", "VEND", "CEN", 12, _lines(WINCH_40=24)),
        OpenSale("SO-HARB-122", "HARB", "CEN", 14, _lines(BLOCK_57=60)),
        OpenSale("SO-SKAG-045", "SKAG", "CEN", 14, _lines(WINCH_40=40)),
        OpenSale("SO-VEND-212", "VEND", "CEN", 20, _lines(FURL_2=2)),
    ),
    past_purchases=_KOWLOON + _BREST,
)
