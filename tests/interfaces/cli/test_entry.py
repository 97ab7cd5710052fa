"""The entry: quick, one line for every error, and the exit codes that shells expect."""

import resource
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from interfaces.cli import bundle, cases
from tests.interfaces.cli.conftest import Cli
from trimtab.cases import CaseState
from trimtab.decisions import RejectCode

HEAVY = ("fastapi", "httpx", "langgraph", "numpy", "ortools", "pydantic", "sqlalchemy", "uvicorn")
COMMANDS = "inbox show approve reject defer undo edit ask tasks done answer cases fact dismissed outcomes suppliers "
COMMANDS += "serve worker demo doctor link token accounts audit plan whatif levels simulate"


def test_help_names_every_command(run: Cli) -> None:
    done = run("--help")
    assert done.code == 0
    assert [name for name in COMMANDS.split() if f"  {name}" not in done.out] == []


def test_help_loads_nothing_heavy_and_takes_little_more_than_its_libraries() -> None:
    program = f"import interfaces.cli.entry, sys; print([n for n in {HEAVY!r} if n in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"

    def seconds(*arguments: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    ours = min(seconds("-m", "interfaces.cli", "--help") for _ in range(3))
    theirs = min(seconds("-c", "import typer, rich.console, httpx") for _ in range(3))
    assert ours < 2 * theirs


def test_choices_are_those_of_the_house() -> None:
    assert set(get_args(bundle.Code)) == {code.value for code in RejectCode}
    assert set(get_args(cases.State)) == {state.value for state in CaseState}


def test_wrong_usage_ends_with_2(run: Cli) -> None:
    for arguments in (("no-such-command",), ("show",), ("reject", "bnd"), ("cases", "--state", "gone")):
        done = run(*arguments)
        assert done.code == 2, arguments
        assert "Usage: trimtab" in done.err


@pytest.mark.parametrize("variable", ["TRIMTAB_PORT", "TRIMTAB_TIME_ZONE", "TRIMTAB_TRYTON_URL"])
def test_a_bad_setting_is_one_line_that_names_the_variable(
    run: Cli, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "nonsense")
    done = run("accounts", "list")
    assert done.code == 1
    assert done.err.startswith(f"trimtab: {variable}: ")
    assert done.err.count("\n") == 1


def test_an_unexpected_error_is_one_line_too(run: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path))

    def broken(**given: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("interfaces.cli.accounts.read_settings", broken)
    done = run("accounts", "list")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "ZeroDivisionError: by nothing" in done.err
    monkeypatch.setenv("TRIMTAB_TRACE", "1")
    assert "Traceback" in run("accounts", "list").err


def test_a_folder_that_cannot_be_written_is_said(run: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path / "file" / "below"))
    done = run("accounts", "list")
    assert done.code == 1
    assert str(tmp_path / "file") in done.err
