"""`trimtab fact`: say what the data does not, see what was said, take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import typer

from interfaces.cli.client import connected
from interfaces.cli.options import DAY, MOMENTS, As, AsJson
from interfaces.cli.output import write_json, write_line, write_table
from interfaces.cli.times import moment

# The kinds of `trimtab.facts.Statement` and their fields, which a test compares: importing that would be slow.
Kind = Literal["demand", "promotion", "arrival", "lead_time", "lane", "stock"]
FIELDS: dict[str, tuple[str, ...]] = {
    "demand": ("item", "location", "per_day"),
    "promotion": ("item", "location", "start", "end", "per_day"),
    "arrival": ("document", "line", "on"),
    "lead_time": ("supplier", "item", "days"),
    "lane": ("origin", "destination", "open"),
    "stock": ("item", "location", "quantity"),
}

fact = typer.Typer(help="Facts: what you know and the data does not.", no_args_is_help=True)


@fact.command("assert")
def assert_fact(  # noqa: PLR0913 - one option each
    kind: Annotated[Kind, typer.Argument(help="What it is about.")],
    *,
    until: Annotated[datetime, typer.Option(formats=MOMENTS, help="Until when it holds, in the company's time.")],
    item: Annotated[str | None, typer.Option(help="demand, promotion, lead_time, stock")] = None,
    location: Annotated[str | None, typer.Option(help="demand, promotion, stock")] = None,
    per_day: Annotated[float | None, typer.Option(help="demand: a day; promotion: a day beyond the usual")] = None,
    start: Annotated[datetime | None, typer.Option(formats=DAY, help="promotion: its first day")] = None,
    end: Annotated[datetime | None, typer.Option(formats=DAY, help="promotion: its last day")] = None,
    document: Annotated[str | None, typer.Option(help="arrival: the purchase order, as the ERP keys it")] = None,
    line: Annotated[str | None, typer.Option(help="arrival: its line, as the ERP keys it")] = None,
    on: Annotated[datetime | None, typer.Option(formats=DAY, help="arrival: the day that was confirmed")] = None,
    supplier: Annotated[str | None, typer.Option(help="lead_time")] = None,
    days: Annotated[float | None, typer.Option(help="lead_time: in days")] = None,
    origin: Annotated[str | None, typer.Option(help="lane: where it begins")] = None,
    destination: Annotated[str | None, typer.Option(help="lane: where it ends")] = None,
    is_open: Annotated[bool | None, typer.Option("--open/--closed", help="lane: whether it can be used")] = None,
    quantity: Annotated[str | None, typer.Option(help="stock: what was counted, in stock units")] = None,
    text: Annotated[str, typer.Option(help="How you know.")] = "",
    case: Annotated[str, typer.Option(help="The case it is said about.")] = "",
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Assert a fact; what rests on it is priced again at once."""
    given: dict[str, Any] = {
        "item": item,
        "location": location,
        "per_day": per_day,
        "start": _day(start),
        "end": _day(end),
        "document": document,
        "line": line,
        "on": _day(on),
        "supplier": supplier,
        "days": days,
        "origin": origin,
        "destination": destination,
        "open": is_open,
        "quantity": quantity,
    }
    statement = _statement(kind, given)
    with connected(principal) as client:
        body = {"statement": statement, "expires_at": client.moment_of(until), "text": text, "case_id": case}
        told = client.post("/facts", body)
    if as_json:
        write_json(told)
    else:
        ends = moment(told["fact"]["expires_at"])
        write_line(f"{told['fact']['id']} holds for {told['subject']} until {ends}; what rests on it is priced again.")


@fact.command("list")
def list_facts(
    *,
    ended: Annotated[bool, typer.Option("--ended", help="Also those that hold no longer.")] = False,
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Show the facts that hold."""
    with connected(principal) as client:
        found = client.get("/facts", ended=ended)
    if as_json:
        write_json(found)
    elif not found:
        write_line("No fact holds; the estimates count. Assert one with `trimtab fact assert`.")
    else:
        rows = [
            (
                told["fact"]["id"],
                told["subject"],
                _said(told["fact"]["statement"]),
                told["fact"]["owner"],
                moment(told["fact"]["withdrawn_at"] or told["fact"]["expires_at"]),
                "yes" if told["holds"] else "no",
            )
            for told in found
        ]
        write_table(["fact", "about", "what", "by", "until", "holds"], rows)


@fact.command("withdraw")
def withdraw_fact(
    fact_id: Annotated[str, typer.Argument(metavar="FACT", help="Its id, as `trimtab fact list` shows it.")],
    *,
    principal: As = "",
    as_json: AsJson = False,
) -> None:
    """Take a fact back; the estimate counts again."""
    with connected(principal) as client:
        told = client.delete(f"/facts/{fact_id}")
    if as_json:
        write_json(told)
    else:
        write_line(f"Withdrawn; for {told['subject']} the estimate counts again.")


def _statement(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the statement; raises BadParameter for an option that is missing or belongs to another kind."""
    wanted = FIELDS[kind]
    missing = [_option(field) for field in wanted if given[field] is None]
    if missing:
        raise typer.BadParameter(f"a fact about {kind.replace('_', ' ')} needs {', '.join(missing)}")
    foreign = [_option(field) for field, value in given.items() if value is not None and field not in wanted]
    if foreign:
        raise typer.BadParameter(f"{', '.join(foreign)} says nothing about {kind.replace('_', ' ')}")
    return {"kind": kind} | {field: given[field] for field in wanted}


def _option(field: str) -> str:
    return "--open or --closed" if field == "open" else f"--{field.replace('_', '-')}"


def _day(given: datetime | None) -> str | None:
    return given.date().isoformat() if given else None


def _said(statement: dict[str, Any]) -> str:
    fields = FIELDS[statement["kind"]]
    identifying = {"item", "location", "document", "line", "supplier", "origin", "destination"}
    words = ", ".join(f"{f.replace('_', ' ')} {_value(statement[f])}" for f in fields if f not in identifying)
    return f"{statement['kind'].replace('_', ' ')}: {words}"


def _value(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
