"""Against the weekly cycle: how the company did day by day beside its twin without Trimtab, as figures and charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from interfaces.views.money import money_text
from interfaces.views.scales import Frame, Tick, line_path, round_steps
from interfaces.views.times import Almanac
from interfaces.views.words import percent, plural
from trimtab.outcomes import CompanyDay, Course

WIDE = Frame(width=520, height=200, left=80, right=16, top=16, bottom=32)
NARROW = Frame(width=326, height=180, left=72, right=16, top=16, bottom=32)

LEAST_MONEY, LEAST_SHARE = 300.0, 0.03
"""What the axes span at least: ticks are whole units of money and tenths of a percent, and no two read the same."""


@dataclass(frozen=True)
class OutcomePicture:
    """The geometry of one chart in pixels."""

    frame: Frame
    actual: str
    twin: str
    gap: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class OutcomeView:
    """One figure of the company beside its twin: the last day's values, the difference in words, and the chart."""

    key: str
    title: str
    note: str
    actual: str
    twin: str
    sentence: str
    tone: str
    wide: OutcomePicture
    narrow: OutcomePicture


@dataclass(frozen=True)
class OutcomeRow:
    """One day of the table: the figures in the order of the charts, (actual, twin) each."""

    day: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OutcomesPage:
    """Everything the page shows; without days there is nothing to compare yet."""

    span: str
    figures: tuple[OutcomeView, ...]
    rows: tuple[OutcomeRow, ...]


Pair = tuple[CompanyDay, CompanyDay]


@dataclass(frozen=True)
class _Measure:
    """What is compared: where its value comes from, how it is written, and which direction is better."""

    key: str
    title: str
    note: str
    value: Callable[[Sequence[CompanyDay]], Decimal]
    """The value on the last of the days given."""
    write: Callable[[Decimal, str], str]
    apart: Callable[[Decimal, str], str]
    """How the distance between the two is written."""
    lower_is_better: bool
    words: tuple[str, str]
    """What less and more of it are called."""
    span: float
    """The least that the axis of its chart spans, so that its ticks can be told apart."""
    most: float = math.inf
    """What it cannot exceed."""


def outcomes_page(days: Iterable[CompanyDay], almanac: Almanac) -> OutcomesPage:
    """Return the comparison of the days that both courses have."""
    pairs = _pairs(days)
    if not pairs:
        return OutcomesPage("", (), ())
    first, last = pairs[0][0].day, pairs[-1][0].day
    series = [(measure, _series(measure, pairs)) for measure in _MEASURES]
    return OutcomesPage(
        span=f"{plural(len(pairs), 'business day')}, {almanac.day(first)} to {almanac.day(last)}",
        figures=tuple(_view(measure, values, pairs) for measure, values in series),
        rows=tuple(
            OutcomeRow(
                almanac.day(pair[0].day),
                tuple(
                    (m.write(values[n][0], pair[0].currency), m.write(values[n][1], pair[0].currency))
                    for m, values in series
                ),
            )
            for n, pair in reversed(list(enumerate(pairs)))
        ),
    )


def _pairs(days: Iterable[CompanyDay]) -> list[Pair]:
    by: dict[date, dict[Course, CompanyDay]] = {}
    for day in days:
        by.setdefault(day.day, {})[day.course] = day
    return [
        (both[Course.ACTUAL], both[Course.WEEKLY_TWIN])
        for _, both in sorted(by.items())
        if {Course.ACTUAL, Course.WEEKLY_TWIN} <= set(both)
    ]


def _series(measure: _Measure, pairs: Sequence[Pair]) -> list[tuple[Decimal, Decimal]]:
    actual, twin = [a for a, _ in pairs], [t for _, t in pairs]
    return [(measure.value(actual[: n + 1]), measure.value(twin[: n + 1])) for n in range(len(pairs))]


def _view(measure: _Measure, values: list[tuple[Decimal, Decimal]], pairs: Sequence[Pair]) -> OutcomeView:
    currency = pairs[-1][0].currency
    actual, twin = values[-1]
    less, more = measure.words
    apart = measure.apart(abs(actual - twin), currency)
    even = measure.write(actual, currency) == measure.write(twin, currency)
    better = (actual < twin) == measure.lower_is_better
    said = "The same as the weekly cycle." if even else f"{apart} {less if actual < twin else more}."
    return OutcomeView(
        key=measure.key,
        title=measure.title,
        note=measure.note,
        actual=measure.write(actual, currency),
        twin=measure.write(twin, currency),
        sentence=said,
        tone="even" if even else "gain" if better else "loss",
        wide=_picture(measure, values, [a.day for a, _ in pairs], currency, WIDE),
        narrow=_picture(measure, values, [a.day for a, _ in pairs], currency, NARROW),
    )


def _picture(
    measure: _Measure, values: list[tuple[Decimal, Decimal]], days: Sequence[date], currency: str, frame: Frame
) -> OutcomePicture:
    actual, twin = [float(a) for a, _ in values], [float(t) for _, t in values]
    everything = [*actual, *twin]
    low, high = min(everything), max(everything)
    steps = _steps(measure, low, high)
    y = frame.vertical(steps[0], steps[-1])
    x = frame.horizontal(0, max(len(days) - 1, 1))
    xs = [x.at(n) for n in range(len(days))]
    actual_ys, twin_ys = [y.at(v) for v in actual], [y.at(v) for v in twin]
    back = " L".join(f"{a:g} {b:g}" for a, b in zip(reversed(xs), reversed(twin_ys), strict=True))
    every = max(1, -(-len(days) // (frame.width // 110)))
    return OutcomePicture(
        frame=frame,
        actual=line_path(xs, actual_ys),
        twin=line_path(xs, twin_ys),
        gap=f"{line_path(xs, actual_ys)} L{back} Z",
        x_ticks=tuple(Tick(xs[n], f"{days[n].day} {days[n]:%b}") for n in range(0, len(days), every)),
        y_ticks=tuple(Tick(y.at(s), measure.write(Decimal(str(s)), currency)) for s in steps),
    )


def _steps(measure: _Measure, low: float, high: float) -> list[float]:
    """Return the ticks of an axis: from zero for money, and never beyond what a share can be."""
    start = low if measure.most < math.inf else min(0.0, low)
    end = max(high, start + measure.span)
    if end > measure.most:
        start, end = min(start, measure.most - measure.span), measure.most
    return [step for step in round_steps(start, end, about=3) if step <= measure.most]


def _served_share(days: Sequence[CompanyDay]) -> Decimal:
    asked = sum((d.demand_units for d in days), Decimal(0))
    served = sum((d.served_units for d in days), Decimal(0))
    return served / asked if asked else Decimal(1)


def _share_text(share: Decimal, currency: str) -> str:
    del currency
    return percent(share, 1)


def _points_text(share: Decimal, currency: str) -> str:
    del currency
    return f"{share * 100:.1f} percentage points"


_MEASURES = (
    _Measure(
        key="stock",
        title="Stock value",
        note="at unit cost, at the end of the day",
        value=lambda days: days[-1].stock_value,
        write=money_text,
        apart=money_text,
        lower_is_better=True,
        words=("less stock than under the weekly cycle", "more stock than under the weekly cycle"),
        span=LEAST_MONEY,
    ),
    _Measure(
        key="service",
        title="Served on the day",
        note="share of all demand so far that was served on its day",
        value=_served_share,
        write=_share_text,
        apart=_points_text,
        lower_is_better=False,
        words=("lower service than the weekly cycle", "better service than the weekly cycle"),
        span=LEAST_SHARE,
        most=1.0,
    ),
    _Measure(
        key="late",
        title="Cost of late units",
        note="so far, at the backorder cost finance approved",
        value=lambda days: days[-1].lost_margin,
        write=money_text,
        apart=money_text,
        lower_is_better=True,
        words=("saved against the weekly cycle", "more than under the weekly cycle"),
        span=LEAST_MONEY,
    ),
    _Measure(
        key="spent",
        title="Cash spent",
        note="purchases, freight and fees so far",
        value=lambda days: days[-1].spent,
        write=money_text,
        apart=money_text,
        lower_is_better=True,
        words=("less spent than under the weekly cycle", "more spent than under the weekly cycle"),
        span=LEAST_MONEY,
    ),
)
