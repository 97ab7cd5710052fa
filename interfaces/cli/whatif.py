"""`trimtab whatif`: a plan problem with something otherwise, and the difference in cost, service and documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli.options import AsJson, amount_of
from interfaces.cli.output import money, write_json, write_line, write_table

if TYPE_CHECKING:
    from trimtab.plans import PlannedStep
    from trimtab.what_if import Change, WhatIfAnswer

Several = list[str] | None


def whatif(  # noqa: PLR0913 - every option of a command is an argument
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan problem as JSON.")],
    *,
    changes: Annotated[
        Path | None, typer.Option("--changes", metavar="FILE", help="A JSON list of changes, each with its `kind`.")
    ] = None,
    demand: Annotated[Several, typer.Option(metavar="ITEM@LOCATION=FACTOR", help="1.2 is a fifth more.")] = None,
    lead_time: Annotated[Several, typer.Option(metavar="SUPPLIER/ITEM=DAYS", help="From now on.")] = None,
    price: Annotated[Several, typer.Option(metavar="SUPPLIER/ITEM=FACTOR", help="1.1 is a tenth dearer.")] = None,
    late: Annotated[
        Several, typer.Option(metavar="DOCUMENT/LINE=DAYS", help="An open purchase line comes so much later.")
    ] = None,
    block: Annotated[Several, typer.Option(metavar="SUPPLIER[/ITEM]", help="Nothing more is ordered there.")] = None,
    close: Annotated[Several, typer.Option(metavar="ORIGIN:DESTINATION", help="The lane is closed.")] = None,
    cap: Annotated[Several, typer.Option(metavar="SUPPLIER/ITEM=QUANTITY", help="At most so many are ordered.")] = None,
    budget: Annotated[str, typer.Option(metavar="AMOUNT", help="Spent at most, such as '8000 EUR'.")] = "",
    service: Annotated[
        Several, typer.Option(metavar="ITEM@LOCATION=SHARE", help="Cycle service level, such as 0.98.")
    ] = None,
    force: Annotated[Several, typer.Option(metavar="OFFER=QUANTITY", help="This offer is taken up.")] = None,
    without: Annotated[Several, typer.Option(metavar="OFFER", help="This offer is not taken up.")] = None,
    as_json: AsJson = False,
) -> None:
    """Solve a plan problem as it is and with something otherwise; all changes are taken together."""
    from tools.optimizer.planning.problem_file import changes_of, read_changes, read_problem
    from tools.optimizer.planning.what_if import answer_what_if

    given = {
        "demand": demand,
        "lead-time": lead_time,
        "price": price,
        "late": late,
        "block": block,
        "close": close,
        "cap": cap,
        "service": service,
        "force": force,
        "without": without,
    }
    told = [_read(option, text) for option, texts in given.items() for text in texts or ()]
    if budget:
        told.append({"kind": "budget_capped", "limit": amount_of(budget, "--budget")})
    asked: tuple[Change, ...] = (*(read_changes(changes) if changes else ()), *changes_of(told))
    answer = answer_what_if(read_problem(file), asked)
    if as_json:
        write_json(answer.model_dump(mode="json"))
    else:
        _show(answer)


def _read(option: str, text: str) -> dict[str, Any]:
    """Return one change as its contract takes it; raises BadParameter where the text has another form."""
    name, form, fields = _FORMS[option]
    values = [part.strip() for part in form(text)]
    if len(values) > len(fields) or len(values) < sum(not f.endswith("?") for f in fields) or not all(values):
        raise typer.BadParameter(f"{text!r} has another form", param_hint=f"--{option}")
    found: dict[str, Any] = dict(zip((f.rstrip("?") for f in fields), values, strict=False))
    if option == "without":
        found = {"offer_ids": [found["offer_id"]]}
    return {"kind": name, **found}


def _split(*marks: str) -> Callable[[str], list[str]]:
    """Return what takes a text apart at the last place of the last mark, then at the mark before it."""

    def apart(text: str) -> list[str]:
        rest, found = text, list[str]()
        for mark in reversed(marks):
            before, there, after = rest.rpartition(mark)
            if there:
                rest, found = before, [after, *found]
        return [rest, *found]

    return apart


_FORMS: dict[str, tuple[str, Callable[[str], list[str]], tuple[str, ...]]] = {
    "demand": ("demand_times", _split("@", "="), ("item", "location", "factor")),
    "lead-time": ("lead_time_is", _split("/", "="), ("supplier", "item", "days")),
    "price": ("price_times", _split("/", "="), ("supplier", "item", "factor")),
    "late": ("arrives_later", _split("/", "="), ("document", "line", "days")),
    "block": ("supplier_blocked", _split("/"), ("supplier", "item?")),
    "close": ("lane_closes", _split(":"), ("origin", "destination")),
    "cap": ("purchase_capped", _split("/", "="), ("supplier", "item", "limit")),
    "service": ("service_target_is", _split("@", "="), ("item", "location", "share")),
    "force": ("order_forced", _split("="), ("offer_id", "quantity")),
    "without": ("without_offers", _split(), ("offer_id",)),
}


def _show(answer: WhatIfAnswer) -> None:
    currency = answer.currency
    amounts = [
        ("expected cost of the best plan", answer.cost),
        ("proven lower bound", answer.bound),
        ("expected cost if nobody acts", answer.default_cost),
        ("cash", answer.cash),
        ("lost margin and penalties", answer.margin_and_penalties),
        ("implied cost of stock and risk", answer.implied),
    ]
    rows: list[tuple[str, ...]] = [
        (name, money(e.before, currency), money(e.after, currency), _signed(money(e.change, currency), e.change))
        for name, e in amounts
    ]
    for name, e in (("fill rate, worst", answer.fill_rate), ("days short, worst", answer.stockout_risk)):
        change = 100 * e.change
        rows.append((name, f"{100 * e.before:.2f}%", f"{100 * e.after:.2f}%", _signed(f"{change:.2f} points", change)))
    write_line(f"Over {answer.horizon_days} days, with {len(answer.changes)} of what is asked otherwise:")
    write_table(("", "as it is", "then", "difference"), rows, right=("as it is", "then", "difference"))
    if not answer.documents:
        write_line(f"The plan stays the same ({answer.unchanged} documents).")
        return
    write_line(f"Documents that differ ({answer.unchanged} stay as they are):")
    write_table(("offer", "as it is", "then"), _documents(answer))


def _documents(answer: WhatIfAnswer) -> Iterator[tuple[str, str, str]]:
    for document in answer.documents:
        yield document.offer_id, _step(document.before), _step(document.after)


def _step(step: PlannedStep | None) -> str:
    if step is None:
        return "-"
    said = step.model_dump(mode="json", exclude={"offer_id", "offer", "kind", "document", "line"})
    return " ".join([step.kind, *_values(said.items())])


def _values(said: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, value in said:
        if name in {"quantity", "due", "ship", "due_after", "minimum_after", "target_after"}:
            yield f"{name.removesuffix('_after')} {value}"


def _signed(text: str, change: Decimal) -> str:
    return f"+{text}" if change > 0 else text
