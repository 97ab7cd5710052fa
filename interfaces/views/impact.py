"""Impact as it is shown: amounts that add up to what acting saves, then service and risk, each before and after."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from interfaces.views.money import amount_text, money_text
from interfaces.views.words import percent
from trimtab.impact import Effect, Impact


@dataclass(frozen=True)
class ImpactRow:
    """One figure: `verdict` says the change in words, `tone` is gain, loss or even; `part`: it is part of the last."""

    label: str
    note: str
    before: str
    after: str
    change: str
    verdict: str
    tone: str
    part: bool = False


@dataclass(frozen=True)
class ImpactView:
    """The figures of a bundle over its horizon; all amounts in whole units, so that they add up as they are read.

    `money` are the rows of the sum, `total` what they come to, `sum` how; `brief` is the total and the three amounts
    of a card. `levels` is what the levels changed cost a day: it lasts, and is not in the sum.
    """

    currency: str
    horizon_days: int
    money: tuple[ImpactRow, ...]
    total: ImpactRow
    sum: str
    brief: tuple[ImpactRow, ...]
    levels: ImpactRow | None
    service: tuple[ImpactRow, ...]
    saving: str
    lasting: str


def impact_view(impact: Impact) -> ImpactView:
    """Return the impact in words and figures."""
    whole = impact.whole()
    cash = _money("Cash", "purchases, freight and fees", whole.cash, ("spends more", "spends less"))
    goods = _money("Of it goods", "stays in the company as stock, at cost", whole.goods, ("into stock", "less stock"))
    margin = _money("Margin and penalties", "expected loss on late sales", whole.margin_and_penalties)
    implied = _money("Implied", "capital charge on stock, price of change; on no invoice", whole.implied)
    total = _total(whole)
    kept = whole.goods.change
    held = (
        f"; {amount_text(abs(kept), cents=False)} {'of it for stock' if kept > 0 else 'less for stock'}" if kept else ""
    )
    return ImpactView(
        currency=impact.currency,
        horizon_days=impact.horizon_days,
        money=(_even(cash), _even(goods, part=True), margin, implied),
        total=total,
        sum=_sum(whole),
        brief=(total, _even(cash, more=held), margin, implied),
        levels=_levels(impact.levels_per_day),
        service=(
            _share("Fill rate", "share of demand served from stock", impact.fill_rate, better="up"),
            _share("Stock-out risk", "share of days that end short", impact.stockout_risk, better="down"),
        ),
        saving=money_text(whole.expected_saving, impact.currency),
        lasting=lasting_text(impact),
    )


def lasting_text(impact: Impact) -> str:
    """Say what the new levels save a day, nothing where none changes."""
    change = impact.levels_per_day.change
    if not change:
        return ""
    verb = "save" if change < 0 else "cost"
    return f"the new levels {verb} {money_text(abs(change), impact.currency, cents=True)} a day, lasting"


def _total(whole: Impact) -> ImpactRow:
    """Return what the amounts come to: a saving, shown without a sign, or what acting costs."""
    saved = whole.expected_saving
    tone = "even" if saved == 0 else "gain" if saved > 0 else "loss"
    label = "Acting costs" if saved < 0 else "Acting saves"
    change = amount_text(abs(saved), cents=False)
    return ImpactRow(label, "", "", "", change, f"over {whole.horizon_days} days", tone)


def _sum(whole: Impact) -> str:
    """Write the sum as it is done by hand: what is kept or saved with a plus, what is spent with a minus."""
    parts = (
        (-whole.cash.change, "cash"),
        (whole.goods.change, "goods"),
        (-whole.margin_and_penalties.change, "margin and penalties"),
        (-whole.implied.change, "implied"),
    )
    told = " ".join(f"{amount_text(value, cents=False, sign=True)} {words}" for value, words in parts if value)
    return f"{told or '0'} = {amount_text(whole.expected_saving, cents=False)}"


def _levels(effect: Effect) -> ImpactRow | None:
    if not effect.change:
        return None
    tone, verdict = ("gain", "saves, lasting") if effect.change < 0 else ("loss", "costs more, lasting")
    return ImpactRow(
        label="Levels, a day",
        note="what they cost above the best ones; not in the sum",
        before=amount_text(effect.before),
        after=amount_text(effect.after),
        change=amount_text(effect.change, sign=True),
        verdict=verdict,
        tone=tone,
    )


def _money(label: str, note: str, effect: Effect, words: tuple[str, str] = ("costs more", "saves")) -> ImpactRow:
    change = effect.change
    return ImpactRow(
        label=label,
        note=note,
        before=amount_text(effect.before, cents=False),
        after=amount_text(effect.after, cents=False),
        change=amount_text(change, cents=False, sign=True),
        verdict="unchanged" if change == 0 else words[change < 0],
        tone="even" if change == 0 else "loss" if change > 0 else "gain",
    )


def _even(row: ImpactRow, *, more: str = "", part: bool = False) -> ImpactRow:
    """Return a row that is neither gain nor loss by itself: cash that buys stock is not lost."""
    return ImpactRow(row.label, row.note, row.before, row.after, row.change, row.verdict + more, "even", part)


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
