"""`trimtab plan`: a planning problem from a file, solved and explained; nothing is sent anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.options import AsJson
from interfaces.cli.output import money, write_json, write_line, write_progress, write_table

if TYPE_CHECKING:
    from tools.optimizer import PlanProblem
    from trimtab.phone_calls import PhoneCall
    from trimtab.plans import Plan


def plan(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The problem as JSON; --template prints one.")
    ] = None,
    *,
    template: Annotated[bool, typer.Option("--template", help="Print a small problem to start from.")] = False,
    calls: Annotated[
        bool, typer.Option("--calls", help="Say also which uncertain arrival or lead time is worth a phone call.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Plan a problem from a file: what to do now, what it costs, how far from optimal it can be, and why.

    A file holds the network, the state of stock and orders, beliefs, offers and limits, as `trimtab plan --template`
    prints them.
    """
    from tools.optimizer import plan as solved
    from tools.optimizer.planning.phone_call import worth_calling
    from tools.optimizer.planning.problem_file import read_problem
    from tools.optimizer.planning.problem_template import problem_template
    from trimtab.clock import SystemClock

    if template:
        write_line(problem_template(SystemClock().business_now().date()).model_dump_json(indent=2))
        return
    if file is None:
        raise typer.BadParameter("name a problem file, or say --template", param_hint="FILE")
    problem = read_problem(file)
    write_progress("Planning")
    found = solved(problem)
    worth = worth_calling(problem) if calls else ()
    if as_json:
        answer = found.model_dump(mode="json")
        write_json(answer | ({"calls": [call.model_dump(mode="json") for call in worth]} if calls else {}))
        return
    _tell(found, problem)
    if calls:
        _tell_calls(worth)


def _tell(found: Plan, problem: PlanProblem) -> None:
    from tools.optimizer.planning.step_words import step_words

    worth = {value.offer_id: money(value.worth, found.currency) for value in found.values}
    if found.steps:
        write_table(
            ("do now", "worth"),
            [(step_words(s, problem), worth.get(s.offer_id, "-")) for s in found.steps],
            right=("worth",),
        )
    else:
        write_line("Nothing is worth doing now.")
    saving, cost = money(found.saving, found.currency), money(found.cost, found.currency)
    write_line(f"Costs {cost} over {found.horizon_days} days, {saving} less than doing nothing; gap {found.gap:.2%}.")
    for other in found.alternatives:
        write_line(f"Next best, {money(other.costs_more, found.currency)} more: {other.summary}.")
    for limit in found.binding_limits:
        write_line(f"Limit: {limit}.")
    for price in found.limit_prices:
        saves = money(price.saves, found.currency)
        write_line(f"Loosening it by {price.loosened_by.normalize():f} saves {saves}: {price.limit}.")
    for key, (low, high) in found.ranges.items():
        write_line(f"Stands while {key.replace('|', ' ')} is between {low.normalize():f} and {high.normalize():f}.")


def _tell_calls(worth: tuple[PhoneCall, ...]) -> None:
    if not worth:
        write_line("No phone call is worth making before acting.")
    for call in worth:
        write_line(
            f"Knowing {call.what.replace('_', ' ')} of {call.subject} is worth {money(call.worth, call.currency)}."
        )
