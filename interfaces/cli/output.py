"""Output: JSON for programs, aligned plain text in a pipe, tables with a little colour in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import typer

GAP = "  "


def write_json(value: Any) -> None:
    """Write a value as JSON."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def write_line(text: str) -> None:
    """Write one line."""
    typer.echo(text)


def write_progress(text: str) -> None:
    """Tell somebody at a terminal what takes long; a pipe hears nothing of it."""
    if sys.stderr.isatty():
        typer.echo(f"{text} ...", err=True)


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[str] = ()) -> None:
    """Write a table; the columns named in `right` are aligned to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _rich_table(columns, cells, set(right))
    else:
        _plain_table(columns, cells, set(right))


def money(amount: str | float | Decimal, currency: str) -> str:
    """Return an amount as people read it.

    >>> money("1234.5", "EUR")
    '1,234.50 EUR'
    """
    return f"{Decimal(str(amount)):,.2f} {currency}"


def _rich_table(columns: Sequence[str], rows: list[list[str]], right: set[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)


def _plain_table(columns: Sequence[str], rows: list[list[str]], right: set[str]) -> None:
    lines = [list(columns), *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    for line in lines:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ]
        typer.echo(GAP.join(cells).rstrip())
