"""A child process of the demo: its log, its end, and the end it meets when we end, however we end."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from demo.erp.server import GUARDED

STOP_SECONDS = 15.0
TAIL_BYTES = 3000


class ChildDied(RuntimeError):
    """A child ended by itself; the message ends with the tail of its log."""


class Child:
    """A program that runs beside us, in a session of its own, so that Ctrl-C reaches us and we stop it in order."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        """Start it."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", GUARDED, name, *arguments],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def require_alive(self) -> None:
        """Raise ChildDied where it ended by itself."""
        code = self._process.poll()
        if code is not None:
            raise ChildDied(f"{self.name} ended with code {code}. The end of its log ({self.log}):\n{self.tail()}")

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_bytes()[-TAIL_BYTES:].decode("utf-8", "replace").strip() or "(empty)"

    def stop(self) -> int | None:
        """Ask it to end, wait, insist; return its exit code."""
        process = self._process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        # Only now: the guard then finds another parent and does nothing.
        if process.stdin is not None:
            process.stdin.close()
        return process.returncode


def clean_environment() -> dict[str, str]:
    """Our environment without settings of Trimtab that belong to somebody else's run."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRIMTAB_")}
