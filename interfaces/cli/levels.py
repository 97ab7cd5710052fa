"""`trimtab levels`: where safety stock stands in a network at least cost, with the proof and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line, write_table


def levels(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A network: own JSON, stockpyl's, or Willems' chains.")],
    chain: Annotated[str, typer.Option("--chain", help="Which one, where the file holds several.")] = "",
    stochastic: Annotated[
        bool, typer.Option("--stochastic", help="Keep the spread of stage times of Willems' chains.")
    ] = False,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw the network with its stock.")] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help="Write the proof, for the checker.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Place safety stock in a network at least cost, proven to the optimum."""
    import json

    from tools.optimizer.placement import place, read_network
    from tools.optimizer.placement.picture import picture

    placement = place(read_network(file, chain, stochastic=stochastic))
    if svg is not None:
        svg.write_text(picture(placement), encoding="utf-8")
    if certificate is not None:
        certificate.write_text(json.dumps(placement.certificate), encoding="utf-8")
    if as_json:
        write_json(placement.summary())
        return
    network = placement.network
    write_table(
        ("stage", "quotes", "covers", "safety stock", "base stock", "reorder at", "cost a year", "why"),
        [
            (
                stage.stage,
                stage.service_time,
                f"{stage.net_time:.1f}",
                f"{stage.safety_stock:,.1f}",
                f"{stage.base_stock:,.1f}",
                f"{stage.reorder_point:,.1f}",
                f"{stage.cost:,.2f}",
                stage.why,
            )
            for stage in placement.stages
        ],
        right=("quotes", "covers", "safety stock", "base stock", "reorder at", "cost a year"),
    )
    write_line(
        f"{placement.cost:,.2f} {network.currency} a year; bound {placement.bound:,.2f}, gap {placement.gap:.1e}."
    )
