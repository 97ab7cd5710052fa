"""The picture of a comparison: how much of the avoidable regret each way closes, with its standard errors, as SVG."""

from __future__ import annotations

from html import escape

from agents.simulating.comparison import Comparison, Row

WIDTH, LEFT, RIGHT, TOP, STEP = 860, 300, 40, 64, 30
SURE, UNSURE, GRID, INK = "#2f7d4f", "#8a8f98", "#c9ced6", "currentColor"


def comparison_svg(comparison: Comparison) -> str:
    """Return a line a way: the share closed of what lies between the first way and foresight, ± 2 standard errors.

    Ways that are apart from the first by more than 2 standard errors are drawn in green, the others in grey.
    """
    rows = comparison.rows
    ends = [_ends(row) for row in rows]
    low, high = min(0.0, *(e[0] for e in ends)), max(0.1, *(e[1] for e in ends))
    height = TOP + STEP * len(rows) + 30

    def x(share: float) -> float:
        return LEFT + (share - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    parts = [
        f'<line x1="{x(0):.1f}" x2="{x(0):.1f}" y1="{TOP - 8}" y2="{height - 26}" stroke="{INK}"/>',
        f'<text x="{x(0):.1f}" y="{height - 10}" text-anchor="middle">{escape(rows[0].way)}</text>',
    ]
    for number, (row, (least, most)) in enumerate(zip(rows, ends, strict=True)):
        y = TOP + STEP * number + STEP / 2
        colour = SURE if number and (least > 0 or most < 0) else UNSURE
        share = f"{100 * row.closed.value:+.0f}%" if number else ""
        parts.append(
            f'<line x1="12" x2="{WIDTH - 12}" y1="{y + STEP / 2:.1f}" y2="{y + STEP / 2:.1f}" stroke="{GRID}" '
            f'stroke-width="0.5"/><text x="12" y="{y + 4:.1f}">{escape(row.way)}</text>'
            f'<text x="{LEFT - 12}" y="{y + 4:.1f}" text-anchor="end">{share}</text>'
            f'<line x1="{x(least):.1f}" x2="{x(most):.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" '
            f'stroke-width="3"/><circle cx="{x(row.closed.value):.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        )
    title = f"Share of the avoidable regret closed, ± 2 standard errors over {len(comparison.seeds)} companies"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="13">'
        f"<style>svg{{color:#1d2430;background:#fff}}@media (prefers-color-scheme:dark)"
        f"{{svg{{color:#e6e9ee;background:#14181f}}}}text{{fill:currentColor}}</style>"
        f'<text x="12" y="28" font-size="15">{escape(title)}</text>'
        f'<text x="12" y="48" font-size="12">100% is perfect foresight, a bound that no plan exceeds</text>'
        f"{''.join(parts)}</svg>\n"
    )


def _ends(row: Row) -> tuple[float, float]:
    error = row.closed.standard_error or 0.0
    return row.closed.value - 2 * error, row.closed.value + 2 * error
