"""Halyard's past orders, from which the lead times of its suppliers are learnt: none of them was late for long."""

from __future__ import annotations

from collections.abc import Sequence

from demo.company import OrderLine, PastPurchase, Sourcing
from demo.halyard.sourcing import SOURCING

# Days between two orders, days since the last received one was ordered, and by how many days each came late in turn.
_RHYTHM = {
    "KMW": (21, 49, 34, (0, 1, -1, 2, 0, 1, 0, -1, 1, 0, 2, -1, 0, 1)),
    "BRF": (14, 11, 30, (0, 0, 1, 0, -1, 0, 1, 0, 0, 0, 1, -1, 0)),
    "GDK": (14, 14, 30, (0, 1, 0, -1, 0, 1, 0, 0, 1, -1, 0)),
}


def past_purchases() -> tuple[PastPurchase, ...]:
    """Return two years of received POs, oldest first per supplier; each holds every other item in turn."""
    return tuple(order for supplier in _RHYTHM for order in _orders_of(supplier))


def _orders_of(supplier: str) -> list[PastPurchase]:
    every, last, count, lateness = _RHYTHM[supplier]
    terms = [row for row in SOURCING if row.supplier == supplier]
    return [
        PastPurchase(
            f"{supplier}-{2300 + number}",
            supplier,
            "CEN",
            last + every * (count - 1 - number),
            lateness[number % len(lateness)],
            _lines(terms, number),
        )
        for number in range(count)
    ]


def _lines(terms: Sequence[Sourcing], number: int) -> tuple[OrderLine, ...]:
    """Two lots above the minimum of every other item; what only the buyer knows is bought less often."""
    return tuple(
        OrderLine(row.item, row.minimum + 2 * row.multiple)
        for position, row in enumerate(terms)
        if (position + number) % (2 if row.in_erp else 4) == 0
    )
