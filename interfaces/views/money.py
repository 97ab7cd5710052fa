"""Money as it is written: symbol or code, thousands separated, a true minus, cents only where they matter."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from interfaces.views.words import MINUS

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def money_text(amount: Decimal, currency: str, *, cents: bool = False, sign: bool = False) -> str:
    r"""Write an amount with its currency.

    >>> money_text(Decimal("-1240.4"), "EUR"), money_text(Decimal(36), "CHF", cents=True)
    ('−€1,240', 'CHF\xa036.00')
    >>> money_text(Decimal(14034), "EUR", sign=True)
    '+€14,034'
    """
    text = amount_text(abs(amount), cents=cents)
    symbol = _SYMBOLS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{_sign(amount, cents=cents, always=sign)}{symbol}{text}"


def amount_text(amount: Decimal, *, cents: bool = True, sign: bool = False) -> str:
    """Write an amount whose currency stands at the head of its column.

    >>> amount_text(Decimal("12864")), amount_text(Decimal("-0.2"), cents=False)
    ('12,864.00', '0')
    """
    return f"{_sign(amount, cents=cents, always=sign)}{abs(_rounded(amount, cents=cents)):,}"


def _rounded(amount: Decimal, *, cents: bool) -> Decimal:
    return amount.quantize(Decimal("0.01") if cents else Decimal(1), rounding=ROUND_HALF_EVEN)


def _sign(amount: Decimal, *, cents: bool, always: bool) -> str:
    rounded = _rounded(amount, cents=cents)
    if rounded < 0:
        return MINUS
    return "+" if always and rounded > 0 else ""
