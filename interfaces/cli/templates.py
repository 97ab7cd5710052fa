"""`trimtab template`: the sheets of reference data to fill in, with what the ERP holds already in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from interfaces.cli.environment import read_settings
from interfaces.cli.erp_reference import WithoutErp, erp_reference
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line
from trimtab.errors import ConfigurationError


def template(
    *,
    kind: Annotated[
        Literal["xlsx", "csv"], typer.Option("--format", help="One workbook, or a folder with a CSV file per sheet.")
    ] = "xlsx",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="PATH", help="The workbook, or the folder; reference.xlsx or reference where left out."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    without_erp: WithoutErp = False,
    as_json: AsJson = False,
) -> None:
    """Write the sheets of reference data to fill in.

    What the ERP holds (items, names, units, prices, suppliers and their terms, warehouses, customers, order points) is
    already in them, grey and locked; what is in force is in them too. Only what no ERP field holds is asked for.
    """
    from tools.reference.network_file import NetworkFile
    from tools.reference.template import template_of
    from tools.reference.writing import write_folder, write_workbook

    settings = read_settings()
    path = out or Path("reference.xlsx" if kind == "xlsx" else "reference")
    if path.exists() and not force and (path.is_file() or any(path.iterdir())):
        raise ConfigurationError(f"{path} is there already.", remedy="Name another one with --out, or say --force.")
    network = NetworkFile(settings.network_file).read()[0] if settings.network_file is not None else None
    book = template_of(network, erp_reference(settings, without=without_erp))
    if kind == "xlsx":
        write_workbook(book, path)
    else:
        write_folder(book, path)
    counts = {name: len(rows) for name, rows in book.rows.items()}
    if as_json:
        write_json({"path": str(path), "rows": counts})
    else:
        filled = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        write_line(f"{path}: {filled or 'empty sheets'}. Fill it in, then `trimtab import {path} --dry-run`.")
