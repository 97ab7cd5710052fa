"""Packages: somebody else's `agents` is recognised before anything of it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from interfaces.cli.packages import NAMES, house, packages
from tests.interfaces.cli.conftest import Cli


def test_every_package_of_this_checkout_is_ours() -> None:
    assert [(p.name, p.ours) for p in packages()] == [(name, True) for name in NAMES]
    assert house() == Path(__file__).resolve().parents[3]


def test_a_stranger_under_our_name_stops_every_command(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "__init__.py").write_text("raise SystemExit('the stranger ran')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from interfaces.cli import main; main()", "inbox"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"trimtab: the package 'agents' comes from {tmp_path / 'agents'}")
    assert "environment of its own" in done.stderr
    assert "the stranger ran" not in done.stdout + done.stderr


def test_a_missing_package_is_said_and_its_owner_named(run: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interfaces.cli.packages.NAMES", ("trimtab", "no_such_package_of_ours"))
    done = run("inbox")
    assert done.code == 1
    assert "'no_such_package_of_ours' is not installed" in done.err
