"""Halyard's books on the Monday on which the play opens: stock, order points and open orders that are right that day.

The rule: every item-location follows its level. An item was last ordered on one of its supplier's last order days,
then up to target; since then the demand that the level was set for has gone, and all that was ordered within the lead
time is still to come. A branch stands between minimum and target. What customers have ordered already lies on top, so
that neither the ERP's planner nor anybody else has something to do. Only what the incidents are about is set by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from zlib import crc32

from demo.company import Company, OpeningStock, OpenPurchase, OrderLine, OrderPoint, Sourcing
from demo.halyard.levels import CENTRE, Level, erp_source, levels_of

Place = tuple[str, str]

# Supplier: the orders that may still be on their way, by the days since they were placed, the newest first.
ORDERS: Mapping[str, Mapping[int, str]] = {
    "KMW": {0: "KMW-2426", 7: "KMW-2424", 14: "KMW-2422", 21: "KMW-2420", 28: "KMW-2416"},
    "BRF": {0: "BRF-2512", 4: "BRF-2511"},
    "GDK": {0: "GDK-2608", 5: "GDK-2607"},
}
# Supplier: the days since its last order days.
ORDERED_DAYS_AGO: Mapping[str, tuple[int, ...]] = {
    "KMW": (0, 7, 14, 21, 28, 35, 42),
    "BRF": (0, 4, 7, 11, 14, 21, 28),
    "GDK": (0, 5, 7, 12, 14, 21, 28),
}

# What the incidents need: stock on the shelf, and orders of their own as (reference, days since ordered, pieces).
STOCK_BY_HAND: Mapping[Place, int] = {
    ("WINCH-40", "CEN"): 84,
    ("WINCH-40", "NOR"): 62,
    ("WINCH-40", "SOU"): 58,
    ("WINCH-40", "WES"): 34,
    ("BLOCK-57", "CEN"): 652,
    ("ROPE-12", "NOR"): 38,
    ("CHAIN-10", "CEN"): 70,
}
ORDERS_BY_HAND: Mapping[str, tuple[tuple[str, int, int], ...]] = {
    "WINCH-40": (("KMW-2417", 28, 300), ("KMW-2424", 7, 144), ("KMW-2426", 0, 132)),
    "BLOCK-57": (("KMW-2421", 21, 600), ("KMW-2424", 7, 600), ("KMW-2427", 0, 1800)),
    "CHAIN-10": (),
}


def opened(company: Company) -> Company:
    """Return the company with its books as they are on the opening day."""
    levels = levels_of(company)
    promised: dict[Place, int] = defaultdict(int)
    for sale in company.open_sales:
        for line in sale.lines:
            promised[line.item, sale.warehouse] += line.quantity
    stock: list[OpeningStock] = []
    orders: dict[tuple[str, str, int], list[OrderLine]] = defaultdict(list)
    for (item, place), level in levels.items():
        terms = erp_source(company, item)
        coming = _to_come(company, terms, level) if place == CENTRE else ()
        by_hand = STOCK_BY_HAND.get((item, place))
        if by_hand is not None:
            stock.append(OpeningStock(item, place, by_hand))
        elif place == CENTRE:
            position = _position(terms, level)
            stock.append(
                OpeningStock(item, place, position - sum(pieces for _, _, pieces in coming) + promised[item, place])
            )
        else:
            stock.append(OpeningStock(item, place, _branch_stock(item, place, level) + promised[item, place]))
        for reference, ago, pieces in coming:
            orders[terms.supplier, reference, ago].append(OrderLine(item, pieces))
    return replace(
        company,
        opening_stock=tuple(stock),
        order_points=tuple(_order_point(item, place, level) for (item, place), level in levels.items()),
        open_purchases=tuple(
            OpenPurchase(reference, supplier, CENTRE, ago, tuple(lines))
            for (supplier, reference, ago), lines in sorted(orders.items())
        ),
    )


def _order_point(item: str, place: str, level: Level) -> OrderPoint:
    if place == CENTRE:
        return OrderPoint(item, place, "purchase", level.minimum, level.target)
    return OrderPoint(item, place, "internal", level.minimum, level.target, source=CENTRE)


def _last_ordered(terms: Sourcing, level: Level) -> int:
    """Days since an item was last ordered: an order day since which less than half of what lies between is gone."""
    slack = (level.target - level.minimum) / 2
    possible = [ago for ago in ORDERED_DAYS_AGO[terms.supplier] if level.mean * ago < slack]
    return possible[crc32(terms.item.encode()) % len(possible)]


def _position(terms: Sourcing, level: Level) -> int:
    gone = level.mean * _last_ordered(terms, level)
    return max(level.minimum, ceil(level.target - gone))


def _to_come(company: Company, terms: Sourcing, level: Level) -> tuple[tuple[str, int, int], ...]:
    """Orders still to come as (reference, days since ordered, pieces): each what a cycle uses up, in whole lots."""
    if terms.item in ORDERS_BY_HAND:
        return ORDERS_BY_HAND[terms.item]
    lead_time = company.supplier(terms.supplier).lead_time_days
    numbers, last = ORDERS[terms.supplier], _last_ordered(terms, level)
    weeks = max(1, round(max(level.target - level.minimum, terms.minimum) / level.mean / 7))
    pieces = terms.multiple * ceil(max(terms.minimum, level.mean * 7 * weeks) / terms.multiple)
    coming = [ago for ago in sorted(numbers) if ago < lead_time and ago >= last and (ago - last) % (7 * weeks) == 0]
    # What was received must have been on the shelf: it holds the demand until the next receipt at least.
    while coming and _position(terms, level) - pieces * len(coming) < level.mean * (lead_time - coming[-1]):
        coming.pop()
    return tuple((numbers[ago], ago, pieces) for ago in coming)


def _branch_stock(item: str, place: str, level: Level) -> int:
    """Between 5 and 40 hundredths of the way from target to minimum, but good for a week where that is possible."""
    share = (5 + crc32(f"{item}@{place}".encode()) % 36) / 100
    stock = ceil(level.target - share * (level.target - level.minimum))
    return min(level.target, max(stock, level.minimum + ceil(7 * level.mean)))
