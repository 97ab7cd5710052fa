"""Documents: what a leg looks like on a screen, and the pen that writes names, quantities and dates into it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from interfaces.views.money import money_text
from interfaces.views.names import Names
from interfaces.views.times import Almanac
from interfaces.views.words import quantity
from trimtab.measures import Money


@dataclass(frozen=True)
class LegLine:
    """One line of a document: what it is about, and its figure before and after."""

    label: str
    note: str
    before: str
    after: str
    last: str = ""


@dataclass(frozen=True)
class LegView:
    """A leg as a document; `last` heads the fourth column, `unit` stands at the head of before and after.

    `caution` says what approving it does not do yet.
    """

    title: str
    lines: tuple[LegLine, ...]
    first: str = "Item"
    unit: str = ""
    last: str = ""
    total: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    caution: str = ""


@dataclass(frozen=True)
class Pen:
    """What documents are written with: the names of things, and the present."""

    names: Names
    almanac: Almanac

    def pieces(self, item: str, amount: Decimal) -> str:
        """Write a quantity with the item's unit, where the network knows it."""
        return f"{quantity(amount)} {self.names.unit(item)}".strip()


def note(*parts: str) -> str:
    """Join the small print of a line, leaving out what is empty."""
    return " · ".join(part for part in parts if part)


def one_unit(units: set[str]) -> str:
    """Return the unit that all lines share, empty where they differ."""
    return next(iter(units)) if len(units) == 1 else ""


def charge(label: str, amount: Money) -> tuple[tuple[str, str], ...]:
    """Return an amount that is paid on top as a fact, nothing where it is free."""
    if not amount.amount:
        return ()
    return ((label, money_text(amount.amount, amount.currency, cents=True)),)
