"""`trimtab simulate`: the levels of a plan problem as the ERP would run them: what they serve and cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line, write_table

if TYPE_CHECKING:
    from tools.simulation.estimates import Estimate
    from tools.simulation.of_problem import Pictured, SimulatedLevel

Law = Literal["normal", "gamma", "poisson", "negative_binomial"]


def simulate(  # noqa: PLR0913 - every option of a command is an argument
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan problem as JSON.")],
    *,
    family: Annotated[Law, typer.Option(help="The law of demand; mean and spread are those believed.")] = "normal",
    service: Annotated[
        float | None, typer.Option(min=0.01, max=0.9999, help="Cycle service level that levels are made for.")
    ] = None,
    replications: Annotated[int, typer.Option(min=2, max=20_000)] = 500,
    days: Annotated[int, typer.Option(min=1, max=20_000, help="Days that count, in every replication.")] = 1000,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    at: Annotated[str, typer.Option(metavar="ITEM@LOCATION", help="Only this item-location.")] = "",
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the band of stock of the last level in the table.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Simulate the levels in force and the recommended ones, with confidence intervals.

    Exit code 1 where there is nothing to simulate. `formula` is what the exact stocking point says without calendars,
    lots and minimum orders: where it lies apart from what was achieved, those are why.
    """
    from tools.optimizer.demand_law import Family
    from tools.optimizer.planning.problem_file import read_problem
    from tools.simulation.of_problem import simulate_levels
    from tools.simulation.replenishment import Run
    from trimtab.errors import NotFound

    problem = read_problem(file)
    run = Run(replications=replications, days=days, seed=seed, start=problem.today)
    found = [p for p in simulate_levels(problem, Family(family), run, service) if at in {"", _name(p.level)}]
    if not found:
        where = f" at {at}" if at else ""
        raise NotFound(f"{file.name} has no level to simulate{where}.", remedy="It needs demand and a source or lane.")
    if svg is not None:
        _draw(svg, found[-1])
    if as_json:
        write_json([p.level.model_dump(mode="json") for p in found])
        return
    columns = ("item-location", "level", "min", "target", "aim", "cycle service", "formula", "fill rate", "cost a day")
    write_table(columns, [_row(p.level) for p in found], right=columns[2:])
    write_line(f"{family.replace('_', ' ')} demand, {replications} replications of {days} days, 95% confidence")


def _row(level: SimulatedLevel) -> tuple[str, ...]:
    achieved, aim = level.achieved, level.service_target
    return (
        _name(level),
        level.of,
        f"{level.minimum:f}",
        f"{level.target:f}",
        "-" if aim is None else f"{100 * aim:g}%{'' if level.meets_target else ' missed'}",
        _percent(achieved.cycle_service),
        f"{100 * level.expected_cycle_service:.2f}%",
        _percent(achieved.fill_rate),
        f"{achieved.cost_a_day.value:,.2f} ± {achieved.cost_a_day.half_width:.2f}",
    )


def _percent(share: Estimate) -> str:
    return f"{100 * share.value:.2f} ± {100 * share.half_width:.2f}%"


def _name(level: SimulatedLevel) -> str:
    return f"{level.item}@{level.location}"


def _draw(path: Path, shown: Pictured) -> None:
    from tools.simulation.picture import band_svg

    level = shown.level
    title = f"{_name(level)}, {level.of}"
    path.write_text(band_svg(shown.simulated, title, float(level.minimum), float(level.target)), encoding="utf-8")
