"""A Tryton server as a child process on loopback: started on a copy of a database, ended when we end."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from demo.erp.clock import FOLLOWER
from demo.erp.environment import CACHE, program
from demo.erp.template import copy_database

START_TIMEOUT_SECONDS = 60.0
STOP_TIMEOUT_SECONDS = 10.0
PORT_ATTEMPTS = 3

# The watcher holds our end of a pipe: when we end, however we end, it reads end-of-file and ends the server. It first
# looks whether the server is still its parent, so that a process id used again is never hit. `exec` makes the pid ours.
GUARDED = """
exec 3<&0 </dev/null
{ read -r _ <&3
  parent=$$
  [ -r /proc/self/stat ] && read -r _ _ _ parent _ < /proc/self/stat
  [ "$parent" = "$$" ] && kill "$$"
} >/dev/null 2>&1 &
exec "$@" 3<&-
"""

_CONFIGURATION = """\
[database]
uri = sqlite://
path = {directory}
[web]
listen = 127.0.0.1:{port}
[session]
max_attempt = 1000000
max_attempt_ip_network = 1000000
timeout = 31536000
max_age = 31536000
"""


class ServerFailed(RuntimeError):
    """The ERP did not start; the message ends with the tail of its log."""


class TrytonServer:
    """A running ERP on `directory/<database>.sqlite`.

    `source` is copied there when the file does not exist; an existing file is served as it is. Use it as a context
    manager, or call `start` and `stop`. The process ends when the process that started it ends, even by kill -9.
    With a `clock` file (see `demo.erp.clock`) the ERP lives in the time that the file says.
    """

    def __init__(
        self,
        directory: Path,
        source: Path | None = None,
        database: str = "erp",
        cache: Path = CACHE,
        clock: Path | None = None,
    ) -> None:
        self.directory = directory.resolve()
        self.source = source
        self.database = database
        self.cache = cache
        self.clock = clock
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address without the database, `http://127.0.0.1:<port>`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_file(self) -> Path:
        """The SQLite file that is served."""
        return self.directory / f"{self.database}.sqlite"

    @property
    def log(self) -> Path:
        """What the server writes."""
        return self.directory / "trytond.log"

    @property
    def pid(self) -> int:
        """The process id of the running server; raises ServerFailed if it is not running."""
        if self._process is None or self._process.poll() is not None:
            raise ServerFailed(f"The ERP in {self.directory} is not running.{self._log_tail()}")
        return self._process.pid

    def start(self) -> Self:
        """Start and wait for the first answer; the port stays the same over restarts while it is free."""
        if self._process is not None:
            raise ServerFailed(f"The ERP in {self.directory} was started already.")
        daemon = program("trytond", self.cache)
        self.directory.mkdir(parents=True, exist_ok=True)
        if not self.database_file.exists():
            if self.source is None:
                raise ServerFailed(f"There is no database {self.database_file} and none to copy was given.")
            copy_database(self.source, self.database_file)
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self.port = _free_port(self.port)
            self._launch(daemon)
            try:
                self._wait_for_answer()
            except ServerFailed:
                self.stop()
                if attempt == PORT_ATTEMPTS or "Address already in use" not in self._log_tail():
                    raise
                self.port = 0
            except BaseException:
                self.stop()
                raise
            else:
                break
        return self

    def stop(self) -> None:
        """End the server and wait for its end; the data stay. Does nothing when it is not running."""
        process, self._process = self._process, None
        if process is None:
            return
        # The pipe is closed after the wait: the watcher then finds another parent and does nothing.
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def kill(self) -> None:
        """End the server as a crash would (SIGKILL); `start` serves what is left."""
        os.kill(self.pid, signal.SIGKILL)
        self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _launch(self, daemon: Path) -> None:
        configuration = self.directory / "trytond.conf"
        configuration.write_text(_CONFIGURATION.format(directory=self.directory, port=self.port), encoding="utf-8")
        arguments = ["/bin/sh", "-c", GUARDED, "trytond", str(daemon), "-c", str(configuration), "-d", self.database]
        environment = dict(os.environ)
        if self.clock is not None:
            environment |= {"TRIMTAB_BUSINESS_CLOCK_FILE": str(self.clock.resolve()), "PYTHONPATH": str(FOLLOWER)}
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C in our terminal reaches us, and we stop the server.
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        # A question without a key: the ERP loads the database, then says 401. It listens even if it cannot load it.
        question = f"{self.url}/{self.database}/rest/model/ir.lang"
        with httpx.Client(timeout=START_TIMEOUT_SECONDS, trust_env=False) as client:
            while time.monotonic() < deadline:
                process = self._process
                if process is None or process.poll() is not None:
                    raise ServerFailed(f"The ERP in {self.directory} ended while starting.{self._log_tail()}")
                try:
                    status = client.get(question).status_code
                except httpx.TransportError:
                    time.sleep(0.05)
                    continue
                if status == httpx.codes.UNAUTHORIZED:
                    return
                raise ServerFailed(
                    f"The ERP cannot serve {self.database_file}: HTTP {status} on its first answer.{self._log_tail()}"
                )
        raise ServerFailed(
            f"The ERP in {self.directory} did not answer on {self.url} within {START_TIMEOUT_SECONDS:.0f} s."
            f"{self._log_tail()}"
        )

    def _log_tail(self) -> str:
        if not self.log.is_file():
            return ""
        return "\nThe end of its log:\n" + self.log.read_bytes()[-3000:].decode("utf-8", "replace")


def _free_port(preferred: int = 0) -> int:
    for port in (preferred, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerFailed("No port is free on 127.0.0.1.")
