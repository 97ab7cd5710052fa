"""Words: how quantities, dates and lists are written, wherever a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def amount(value: Decimal | float) -> str:
    """Write a quantity without needless zeros, thousands separated.

    >>> amount(Decimal("1200.0")), amount(2.5)
    ('1,200', '2.5')
    """
    number = Decimal(str(value))
    return f"{number.normalize():,f}" if number else "0"


def whole(value: Decimal | float) -> str:
    """Write a quantity or a sum of money without decimals.

    >>> whole(Decimal("8310.44"))
    '8,310'
    """
    return amount(Decimal(str(value)).quantize(Decimal(1)))


def price(value: Decimal) -> str:
    """Write a sum of money with its cents, where it has any.

    >>> price(Decimal("1264.00")), price(Decimal("259.2"))
    ('1,264', '259.20')
    """
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def day(value: date) -> str:
    """Write a date as planners do.

    >>> day(date(2026, 3, 4))
    'Wed 4 Mar'
    """
    return f"{value:%a} {value.day} {value:%b}"


def counted(number: int, one: str, many: str) -> str:
    """Write how many of something there are.

    >>> counted(1, "order", "orders"), counted(2, "order", "orders")
    ('1 order', '2 orders')
    """
    return f"{number} {one if number == 1 else many}"


def joined(words: Sequence[str]) -> str:
    """Write a list as one says it.

    >>> joined(["a", "b", "c"]), joined(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
