"""What waiting costs: the curve with its cliffs, in a sentence, as a chart and as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from interfaces.views.inbox import NEXT_LOOK
from interfaces.views.money import money_text
from interfaces.views.scales import Frame, Scale, Tick, line_path, round_steps
from interfaces.views.times import Almanac, Moment
from trimtab.waiting import WaitingCurve, WaitingPoint

WIDE = Frame(width=760, height=200, left=64, right=24, top=24, bottom=32)
NARROW = Frame(width=340, height=200, left=56, right=16, top=24, bottom=32)

_ROOM_FOR_A_WORD = 56


@dataclass(frozen=True)
class Cliff:
    """A moment at which the loss jumps."""

    number: int
    when: Moment
    name: str
    jump: str
    place: float


@dataclass(frozen=True)
class WaitingPicture:
    """The geometry of one chart in pixels."""

    frame: Frame
    line: str
    cliffs: tuple[Cliff, ...]
    expiry: float | None
    now: float
    says_now: bool
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class WaitingView:
    """What waiting costs from now on; charts are None where the curve has no length."""

    sentence: str
    wide: WaitingPicture | None
    narrow: WaitingPicture | None
    cliffs: tuple[Cliff, ...]


def waiting_view(curve: WaitingCurve, expires_at: datetime, almanac: Almanac) -> WaitingView:
    """Return the curve in words and as a chart."""
    wide = _picture(curve, WIDE, expires_at, almanac, most_ticks=6)
    return WaitingView(
        sentence=_sentence(curve, expires_at, almanac),
        wide=wide,
        narrow=_picture(curve, NARROW, expires_at, almanac, most_ticks=3),
        cliffs=wide.cliffs if wide else (),
    )


def _sentence(curve: WaitingCurve, expires_at: datetime, almanac: Almanac) -> str:
    sunk = curve.loss_at(almanac.now)
    next_look = curve.loss_at(almanac.now + NEXT_LOOK) - sunk
    at_expiry = curve.loss_at(max(expires_at, almanac.now)) - sunk
    lost = f" {money_text(sunk, curve.currency)} is lost already." if sunk >= 1 else ""
    best, news = curve.best_after(almanac.now), _news(curve)
    if best is not None and news is not None and almanac.now < news.at <= best.at:
        when, saved = almanac.moment(best.at).absolute, money_text(sunk - best.loss, curve.currency)
        return f"Waiting until {when} pays: {news.cliff}. Deciding then is expected to cost {saved} less.{lost}"
    if next_look < 0:
        return f"Waiting pays: deciding in four hours is {money_text(-next_look, curve.currency)} better.{lost}"
    return (
        f"Deciding four hours later is expected to cost {money_text(next_look, curve.currency)}, "
        f"letting it expire {money_text(at_expiry, curve.currency)}.{lost}"
    )


def _news(curve: WaitingCurve) -> WaitingPoint | None:
    """Return the first moment at which waiting gets cheaper at a stroke: something is known from then on."""
    return next((right for left, right in pairwise(curve.points) if right.cliff and right.loss < left.loss), None)


def _picture(
    curve: WaitingCurve, frame: Frame, expires_at: datetime, almanac: Almanac, most_ticks: int
) -> WaitingPicture | None:
    if len(curve.points) < 2 or curve.points[0].at >= curve.points[-1].at:
        return None
    first, last = curve.points[0].at, curve.points[-1].at
    losses = [float(p.loss) for p in curve.points]
    steps = round_steps(min(0.0, *losses), max(*losses, 1.0), about=3)
    x = frame.horizontal(0, (last - first).total_seconds())
    y = frame.vertical(steps[0], steps[-1])

    def place(at: datetime) -> float:
        return x.at((at - first).total_seconds())

    now = place(min(max(almanac.now, first), last))
    cliffs = _cliffs(curve, {p.at: place(p.at) for p in curve.points}, almanac)
    return WaitingPicture(
        frame=frame,
        line=_line(curve, place_of={p.at: place(p.at) for p in curve.points}, y=y),
        cliffs=cliffs,
        expiry=place(expires_at) if first <= expires_at <= last else None,
        now=now,
        says_now=all(abs(cliff.place - now) > _ROOM_FOR_A_WORD for cliff in cliffs),
        x_ticks=_hours(first, last, x, almanac, most_ticks),
        y_ticks=tuple(Tick(y.at(s), money_text(Decimal(str(s)), curve.currency)) for s in steps),
    )


def _line(curve: WaitingCurve, place_of: dict[datetime, float], y: Scale) -> str:
    xs, ys = [place_of[curve.points[0].at]], [y.at(float(curve.points[0].loss))]
    for left, right in pairwise(curve.points):
        if right.cliff:
            xs.append(place_of[right.at])
            ys.append(y.at(float(left.loss)))
        xs.append(place_of[right.at])
        ys.append(y.at(float(right.loss)))
    return line_path(xs, ys)


def _cliffs(curve: WaitingCurve, place_of: dict[datetime, float], almanac: Almanac) -> tuple[Cliff, ...]:
    jumps = [(left, right) for left, right in pairwise(curve.points) if right.cliff]
    return tuple(
        Cliff(
            number=number,
            when=almanac.moment(right.at),
            name=right.cliff,
            jump=_jump(left, right, curve.currency),
            place=place_of[right.at],
        )
        for number, (left, right) in enumerate(jumps, start=1)
    )


def _jump(left: WaitingPoint, right: WaitingPoint, currency: str) -> str:
    return money_text(right.loss - left.loss, currency, sign=True)


def _hours(first: datetime, last: datetime, x: Scale, almanac: Almanac, most: int) -> tuple[Tick, ...]:
    """Return ticks at round local hours, no more than fit."""
    span = (last - first).total_seconds() / 3600
    step = next((s for s in (1, 2, 3, 6, 12, 24, 48, 96, 168) if span / s <= most), 336)
    start = first.astimezone(almanac.zone).replace(minute=0, second=0, microsecond=0)
    start += timedelta(hours=(-start.hour) % min(step, 24) or min(step, 24))
    ticks = []
    at = start
    while at <= last:
        label = f"{at:%a %H:%M}" if step < 24 else f"{at:%a} {at.day} {at:%b}"
        ticks.append(Tick(x.at((at - first).total_seconds()), label))
        at += timedelta(hours=step)
    return tuple(ticks)
