"""Impact as it is shown: three amounts that are never summed, then service and risk, each before and after."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from interfaces.views.money import amount_text, money_text
from interfaces.views.words import percent
from trimtab.impact import Effect, Impact


@dataclass(frozen=True)
class ImpactRow:
    """One figure: `verdict` says the change in words, `tone` is gain, loss or even."""

    label: str
    note: str
    before: str
    after: str
    change: str
    verdict: str
    tone: str


@dataclass(frozen=True)
class ImpactView:
    """The figures of a bundle over its horizon."""

    currency: str
    horizon_days: int
    money: tuple[ImpactRow, ...]
    service: tuple[ImpactRow, ...]
    saving: str


def impact_view(impact: Impact) -> ImpactView:
    """Return the impact in words and figures."""
    return ImpactView(
        currency=impact.currency,
        horizon_days=impact.horizon_days,
        money=(
            _money("Cash", "purchases, freight and fees", impact.cash, ("spends more", "frees cash")),
            _money("Margin and penalties", "expected loss on late sales", impact.margin_and_penalties),
            _money("Implied", "capital tied up and price of risk; on no invoice", impact.implied),
        ),
        service=(
            _share("Fill rate", "share of demand served from stock", impact.fill_rate, better="up"),
            _share("Stock-out risk", "share of days that end short", impact.stockout_risk, better="down"),
        ),
        saving=money_text(impact.expected_saving, impact.currency),
    )


def _money(label: str, note: str, effect: Effect, words: tuple[str, str] = ("costs more", "saves")) -> ImpactRow:
    change = effect.change
    tone = "even" if change == 0 else "loss" if change > 0 else "gain"
    return ImpactRow(
        label=label,
        note=note,
        before=amount_text(effect.before, cents=False),
        after=amount_text(effect.after, cents=False),
        change=amount_text(change, cents=False, sign=True),
        verdict="unchanged" if change == 0 else words[change < 0],
        # Cash that buys stock is neither gained nor lost: what it is worth stands in the other two.
        tone="even" if label == "Cash" else tone,
    )


def _share(label: str, note: str, effect: Effect, *, better: str) -> ImpactRow:
    change = effect.change
    good = change > 0 if better == "up" else change < 0
    points = abs(change * 100)
    return ImpactRow(
        label=label,
        note=note,
        before=percent(effect.before, 1),
        after=percent(effect.after, 1),
        change=f"{'+' if change > 0 else '−' if change < 0 else ''}{points:.1f} pp",
        verdict="unchanged" if change == Decimal(0) else "better" if good else "worse",
        tone="even" if change == 0 else "gain" if good else "loss",
    )
