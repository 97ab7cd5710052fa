"""The command line against a served site: `cli("inbox")` runs a command as a principal and returns what came of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from interfaces.cli import main
from tests.interfaces.site import Site
from trimtab.ledger.people import CredentialKind


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process, as the console script does."""

    def command(*arguments: str) -> Done:
        monkeypatch.setattr("sys.argv", ["trimtab", *arguments])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return command


@pytest.fixture
def cli(run: Cli, live: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command against the served site, as `who` (Mara, who plans and buys)."""
    monkeypatch.setenv("TRIMTAB_URL", live.url)
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path))

    def command(*arguments: str, who: str = "mara") -> Done:
        monkeypatch.setenv("TRIMTAB_TOKEN", live.issue(CredentialKind.TOKEN, who))
        return run(*arguments)

    return command
