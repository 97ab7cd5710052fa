"""The life of the ERP's process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo.erp.driver import ErpDriver
from demo.erp.environment import CHECKOUT
from demo.erp.server import ServerFailed, TrytonServer
from tests.services.tryton import Erp

PARENT = """
import sys, time
from pathlib import Path
from demo.erp.server import TrytonServer

server = TrytonServer(Path(sys.argv[1]), Path(sys.argv[2])).start()
print(server.pid, flush=True)
time.sleep(60)
"""


def test_data_survive_stop_and_kill(erp: Erp) -> None:
    server = erp.server
    erp.driver.create("party.category", {"name": "Kept over a stop"})
    server.stop()
    server.source = None
    server.start()
    with ErpDriver(server.url) as driver:
        driver.find("party.category", [["name", "=", "Kept over a stop"]])
        driver.create("party.category", {"name": "Kept over a kill"})
    server.kill()
    with pytest.raises(ServerFailed, match="is not running"):
        _ = server.pid
    server.start()
    with ErpDriver(server.url) as driver:
        driver.find("party.category", [["name", "=", "Kept over a kill"]])


def test_the_server_ends_when_its_parent_is_killed(tmp_path: Path, company_file: Path) -> None:
    arguments = [sys.executable, "-c", PARENT, str(tmp_path / "erp"), str(company_file)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=CHECKOUT) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert _alive(pid)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)


def test_a_failed_start_shows_the_end_of_the_log(tmp_path: Path) -> None:
    (tmp_path / "erp.sqlite").write_text("no database", encoding="utf-8")
    with pytest.raises(ServerFailed, match="file is not a database"):
        TrytonServer(tmp_path).start()


def test_a_server_without_a_database_says_so(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match=r"no database .*erp\.sqlite"):
        TrytonServer(tmp_path).start()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
