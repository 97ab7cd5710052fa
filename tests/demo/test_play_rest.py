"""Rest is seen from outside: who works is not at rest, who waits is."""

import subprocess
import sys

import pytest

from demo.play.rest import is_at_rest


@pytest.mark.parametrize(("program", "resting"), [("import time; time.sleep(60)", True), ("while True: pass", False)])
def test_who_waits_rests_and_who_works_does_not(program: str, resting: bool) -> None:
    process = subprocess.Popen([sys.executable, "-c", program])
    try:
        assert is_at_rest(process.pid) is resting or is_at_rest(process.pid) is resting
    finally:
        process.kill()
        process.wait()


def test_who_is_gone_rests() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert is_at_rest(process.pid, samples=2)
