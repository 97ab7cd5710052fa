"""The README: its commands run, its table is complete, its links lead somewhere, its figures are the code's."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.interfaces.conftest import day, day_template, live_day
from tests.interfaces.fixtures.network import write_network
from tests.interfaces.site import Site
from tools.tryton.client import ALLOWED
from trimtab.ledger import Ledger
from trimtab.ledger.people import CredentialKind
from trimtab.policy import load_policy
from trimtab.settings import Settings

__all__ = ["day", "day_template", "live_day"]

HOUSE = Path(__file__).resolve().parent.parent
README = (HOUSE / "README.md").read_text(encoding="utf-8")
MARK = "<!-- run by tests/test_readme.py"
MAKE = re.findall(r"^(\w[\w-]*):.*## ", (HOUSE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def _blocks() -> list[tuple[str, bool]]:
    """Every block of commands, and whether it is marked to be run."""
    found = re.finditer(r"(?P<before>[^\n]*\n\n)?```sh\n(?P<text>.*?)```", README, re.DOTALL)
    return [(block["text"], (block["before"] or "").startswith(MARK)) for block in found]


RUNNABLE = [line for text, marked in _blocks() if marked for line in text.splitlines()]


def _names(ledger: Ledger) -> dict[str, str]:
    """Return what the placeholders of the commands stand for: a bundle, a task, a question that is asked."""
    with ledger.read() as tx:
        waiting = [task for task in tx.tasks.all() if task.done_at is None]
    (told,) = (task.id for task in waiting if not task.asks)
    (asked,) = (task.id for task in waiting if task.asks)
    return {"BUNDLE": "bnd_shackles", "TASK": told, "ASK": asked}


def test_marked_commands_run_as_they_stand(live_day: Site, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRIMTAB_")}
    environment |= _names(live_day.ledger) | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TRIMTAB_URL": live_day.url,
        "TRIMTAB_DATA_DIRECTORY": str(tmp_path),
        "TRIMTAB_NETWORK_FILE": str(write_network(tmp_path)),
    }
    assert len(RUNNABLE) > 10
    for command in RUNNABLE:
        # Ines sells, Mara plans and buys.
        who = "ines" if command.startswith("trimtab done") else "mara"
        environment["TRIMTAB_TOKEN"] = live_day.issue(CredentialKind.TOKEN, who)
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_the_quick_start_is_two_commands_and_make_knows_every_target_that_is_named() -> None:
    assert _blocks()[0] == ("make run\nmake test\n", False)
    assert [target for target in re.findall(r"`make ([\w-]+)`", README) if target not in MAKE] == []


def test_every_command_and_option_that_is_named_exists() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "interfaces.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for command in set(re.findall(r"trimtab ([a-z]+)", README)):
        assert f"  {command} " in told, command


def test_the_table_of_settings_is_the_settings() -> None:
    rows = dict(re.findall(r"^\| `(TRIMTAB_\w+)` \| (.*?) \|", README, re.MULTILINE))
    known = {f"TRIMTAB_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    assert list(rows) == list(known)
    for name, default in known.items():
        text = getattr(default, "get_secret_value", lambda value=default: value)()
        shown = {"": "empty", "None": "none"}.get(str(text), f"`{text:g}`" if isinstance(text, float) else f"`{text}`")
        assert rows[name] == shown, name


def test_every_picture_and_page_that_is_linked_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert linked
    assert [path for path in linked if not (HOUSE / path).is_file()] == []


def test_figures_in_the_text_are_those_of_the_code() -> None:
    assert f"may do {len(ALLOWED)} things" in README
    assert load_policy("halyard").undo_window_seconds == 10
    assert "undo window (10 s by default)" in README
