"""The picture of a simulation: the band in which stock lies, day by day, as SVG that needs nothing else."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from tools.simulation.replenishment import BAND, Simulated

Array = NDArray[np.float64]
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 320, 56, 40, 32
OUTER, INNER, LINE, LEVEL = "#c9dcf2", "#8fb6e0", "#174a7c", "#b4552d"


def band_svg(simulated: Simulated, title: str, minimum: float, target: float) -> str:
    """Return the band of net stock at the end of each day, with its inner half, its median and the two levels.

    Below the zero line customers wait.
    """
    band = simulated.band
    low, high = min(0.0, float(band.min())), max(target, float(band.max()), 1.0)
    days = int(band.shape[1])

    def x(day: int) -> float:
        return LEFT + day * (WIDTH - LEFT - 12) / max(1, days - 1)

    def y(stock: float) -> float:
        return float(TOP + (high - stock) / (high - low) * (HEIGHT - TOP - BOTTOM))

    def area(lower: Array, upper: Array, colour: str) -> str:
        there = [f"{x(d):.1f},{y(float(v)):.1f}" for d, v in enumerate(upper)]
        back = [f"{x(d):.1f},{y(float(lower[d])):.1f}" for d in range(days - 1, -1, -1)]
        return f'<polygon fill="{colour}" points="{" ".join(there + back)}"/>'

    middle = " ".join(f"{x(d):.1f},{y(float(v)):.1f}" for d, v in enumerate(band[2]))
    marks = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - 12}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="{LEVEL}" stroke-dasharray="5 4"/>'
        f'<text x="{LEFT - 6}" y="{y(v) + 4:.1f}" text-anchor="end">{v:g}</text>'
        for v in dict.fromkeys((minimum, target))
    )
    label = f"{title}: {BAND[0]:.0%} to {BAND[-1]:.0%} of the runs, the inner half, and the median"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(label)}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/><text x="{LEFT}" y="22">{escape(label)}</text>'
        f"{area(band[0], band[4], OUTER)}{area(band[1], band[3], INNER)}"
        f'<polyline fill="none" stroke="{LINE}" stroke-width="1.6" points="{middle}"/>{marks}'
        f'<line x1="{LEFT}" x2="{WIDTH - 12}" y1="{y(0.0):.1f}" y2="{y(0.0):.1f}" stroke="#444"/>'
        f'<text x="{LEFT - 6}" y="{y(0.0) + 4:.1f}" text-anchor="end">0</text>'
        f'<text x="{WIDTH - 12}" y="{HEIGHT - 10}" text-anchor="end">{days} days</text></svg>\n'
    )
