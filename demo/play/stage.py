"""The stage: a fresh directory with ERP, service user, files and network, and Trimtab's processes on top."""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from demo.calendar.business import Business
from demo.company import Company
from demo.erp.clock import set_clock
from demo.erp.days import erp_today, opening_monday
from demo.erp.driver import ErpDriver
from demo.erp.environment import CHECKOUT
from demo.erp.seed import company_database
from demo.erp.server import TrytonServer
from demo.halyard import halyard
from demo.history import write_demand_history, write_receipt_history
from demo.network import write_network
from demo.play.child import Child, clean_environment

READY_SECONDS = 60.0
TIME_ZONE = "Europe/Amsterdam"
PREFERRED_PORT = 8620


class StageFailed(RuntimeError):
    """The stage could not be set; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """A principal of the demo: how to sign in, and as whom programs act."""

    id: str
    name: str
    roles: tuple[str, ...]
    link: str
    token: str


class Stage:
    """Everything that runs during a play. Use it as a context manager: at its end nothing of it runs any more.

    `say` is told what happens, in whole lines.
    """

    def __init__(
        self,
        directory: Path,
        say: Callable[[str], None],
        *,
        port: int | None = None,
        company: Company | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory.resolve()
        self.company = company or halyard()
        self.opening = opening_monday() if self.company.dated_by_opening else erp_today()
        self.say = say
        self.clock = self.directory / "clock"
        self.erp = TrytonServer(self.directory / "erp", clock=self.clock if self.company.dated_by_opening else None)
        self.accounts: dict[str, Account] = {}
        self.children: list[Child] = []
        self.environment: dict[str, str] = {}
        self.url = ""
        self._port = port
        self._extra = dict(settings or {})
        self._driver: ErpDriver | None = None
        self._business: Business | None = None
        self._lock = self.directory.with_suffix(".lock")
        self._held: Any = None

    @property
    def driver(self) -> ErpDriver:
        """The ERP's administrator, as a buyer or planner works in the ERP."""
        if self._driver is None:
            raise StageFailed("The ERP is not running.")
        return self._driver

    @property
    def business(self) -> Business:
        """The company's people at their ERP; its days pass only for a company that is dated by its opening day."""
        if self._business is None:
            self._business = Business(self.driver, self.company, self.opening, self.clock, self.inbox)
        return self._business

    @property
    def worker(self) -> Child:
        """The process that senses and solves; raises StageFailed before it runs."""
        for child in self.children:
            if child.name == "trimtab worker":
                return child
        raise StageFailed("Trimtab's worker is not running.")

    @property
    def inbox(self) -> Path:
        """Where files are dropped."""
        return self.directory / "inbox"

    def __enter__(self) -> Self:
        try:
            self._take_directory()
            self._start_erp()
            self._write_files()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start_trimtab(self) -> None:
        """Make the accounts, start page and worker, and wait until the page answers."""
        self.make_accounts()
        self.start("serve", "serve")
        self.start("worker", "worker")
        self.wait_for_page()

    def make_accounts(self) -> None:
        """Create one account per role, with links and tokens."""
        for row in self.trimtab("accounts", "demo", "--links", "--json"):
            token = Path(row["token_file"]).read_text(encoding="utf-8").strip()
            self.accounts[row["id"]] = Account(row["id"], row["name"], tuple(row["roles"]), row["link"], token)

    def trimtab(self, *arguments: str) -> Any:
        """Run a command of the command line and return its JSON."""
        done = subprocess.run(
            [sys.executable, "-m", "interfaces.cli", *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise StageFailed(f"`trimtab {' '.join(arguments)}` ended with {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def start(self, name: str, *arguments: str) -> Child:
        """Start a command of the command line as a child."""
        command = [sys.executable, "-m", "interfaces.cli", *arguments]
        child = Child(f"trimtab {name}", command, self.environment, self.directory / "logs" / f"{name}.log")
        self.children.append(child)
        return child

    def wait_for_page(self) -> None:
        """Wait until the page can do its work."""
        deadline = time.monotonic() + READY_SECONDS
        with httpx.Client(base_url=self.url, timeout=5.0, trust_env=False) as http:
            while time.monotonic() < deadline:
                self.require_alive()
                try:
                    if http.get("/api/v1/readyz").status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    pass
                time.sleep(0.1)
        raise StageFailed(f"The page did not answer on {self.url} within {READY_SECONDS:.0f} s.")

    def require_alive(self) -> None:
        """Raise ChildDied or ServerFailed where something ended by itself."""
        for child in self.children:
            child.require_alive()
        _ = self.erp.pid

    def stop(self) -> None:
        """End everything, the worker first; the files stay."""
        for child in reversed(self.children):
            child.stop()
        self.children.clear()
        if self._driver is not None:
            self._driver.__exit__(None, None, None)
            self._driver = None
        self.erp.stop()
        if self._held is not None:
            self._held.close()
            self._held = None

    def forget(self) -> None:
        """Remove the files."""
        shutil.rmtree(self.directory, ignore_errors=True)
        self._lock.unlink(missing_ok=True)

    def _take_directory(self) -> None:
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        self._held = self._lock.open("w")
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._held.close()
            self._held = None
            raise StageFailed(f"Another demo runs in {self.directory}. End it first.") from None
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)

    def _start_erp(self) -> None:
        self.erp.source = company_database(self.company, progress=self.say, opening=self.opening)
        if self.company.dated_by_opening:
            set_clock(self.clock, self.opening)
        self.erp.start()
        self._driver = ErpDriver(self.erp.url, self.erp.database)

    def _write_files(self) -> None:
        write_network(self.company, self.directory / "network.json", self.opening)
        write_demand_history(self.inbox / "demand.csv", self.opening, self.company)
        write_receipt_history(self.inbox / "receipts.csv", self.opening, self.company)
        port = free_port(self._port)
        self.url = f"http://127.0.0.1:{port}"
        self.environment = clean_environment() | {
            "PYTHONUNBUFFERED": "1",
            "TRIMTAB_COMPANY": self.company.code.lower(),
            "TRIMTAB_DATA_DIRECTORY": str(self.directory),
            "TRIMTAB_NETWORK_FILE": str(self.directory / "network.json"),
            "TRIMTAB_INBOX_DIRECTORY": str(self.inbox),
            "TRIMTAB_TRYTON_URL": self.erp.url,
            "TRIMTAB_TRYTON_DATABASE": self.erp.database,
            "TRIMTAB_TRYTON_KEY": self.driver.create_service_user(),
            "TRIMTAB_ERP_POLL_SECONDS": "1",
            "TRIMTAB_PORT": str(port),
            "TRIMTAB_TIME_ZONE": TIME_ZONE,
            "TRIMTAB_URL": self.url,
            "TRIMTAB_BUSINESS_CLOCK_FILE": str(self.clock),
        }
        self.environment |= self._extra


def free_port(wanted: int | None) -> int:
    """The port wanted; by default 8620, or any free one where that is taken; raises StageFailed."""
    for port in (PREFERRED_PORT, 0) if wanted is None else (wanted,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StageFailed(f"Port {wanted} is taken. Choose another one with --port.")


def now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)
