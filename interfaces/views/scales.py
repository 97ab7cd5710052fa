"""Scales: from figures to places on a chart, with ticks at round values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A straight mapping from [low, high] to pixels [start, end]."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, to a tenth of a pixel."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis."""

    place: float
    label: str


@dataclass(frozen=True)
class Frame:
    """The area of a chart inside its margins, in pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    def horizontal(self, low: float, high: float) -> Scale:
        """Return the scale of the horizontal axis."""
        return Scale(low, high, self.left, self.width - self.right)

    def vertical(self, low: float, high: float) -> Scale:
        """Return the scale of the vertical axis: larger values stand higher."""
        return Scale(low, high, self.height - self.bottom, self.top)

    @property
    def floor(self) -> int:
        """Return the place of the horizontal axis."""
        return self.height - self.bottom

    @property
    def edge(self) -> int:
        """Return the place of the right edge."""
        return self.width - self.right


def round_steps(low: float, high: float, about: int = 4) -> list[float]:
    """Return round values that cover [low, high] in about so many steps.

    >>> round_steps(-12, 330)
    [-100, 0, 100, 200, 300, 400]
    """
    span = max(high - low, 1e-9)
    rough = span / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * n, 10) for n in range(first, max(last, first + 1) + 1)]


def line_path(xs: Iterable[float], ys: Iterable[float]) -> str:
    """Return the path of a line through points."""
    points = [f"{x:g} {y:g}" for x, y in zip(xs, ys, strict=True)]
    return f"M{' L'.join(points)}"


def band_path(xs: Sequence[float], lower: Sequence[float], upper: Sequence[float]) -> str:
    """Return the path of the area between two lines."""
    there = line_path(xs, upper)
    back = " L".join(f"{x:g} {y:g}" for x, y in zip(reversed(xs), reversed(lower), strict=True))
    return f"{there} L{back} Z"
