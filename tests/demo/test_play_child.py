"""Children of the demo: they end with us, and say why when they end before."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo.play.child import Child, ChildDied, clean_environment
from demo.play.waiting import until

PYTHON = sys.executable


def _child(tmp_path: Path, program: str) -> Child:
    return Child("a child", [PYTHON, "-c", program], clean_environment(), tmp_path / "child.log")


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    return state == "Z"


def test_one_that_dies_is_told_with_the_tail_of_its_log(tmp_path: Path) -> None:
    child = _child(tmp_path, "import sys; print('the disk is full'); sys.exit(3)")
    with pytest.raises(ChildDied, match=r"(?s)a child ended with code 3.*the disk is full"):
        until("its end", lambda: None, within=20, alive=child.require_alive)
    assert child.stop() == 3


def test_one_that_runs_is_asked_to_end(tmp_path: Path) -> None:
    child = _child(tmp_path, "import time; time.sleep(60)")
    child.require_alive()
    assert child.stop() == -15
    assert child.stop() == -15


def test_it_ends_when_we_are_killed(tmp_path: Path) -> None:
    program = f"""
import pathlib, time
from demo.play.child import Child, clean_environment
command = [{PYTHON!r}, "-c", "import time; time.sleep(60)"]
child = Child("orphan", command, clean_environment(), pathlib.Path({str(tmp_path / "log")!r}))
print(child.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([PYTHON, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        orphan = int(parent.stdout.readline())
    assert not _gone(orphan)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while not _gone(orphan):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_settings_of_other_runs_are_not_handed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_TOKEN", "of somebody else")
    assert [name for name in clean_environment() if name.startswith("TRIMTAB_")] == []
