"""Projected stock: the chart without and with the bundle, its summary in words, and the same figures as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from interfaces.views.names import Names
from interfaces.views.scales import Frame, Scale, Tick, band_path, line_path, round_steps
from interfaces.views.times import Almanac
from interfaces.views.words import quantity
from trimtab.projections import StockProjection

WIDE = Frame(width=760, height=280, left=48, right=96, top=16, bottom=32)
NARROW = Frame(width=340, height=260, left=40, right=12, top=16, bottom=32)
_LABEL_GAP = 16


@dataclass(frozen=True)
class Level:
    """A horizontal line with its label."""

    place: float
    label: str
    kind: str


@dataclass(frozen=True)
class StockPicture:
    """The geometry of one chart in pixels."""

    frame: Frame
    band: str
    without: str
    with_bundle: str
    zero: float
    today: float | None
    levels: tuple[Level, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    without_label: float
    with_label: float


@dataclass(frozen=True)
class StockRow:
    """One day of the table."""

    day: str
    without: str
    with_bundle: str
    low: str
    high: str


@dataclass(frozen=True)
class StockView:
    """Projected stock of an item-location."""

    key: str
    title: str
    unit: str
    summary: str
    wide: StockPicture
    narrow: StockPicture
    rows: tuple[StockRow, ...]


def stock_view(projection: StockProjection, key: str, names: Names, almanac: Almanac) -> StockView:
    """Return chart, words and table of a projection; `key` makes its ids unique on the page."""
    today = almanac.now.astimezone(almanac.zone).date()
    rows = zip(
        projection.days,
        projection.without,
        projection.with_bundle,
        projection.low,
        projection.high,
        strict=True,
    )
    return StockView(
        key=key,
        title=f"{names.label(projection.item)} at {names.location(projection.location)}",
        unit=projection.unit,
        summary=_summary(projection, almanac),
        wide=_picture(projection, WIDE, today, every_days=7),
        narrow=_picture(projection, NARROW, today, every_days=14),
        rows=tuple(StockRow(almanac.day(day), *(quantity(round(value)) for value in values)) for day, *values in rows),
    )


def _summary(projection: StockProjection, almanac: Almanac) -> str:
    def low_point(series: tuple[float, ...], name: str) -> str:
        lowest = min(series)
        day = almanac.day(projection.days[series.index(lowest)])
        if lowest < 0:
            first = next(d for d, value in zip(projection.days, series, strict=True) if value < 0)
            short = quantity(round(-lowest))
            return f"{name} it runs out on {almanac.day(first)} and is {short} {projection.unit} short on {day}."
        return f"{name} it does not fall below {quantity(round(lowest))} {projection.unit}, on {day}."

    return " ".join(
        (
            low_point(projection.without, "Without the bundle"),
            low_point(projection.with_bundle, "With the bundle"),
            *_less(projection),
        )
    )


def _less(projection: StockProjection) -> tuple[str, ...]:
    """Say by how much a bundle that lowers stock lowers it; nothing where it does not."""
    without, with_bundle = (sum(s) / len(s) for s in (projection.without, projection.with_bundle))
    fewer = round(without - with_bundle)
    if fewer <= 0 or with_bundle < 0:
        return ()
    return (f"On average it holds {quantity(fewer)} {projection.unit} less.",)


def _picture(projection: StockProjection, frame: Frame, today: date, every_days: int) -> StockPicture:
    everything = [*projection.without, *projection.low, *projection.high, 0.0]
    steps = round_steps(min(everything), max(everything))
    y = frame.vertical(steps[0], steps[-1])
    x = frame.horizontal(0, max(len(projection.days) - 1, 1))
    xs = [x.at(n) for n in range(len(projection.days))]
    without, with_bundle = _apart(y.at(projection.without[-1]), y.at(projection.with_bundle[-1]))
    offset = (today - projection.days[0]).days
    return StockPicture(
        frame=frame,
        band=band_path(xs, [y.at(v) for v in projection.low], [y.at(v) for v in projection.high]),
        without=line_path(xs, [y.at(v) for v in projection.without]),
        with_bundle=line_path(xs, [y.at(v) for v in projection.with_bundle]),
        zero=y.at(0),
        today=x.at(offset) if 0 <= offset < len(xs) else None,
        levels=_levels(projection, y),
        x_ticks=_days(projection, x, every_days),
        y_ticks=tuple(Tick(y.at(step), quantity(step)) for step in steps),
        without_label=without,
        with_label=with_bundle,
    )


def _levels(projection: StockProjection, y: Scale) -> tuple[Level, ...]:
    before, after = projection.minimum_before, projection.minimum_after
    found = []
    if before is not None and before != after:
        found.append(Level(y.at(before), f"order point now {quantity(before)}", "old"))
    if after is not None:
        name = "order point" if before == after else "new order point"
        found.append(Level(y.at(after), f"{name} {quantity(after)}", "new"))
    return tuple(found)


def _days(projection: StockProjection, x: Scale, every_days: int) -> tuple[Tick, ...]:
    first = projection.days[0]
    mondays = [n for n, day in enumerate(projection.days) if (day - _monday(first)).days % every_days == 0]
    return tuple(Tick(x.at(n), f"{projection.days[n].day} {projection.days[n]:%b}") for n in mondays)


def _monday(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7)


def _apart(first: float, second: float) -> tuple[float, float]:
    """Move two labels apart where they would overlap."""
    gap = abs(first - second)
    if gap >= _LABEL_GAP:
        return first, second
    push = (_LABEL_GAP - gap) / 2
    return (first + push, second - push) if first >= second else (first - push, second + push)
