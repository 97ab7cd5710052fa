"""Amounts in a terminal: what acting saves, and what that is made of, so that it can be added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from interfaces.cli.output import money

_PARTS = (
    ("cash", "cash"),
    ("goods", "goods in stock"),
    ("margin_and_penalties", "margin and penalties"),
    ("implied", "implied"),
)


def saving_lines(amounts: Mapping[str, str], currency: str) -> Iterator[str]:
    """Yield what acting saves as a sum, and what new levels save a day, which is not in it.

    >>> list(
    ...     saving_lines(
    ...         {
    ...             "cash": "100",
    ...             "goods": "90",
    ...             "margin_and_penalties": "-30",
    ...             "implied": "2",
    ...             "saves": "18",
    ...             "levels_per_day": "-1.5",
    ...         },
    ...         "EUR",
    ...     )
    ... )
    ... # doctest: +NORMALIZE_WHITESPACE
    ['Acting saves 18.00 EUR = -100.00 cash +90.00 goods in stock +30.00 margin and penalties -2.00 implied',
     'The new levels save 1.50 EUR a day, lasting; that is not in the sum']
    """
    told = [(_kept(key, amounts), words) for key, words in _PARTS]
    parts = " ".join(f"{value:+,.2f} {words}" for value, words in told)
    saves = Decimal(amounts["saves"])
    yield f"Acting {'saves' if saves >= 0 else 'costs'} {money(abs(saves), currency)} = {parts}"
    levels = Decimal(amounts["levels_per_day"])
    if levels:
        verb = "save" if levels < 0 else "cost"
        yield f"The new levels {verb} {money(abs(levels), currency)} a day, lasting; that is not in the sum"


def _kept(key: str, amounts: Mapping[str, str]) -> Decimal:
    """Return an amount as it counts in what is saved: goods are kept, the others are costs."""
    value = Decimal(amounts[key])
    return value if key == "goods" else -value
