"""Words: plurals, lists, quantities and codes as a planner reads them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

MINUS = "−"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> plural(1, "document"), plural(3, "day"), plural(2, "country", "countries")
    ('1 document', '3 days', '2 countries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(things: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does.

    >>> listed(["sales", "procurement", "logistics"])
    'sales, procurement and logistics'
    """
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {last} {things[-1]}"


def words(code: str) -> str:
    """Turn a code into words.

    >>> words("supply_planner"), words("purchases-go-to-the-buyer")
    ('supply planner', 'purchases go to the buyer')
    """
    return code.replace("_", " ").replace("-", " ")


def capital(text: str) -> str:
    """Start with a capital letter, leaving the rest alone."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Start with a capital letter and end with a full stop.

    >>> sentence("nobody decided in time; nothing was executed")
    'Nobody decided in time; nothing was executed.'
    """
    text = capital(text.strip())
    return text if not text or text[-1] in ".?!…" else f"{text}."


def quantity(value: Decimal | float, *, sign: bool = False) -> str:
    """Write a quantity with thousands separated and at most two decimals, none that are zero.

    >>> quantity(Decimal("1200.00")), quantity(2.5), quantity(-3), quantity(36, sign=True)
    ('1,200', '2.5', '−3', '+36')
    """
    rounded = round(Decimal(str(value)), 2)
    text = f"{abs(rounded):,.2f}".rstrip("0").rstrip(".")
    return f"{_sign(rounded, always=sign)}{text}"


def percent(share: Decimal | float, decimals: int = 0) -> str:
    r"""Write a share as a percentage.

    >>> percent(0.986, 1), percent(Decimal("0.62"))
    ('98.6\xa0%', '62\xa0%')
    """
    return f"{Decimal(str(share)) * 100:.{decimals}f}\N{NO-BREAK SPACE}%"


def short_digest(digest: str) -> str:
    r"""Return the part of a digest that people compare.

    >>> short_digest("3f1c0c8f6f9d4b8e")
    '3f1c\xa00c8f'
    """
    return f"{digest[:4]}\N{NO-BREAK SPACE}{digest[4:8]}"


def _sign(value: Decimal, *, always: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if always and value > 0 else ""
