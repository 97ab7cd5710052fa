"""`trimtab simulate-loop`: optimization in isolation against coordinated optimization, measured on random companies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line, write_progress, write_table

if TYPE_CHECKING:
    from agents.simulating.comparison import Comparison, Row
    from agents.simulating.promises import Promises
    from agents.simulating.statistics import Measured


def simulate_loop(  # noqa: PLR0913 - every option of a command is an argument
    *,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="How many companies.")] = 12,
    first: Annotated[int, typer.Option(min=0, help="The seed of the first company.")] = 1001,
    days: Annotated[int, typer.Option(min=7, max=365, help="Days that every company lives.")] = 56,
    items: Annotated[int, typer.Option(min=1, max=5, help="Items of every company.")] = 2,
    stationary: Annotated[
        bool, typer.Option("--stationary", help="Nothing changes but by chance, and no supplier slips.")
    ] = False,
    promises: Annotated[
        bool, typer.Option("--promises", help="Compare what plans promise with what they save, instead.")
    ] = False,
    processes: Annotated[int, typer.Option(min=1, max=256, help="Companies lived at the same time.")] = 2,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the share of regret closed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Live random companies day by day, planned in different ways, and compare what they earn.

    Every row has the same agents, estimators, offers and optimizer, the same companies and the same fates; only when
    they plan, what functions know of each other, whose offers enter one optimisation and how long people take to decide
    differ. About ten minutes of one core a company. Differences are paired; ± is a standard error over companies.
    """
    from agents.simulating.comparison import Companies, compare
    from agents.simulating.picture import comparison_svg
    from agents.simulating.promises import WAYS
    from agents.simulating.promises import promises as measure

    companies = Companies(tuple(range(first, first + seeds)), days, items, stationary)
    if promises and svg is not None:
        raise typer.BadParameter("there is a picture of ways only, not of promises", param_hint="--svg")
    if promises:
        kept = [measure(companies, way, processes, write_progress) for way in WAYS]
        if as_json:
            write_json([k.model_dump(mode="json") for k in kept])
            return
        for of_way in kept:
            _write_promises(of_way)
        return
    found = compare(companies, processes=processes, tell=write_progress)
    if svg is not None:
        svg.write_text(comparison_svg(found), encoding="utf-8")
    if as_json:
        write_json(found.model_dump(mode="json"))
        return
    _write(found)


def _write(found: Comparison) -> None:
    columns = (
        "way", "profit a day", "of foresight", "gain", "regret closed", "on time", "stock", "bullwhip", "asked",
        "documents a day",
    )  # fmt: skip
    write_table(columns, [_row(row) for row in found.rows], right=columns[1:])
    kind = "stationary companies" if found.stationary else "companies"
    write_line(
        f"{len(found.seeds)} {kind} of {found.items} items at 3 locations, {found.days} days; foresight earns "
        f"{found.foresight.value:,.0f} a day. gain: paired, against {found.rows[0].way}, as a share of foresight's. "
        "asked: how often a day cases ask the approver of 1,000 item-locations."
    )


def _row(row: Row) -> tuple[str, ...]:
    return (
        row.way,
        _amount(row.profit),
        _share(row.of_foresight),
        _share(row.gain),
        _share(row.closed),
        f"{100 * row.fill_rate.value:.1f}%",
        f"{row.stock_value.value:,.0f}",
        f"{row.bullwhip:.1f}",
        f"{row.asked:.1f}",
        f"{row.documents:.2f}",
    )


def _write_promises(found: Promises) -> None:
    write_table(
        ("company", "day", "promised", "saved"),
        [(str(p.seed), str(p.day), f"{p.promised:,.0f}", f"{p.realised:,.0f}") for p in found.promises],
        right=("day", "promised", "saved"),
    )
    if found.slope is None or found.kept is None or found.worth_it is None:
        write_line(f"{found.way}: nobody was asked anything")
        return
    write_line(
        f"{found.way}: slope of saved against promised {_number(found.slope)}; saved in all {_share(found.kept)} of "
        f"promised; {100 * found.worth_it:.0f}% of {len(found.promises)} saved more than the attention they cost"
    )


def _amount(measured: Measured) -> str:
    return f"{measured.value:,.0f}{_error(measured, 1.0, '.0f')}"


def _share(measured: Measured) -> str:
    return f"{100 * measured.value:.1f}{_error(measured, 100.0, '.1f')}%"


def _number(measured: Measured) -> str:
    return f"{measured.value:.2f}{_error(measured, 1.0, '.2f')}"


def _error(measured: Measured, factor: float, form: str) -> str:
    return "" if measured.standard_error is None else f" ± {factor * measured.standard_error:{form}}"
