"""The entry: every command by name, the check of the packages, and errors as one line instead of a trace."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

import typer

from interfaces.cli.accounts import accounts
from interfaces.cli.audit import audit
from interfaces.cli.bundle import approve, defer, reject, show, undo
from interfaces.cli.cases import cases
from interfaces.cli.casework import ask, edit
from interfaces.cli.credentials import link, token
from interfaces.cli.demo import demo
from interfaces.cli.doctor import doctor
from interfaces.cli.exports import export
from interfaces.cli.fact import fact
from interfaces.cli.imports import import_
from interfaces.cli.inbox import inbox
from interfaces.cli.levels import levels
from interfaces.cli.packages import require_our_packages
from interfaces.cli.plan import plan
from interfaces.cli.record import dismissed, outcomes, suppliers
from interfaces.cli.rerun import rerun
from interfaces.cli.serve import serve
from interfaces.cli.simulate import simulate
from interfaces.cli.simulate_loop import simulate_loop
from interfaces.cli.tasks import answer, done, tasks
from interfaces.cli.templates import template
from interfaces.cli.whatif import whatif
from interfaces.cli.worker import worker
from trimtab.errors import TrimtabError

INTERRUPTED = 130
TRACE = "TRIMTAB_TRACE"

app = typer.Typer(
    name="trimtab",
    help="Keeps the optimal inventory level optimal: see what waits, decide, and run what stands behind it.",
    no_args_is_help=True,
    add_completion=False,
    # In a pipe the help is plain text too, and need not wait for what draws boxes.
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DECIDING = "Deciding (over HTTP, with a token)"
RUNNING = "Running"
PEOPLE = "People"
SOLVING = "Solving a problem file"
DATA = "Reference data and export"

COMMANDS: dict[str, tuple[Callable[..., None], ...]] = {
    DECIDING: (
        inbox,
        show,
        approve,
        reject,
        defer,
        undo,
        edit,
        ask,
        tasks,
        done,
        answer,
        cases,
        dismissed,
        outcomes,
        suppliers,
    ),
    RUNNING: (serve, worker, demo, doctor, rerun),
    SOLVING: (plan, whatif, levels, simulate, simulate_loop),
    DATA: (template, import_, export),
    PEOPLE: (link, token),
}
for panel, commands in COMMANDS.items():
    for command in commands:
        # A name that Python keeps for itself, such as import, ends in an underscore there; a dash is one.
        app.command(command.__name__.rstrip("_").replace("_", "-"), rich_help_panel=panel)(command)
app.add_typer(fact, name="fact", rich_help_panel=DECIDING)
app.add_typer(accounts, name="accounts", rich_help_panel=PEOPLE)
app.add_typer(audit, name="audit", rich_help_panel=RUNNING)


def run() -> None:
    """Run a command; every error ends as one line on standard error and exit code 1 (2 where it was used wrongly)."""
    try:
        require_our_packages()
        app(prog_name="trimtab")
    except TrimtabError as error:
        _end(str(error))
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except OSError as error:
        _end(f"{error.filename or 'The system'}: {error.strerror or error}.")
    except Exception as error:  # noqa: BLE001 - the last place where an error can become a sentence
        _end(f"Unexpected {type(error).__name__}: {error}. Set {TRACE}=1 to see where it happened.")


def _end(message: str) -> NoReturn:
    if os.environ.get(TRACE):
        traceback.print_exc()
    one_line = " ".join(message.split())
    sys.stderr.write(f"trimtab: {one_line}\n")
    raise SystemExit(1)
