"""Savings: how what acting saves comes about, in words and whole units of money."""

from __future__ import annotations

from tools.language.words import whole
from trimtab.impact import Impact


def sum_of(impact: Impact) -> str:
    """Return the parts of a sum in whole units: what becomes less is saved, what becomes more is spent."""
    parts = (
        (impact.margin_and_penalties.change, "margin and penalties"),
        (impact.implied.change, "implied cost"),
        (impact.spent_for_good.change, "cash that buys no goods"),
    )
    return ", ".join(f"{whole(abs(c))} {'less' if c < 0 else 'more'} {words}" for c, words in parts if c)
