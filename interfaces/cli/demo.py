"""`trimtab demo`: starts the demo as a process of its own; the house never imports what stands beside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from interfaces.cli.packages import house
from trimtab.errors import ConfigurationError


def demo(
    *,
    headless: Annotated[
        bool, typer.Option("--headless", help="Play the whole incident with scripted approvers, and check it.")
    ] = False,
    as_json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Headless: write what happened as JSON.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port of the page, 0 for a free one (8620 if free; headless: a free one).")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep ledger, ERP database and logs when it ends.")] = False,
) -> None:
    """Start a company with its ERP, and let a supplier slip."""
    if not (house() / "demo" / "__main__.py").is_file():
        raise ConfigurationError(
            "the demo is not part of the installed package.", remedy="Run `make run` in a checkout of Trimtab."
        )
    arguments = [sys.executable, "-m", "demo"]
    arguments += ["--headless"] if headless else []
    arguments += ["--json", str(as_json.resolve())] if as_json else []
    arguments += ["--port", str(port)] if port is not None else []
    arguments += ["--keep"] if keep else []
    sys.stdout.flush()
    os.chdir(house())
    os.execv(sys.executable, arguments)  # noqa: S606 - the same interpreter, no shell
