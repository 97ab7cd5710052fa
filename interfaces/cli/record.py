"""The record: what was left alone, how the company did, and how suppliers kept what they promised."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from interfaces.cli.client import connected
from interfaces.cli.options import As, AsJson
from interfaces.cli.output import money, write_json, write_line, write_table
from interfaces.cli.times import moment

# The values of `trimtab.outcomes.Course`, which a test compares: importing that would slow every command down.
Course = Literal["actual", "weekly_twin"]


def dismissed(
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of the newest to show.")] = 20,
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Show signals that were looked at and not worth acting on, newest first."""
    with connected(principal) as client:
        found = client.get("/dismissals", limit=limit)
    if as_json:
        write_json(found)
    elif not found:
        write_line("Nothing was dismissed. What moved and was not worth acting on appears here.")
    else:
        rows = [
            (
                moment(told["at"]),
                told["title"],
                money(told["avoidable"], told["currency"]),
                money(told["level_per_day"], told["currency"]),
                money(told["limit"], told["currency"]),
                told["because"],
            )
            for told in found
        ]
        columns = ["when", "what", "avoidable", "levels, a day", "limit", "because"]
        write_table(columns, rows, right=["avoidable", "levels, a day", "limit"])


def outcomes(
    *,
    course: Annotated[Course | None, typer.Option(help="Only the company, or only its twin.")] = None,
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Show how the company did day by day, beside a twin that kept to its weekly cycle."""
    with connected(principal) as client:
        found = client.get("/outcomes", **({"course": course} if course else {}))
    if as_json:
        write_json(found)
    elif not found:
        write_line("No day is recorded yet. Days appear when they have ended.")
    else:
        columns = ["day", "course", "stock", "backorders", "served", "lost so far", "spent so far"]
        write_table(columns, [_row(day) for day in found], right=columns[2:])


def suppliers(*, principal: As = "", as_json: AsJson = False) -> None:
    """Show how each supplier has kept what it promised: on time, in full, and what is open, put off or overdue."""
    with connected(principal) as client:
        found = client.get("/suppliers")
    if as_json:
        write_json(found)
    elif not found:
        write_line("No supplier was heard of yet. Receipts and order lines bring them in.")
    else:
        columns = ["supplier", "delivered", "on time", "days late", "at most", "in full", "open", "put off", "overdue"]
        write_table(columns, [_kept(told) for told in found], right=columns[1:])


def _kept(told: dict[str, Any]) -> tuple[str, ...]:
    def share(count: int, of: int) -> str:
        return f"{round(100 * count / of)}%" if of else ""

    late, most = told["days_late"], told["most_days_late"]
    return (
        told["supplier"],
        str(told["delivered"]),
        share(told["on_time"], told["delivered"]),
        "" if late is None else f"{late:+.1f}",
        "" if most is None else f"{most:+d}",
        share(told["in_full"], told["counted"]),
        *(str(told[name]) for name in ("open", "redated", "overdue")),
    )


def _row(day: dict[str, Any]) -> tuple[str, ...]:
    currency = day["currency"]
    return (
        day["day"],
        day["course"].replace("_", " "),
        money(day["stock_value"], currency),
        str(day["backorder_units"]),
        f"{day['served_units']} of {day['demand_units']}",
        money(day["lost_margin"], currency),
        money(day["spent"], currency),
    )
