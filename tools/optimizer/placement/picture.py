"""A placement as SVG: stages from suppliers to customers, with the safety stock that stands at each drawn on it."""

from __future__ import annotations

from html import escape

from tools.optimizer.placement.placement import Placement, StageLevels

COLUMN, ROW, WIDTH, HEIGHT, EDGE = 210, 64, 150, 44, 20


def picture(placement: Placement) -> str:
    """Return the network as an SVG document; the bar under a stage is its share of the largest cost of stock."""
    column: dict[str, int] = {}
    sources: dict[str, list[str]] = {}
    for arc in placement.network.arcs:
        sources.setdefault(arc.target, []).append(arc.source)
    rows: dict[int, int] = {}
    spot: dict[str, tuple[int, int]] = {}
    for stage in placement.stages:
        depth = 1 + max((column[source] for source in sources.get(stage.stage, ())), default=-1)
        column[stage.stage] = depth
        rows[depth] = rows.get(depth, 0) + 1
        spot[stage.stage] = (EDGE + depth * COLUMN, EDGE + 30 + (rows[depth] - 1) * ROW)
    size = (EDGE + COLUMN * len(rows), EDGE + 30 + ROW * max(rows.values()))
    most = max((stage.cost for stage in placement.stages), default=0.0) or 1.0
    lines = [_arc(spot[arc.source], spot[arc.target]) for arc in placement.network.arcs]
    boxes = [_box(stage, spot[stage.stage], stage.cost / most) for stage in placement.stages]
    title = (
        f"Safety stock: {placement.cost:,.2f} {placement.network.currency} a year, "
        f"within {placement.gap:.1e} of the optimum"
    )
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" '
                f'width="{size[0]}" height="{size[1]}" font-family="sans-serif" font-size="11">'
            ),
            f"<title>{escape(title)}</title>",
            f'<rect width="{size[0]}" height="{size[1]}" fill="#ffffff"/>',
            f'<text x="{EDGE}" y="{EDGE + 6}" font-size="14" fill="#222222">{escape(title)}</text>',
            *lines,
            *boxes,
            "</svg>",
        ]
    )


def _arc(start: tuple[int, int], end: tuple[int, int]) -> str:
    x, y, to_x, to_y = start[0] + WIDTH, start[1] + HEIGHT // 2, end[0], end[1] + HEIGHT // 2
    bend = (x + to_x) // 2
    return f'<path d="M{x} {y} C{bend} {y} {bend} {to_y} {to_x} {to_y}" fill="none" stroke="#9aa5b1"/>'


def _box(stage: StageLevels, at: tuple[int, int], share: float) -> str:
    x, y = at
    stocked = stage.safety_stock > 0
    fill = "#d9ecff" if stocked else "#f4f4f4"
    name = stage.stage if len(stage.stage) <= 22 else f"{stage.stage[:21]}…"
    stock = f"{stage.safety_stock:,.1f} in stock" if stocked else "no stock"
    return "\n".join(
        [
            f"<g><title>{escape(f'{stage.stage}: {stage.why}')}</title>",
            f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="{fill}" stroke="#52606d"/>',
            f'<rect x="{x}" y="{y + HEIGHT - 4}" width="{WIDTH * share:.1f}" height="4" fill="#0b6bcb"/>',
            f'<text x="{x + 6}" y="{y + 15}" fill="#222222">{escape(name)}</text>',
            f'<text x="{x + 6}" y="{y + 31}" fill="#444444">{stock}, quotes {stage.service_time}</text></g>',
        ]
    )
