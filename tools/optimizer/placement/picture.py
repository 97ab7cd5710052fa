"""The picture of a placement: the network from suppliers to customers, with the stock drawn where it stands, as SVG."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from math import sqrt

from tools.optimizer.placement.placement import Placement, StageLevels

COLUMN, ROW, MARGIN, TOP, LARGEST, SMALLEST = 190.0, 46.0, 90.0, 56.0, 19.0, 2.0
CROWDED = 40
"""With more stages than this in a column rows stand closer together and only the dearest stocks are named."""
CLOSE_ROW = 14.0
NAMED_WHERE_CROWDED = 25
PROVEN = 1e-6
ARC, HELD, EMPTY, EDGE, TEXT = "#c3ccd6", "#2f6fb3", "#ffffff", "#5b6b7b", "#1c2733"
STYLE = (
    "<style>.page{fill:#fff}text{fill:" + TEXT + ";paint-order:stroke;stroke:#fff;stroke-width:3px}"
    "@media(prefers-color-scheme:dark){.page{fill:#10161d}text{fill:#dfe7ef;stroke:#10161d}.arc{stroke:#39485a}}</style>"
)


def placement_svg(placement: Placement) -> str:
    """Return the picture; the area of a full circle is what the stock there costs a year, an empty one holds none."""
    stages = placement.stages
    columns = _columns(placement)
    rows = max(len(column) for column in columns)
    step = ROW if rows <= CROWDED else CLOSE_ROW
    place = {
        name: (MARGIN + depth * COLUMN, TOP + (rows - len(column)) * step / 2 + row * step + step / 2)
        for depth, column in enumerate(columns)
        for row, name in enumerate(column)
    }
    width, height = 2 * MARGIN + (len(columns) - 1) * COLUMN, TOP + rows * step + 20
    dearest = max((stage.cost for stage in stages), default=0.0)
    named = {stage.stage for stage in sorted(stages, key=lambda s: -s.cost)[:NAMED_WHERE_CROWDED]}
    arcs = "".join(_arc(place[arc.source], place[arc.target]) for arc in placement.network.arcs)
    circles = "".join(
        _circle(stage, place[stage.stage], dearest, named=rows <= CROWDED or stage.stage in named) for stage in stages
    )
    label = (
        f"{placement.network.name or 'Network'}: safety stock for {placement.cost:,.2f} {placement.network.currency} "
        f"a year, {'the proven optimum' if placement.gap < PROVEN else f'within {placement.gap:.1%} of the optimum'}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-label="{escape(label)}" font-family="sans-serif" font-size="11">{STYLE}'
        f'<rect class="page" width="100%" height="100%"/><text x="12" y="22" font-size="13">{escape(label)}</text>'
        f'<text x="12" y="40">Full circle: stock, its area the cost; empty: none. Number: quoted service time.</text>'
        f"{arcs}{circles}</svg>\n"
    )


def _columns(placement: Placement) -> list[list[str]]:
    """Return the stages by depth; within a column each stands near the middle of what it is made from."""
    sources: dict[str, list[str]] = defaultdict(list)
    for arc in placement.network.arcs:
        sources[arc.target].append(arc.source)
    depth: dict[str, int] = {}
    for name in placement.shape.names:
        depth[name] = 1 + max((depth[source] for source in sources[name]), default=-1)
    columns: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    height: dict[str, float] = {}
    for level, column in enumerate(columns):
        column.extend(name for name in placement.shape.names if depth[name] == level)
        if level:
            middle = {n: sum(height[s] for s in sources[n]) / len(sources[n]) for n in column}
            column.sort(key=lambda name: middle[name])
        height |= {name: (row + 0.5) / len(column) for row, name in enumerate(column)}
    return columns


def _arc(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    bend = (x1 + x2) / 2
    path = f"M{x1:.0f} {y1:.1f}C{bend:.0f} {y1:.1f} {bend:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"
    return f'<path class="arc" d="{path}" fill="none" stroke="{ARC}"/>'


def _circle(stage: StageLevels, at: tuple[float, float], dearest: float, *, named: bool) -> str:
    x, y = at
    share = sqrt(stage.cost / dearest) if dearest > 0 else 0.0
    radius = max(SMALLEST, LARGEST * share)
    fill = HELD if stage.safety_stock > 0 else EMPTY
    words = (
        f'<text x="{x + radius + 4:.0f}" y="{y - 3:.1f}">{escape(stage.stage)}</text>'
        f'<text x="{x + radius + 4:.0f}" y="{y + 10:.1f}" opacity="0.75">{_quoted(stage)}</text>'
        if named
        else ""
    )
    return (
        f'<circle cx="{x:.0f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" stroke="{EDGE}">'
        f"<title>{escape(f'{stage.stage}: {stage.why}')}</title></circle>{words}"
    )


def _quoted(stage: StageLevels) -> str:
    held = f", {stage.safety_stock:,.0f} held" if stage.safety_stock > 0 else ""
    return f"{stage.service_time}{held}"
