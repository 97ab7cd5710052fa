"""`trimtab rerun`: ask the company's own planning system to compute levels again."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from interfaces.cli.environment import read_settings
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line


def rerun(
    places: Annotated[list[str], typer.Argument(metavar="ITEM@LOCATION...", help="Whose levels are to be computed.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, for whoever reads the planning system's log.")],
    as_json: AsJson = False,
) -> None:
    """Ask the planning system of TRIMTAB_LEVELS_URL for a re-run; it decides when, and its answer is read as ever."""
    from interfaces.cli.compose import level_source
    from interfaces.cli.opening import network_of
    from trimtab.clock import clock_of
    from trimtab.errors import ConfigurationError, InvalidField

    settings = read_settings()
    network = network_of(settings)
    source = level_source(settings, network, clock_of(settings))
    if source is None:
        raise ConfigurationError("no planning system is connected.", remedy="Set TRIMTAB_LEVELS_URL.")
    asked = []
    for place in places:
        item, at, location = place.rpartition("@")
        if not at:
            raise InvalidField(f"{place!r} names no location.", record="the command line", field="ITEM@LOCATION")
        asked.append((network.item(item).code, network.location(location).code))
    with closing(source):
        run = source.ask_to_run(reason, tuple(asked))
    if as_json:
        write_json({"run": run, "places": places, "reason": reason})
    else:
        write_line(f"asked for {run}: {', '.join(places)}")
