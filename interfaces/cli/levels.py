"""`trimtab levels`: where safety stock stands in a network from a file, at least cost, with its proof."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line, write_progress, write_table

if TYPE_CHECKING:
    from tools.optimizer.placement import Placement

MOST_ROWS = 40


def levels(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The network: own JSON, Willems' chains, stockpyl's JSON.")
    ] = None,
    *,
    network: Annotated[str, typer.Option(metavar="NAME", help="Which network, where a file holds several.")] = "",
    stochastic: Annotated[
        bool, typer.Option("--stochastic", help="Willems' chains: stage times with their spread.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help=f"Every stage, not the {MOST_ROWS} dearest.")] = False,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the network with its stock.")] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the proof, for the independent checker.")
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of a network and end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Place safety stock in a network: service times, stocks, reorder points, cost, and a proven bound.

    The certificate is checked before anything is shown, by code that imports nothing of the solver.
    """
    from tools.optimizer.placement import PlacementNetwork, place, placement_svg, read_network
    from tools.optimizer.placement.checker import check

    if schema:
        write_json(PlacementNetwork.model_json_schema())
        return
    if file is None:
        raise typer.BadParameter("name a file with a network, or say --schema", param_hint="FILE")
    asked = read_network(file, network, stochastic=stochastic)
    write_progress(f"Placing the stock of {len(asked.stages)} stages")
    found = place(asked)
    proof = found.certificate
    gap = check(asked.model_dump(mode="json"), proof)
    if svg is not None:
        svg.write_text(placement_svg(found), encoding="utf-8")
    if certificate is not None:
        certificate.write_text(json.dumps(proof), encoding="utf-8")
    if as_json:
        write_json(found.summary() | {"proven_gap": gap})
        return
    _tell(found, gap, everything=everything)


def _tell(found: Placement, gap: float, *, everything: bool) -> None:
    holding = sorted((s for s in found.stages if s.safety_stock > 0), key=lambda s: -s.cost)
    shown = list(found.stages) if everything else holding[:MOST_ROWS]
    currency, unit = found.network.currency, found.network.time_unit
    columns = ("stage", "waits", "quotes", "safety stock", "reorder point", "base stock", f"{currency} a year")
    rows = [
        (
            stage.stage,
            str(stage.inbound_service_time),
            str(stage.service_time),
            f"{stage.safety_stock:,.1f}",
            f"{stage.reorder_point:,.1f}",
            f"{stage.base_stock:,.1f}",
            f"{stage.cost:,.2f}",
        )
        for stage in shown
    ]
    write_table(columns, rows, right=columns[1:])
    if len(shown) < len(holding):
        write_line(f"{len(holding) - len(shown)} more hold stock: --all shows every stage.")
    write_line(
        f"{len(holding)} of {len(found.stages)} stages hold stock, for {found.cost:,.2f} {currency} a year; times in "
        f"{unit}s. Proven to within {gap:.1e} of the optimum."
    )
