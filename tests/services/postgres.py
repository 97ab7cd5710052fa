"""A throw-away PostgreSQL: started on loopback, gone afterwards, with fresh databases on demand.

Usable inside and outside pytest:

    with postgres_cluster() as cluster:
        url = cluster.create_database()
"""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from signal import SIGINT, SIGKILL, SIGQUIT
from typing import IO, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.services.require import ServiceMissingError

URL_VARIABLE: Final = "TRIMTAB_TEST_POSTGRES_URL"

_SYSTEM_USER: Final = "postgres"
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 10.0
_PORT_ATTEMPTS: Final = 5
_SETTINGS: Final = {
    "autovacuum_naptime": "10min",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}
"""Nothing here outlives the run, so nothing is forced to disk."""


class PostgresCluster:
    """A PostgreSQL server that gives fresh databases.

    Args:
        server_url: libpq URL of a database whose user may create others.
    """

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._created: set[str] = set()
        self._templates: dict[Callable[[str], object], str] = {}
        self._lock = threading.Lock()

    def create_database(self, prepare: Callable[[str], object] | None = None) -> str:
        """Create a database and give its SQLAlchemy URL (`postgresql+psycopg://`).

        Args:
            prepare: fills a database given its URL (migrations, seed) and closes its connections. It runs once per
                cluster; every further database is a copy of its result.
        """
        if prepare is None:
            return self._create(template="template1")
        with self._lock:
            template = self._templates.get(prepare)
            if template is None:
                url = self._create(template="template1")
                prepare(url)
                template = self._templates[prepare] = _database_of(url)
        return self._create(template=template)

    def drop_database(self, url: str) -> None:
        """Drop a database this cluster created, and whatever connections are still open on it.

        Raises:
            ValueError: the database is not one of this cluster's.
        """
        name = _database_of(url)
        if name not in self._created:
            message = f"database {name!r} was not created here and is not dropped here"
            raise ValueError(message)
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._created.discard(name)

    def drop_all(self) -> None:
        """Drop every database this cluster created, templates too."""
        for name in sorted(self._created):
            self.drop_database(self._url_of(name))
        self._templates.clear()

    def _create(self, template: str) -> str:
        name = f"trimtab_test_{token_hex(6)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        self._created.add(name)
        return self._url_of(name)

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server_url, autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement)

    def _url_of(self, name: str) -> str:
        parts = urlsplit(self._server_url)
        return urlunsplit(parts._replace(scheme="postgresql+psycopg", path=f"/{quote(name)}"))


@contextmanager
def postgres_cluster() -> Iterator[PostgresCluster]:
    """Give a PostgreSQL server: the one `TRIMTAB_TEST_POSTGRES_URL` names, else one started for this run.

    Raises:
        ServiceMissingError: no server is named and none can be started here.
    """
    named = os.environ.get(URL_VARIABLE)
    if named:
        cluster = PostgresCluster(_libpq_url(named))
        try:
            yield cluster
        finally:
            cluster.drop_all()
        return
    with _started_server(find_binaries()) as server_url:
        yield PostgresCluster(server_url)


def find_binaries(root: Path = Path("/usr/lib/postgresql")) -> Path:
    """Find the folder with `initdb` and `postgres`: the newest under Debian's root, else the one on PATH.

    Raises:
        ServiceMissingError: PostgreSQL's server is not installed.
    """
    versions = [path.parent.parent for path in root.glob("*/bin/initdb") if path.parent.parent.name.isdigit()]
    if versions:
        return max(versions, key=lambda path: int(path.name)) / "bin"
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    message = f"no PostgreSQL server here: apt-get install postgresql, or set {URL_VARIABLE} to one that may be used"
    raise ServiceMissingError(message)


@contextmanager
def _started_server(binaries: Path) -> Iterator[str]:
    # Unix socket paths are limited to 107 bytes: a folder of the system's own, whatever TMPDIR says.
    base = "/tmp" if os.access("/tmp", os.W_OK) else None  # noqa: S108 - mkdtemp makes a private folder in it
    folder = Path(tempfile.mkdtemp(prefix="trimtab-pg-", dir=base))
    try:
        account = _account_for(folder)
        _initialise(binaries, folder, account)
        process, port = _start(binaries, folder, account)
        try:
            yield _server_url(port)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account_for(folder: Path) -> str | None:
    """Give the account the server must run under: PostgreSQL refuses root, everybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    try:
        shutil.chown(folder, user=_SYSTEM_USER, group=_SYSTEM_USER)
    except LookupError as error:
        message = f"PostgreSQL refuses to run as root, and there is no account {_SYSTEM_USER!r} here to run it as"
        raise ServiceMissingError(message) from error
    return _SYSTEM_USER


def _spawn(command: Sequence[str | Path], folder: Path, account: str | None, log: IO[bytes]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the tests, which then stop the server in order.
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=account,
        group=account,
        extra_groups=None if account is None else [],
    )


def _initialise(binaries: Path, folder: Path, account: str | None) -> None:
    options = ("-U", _SYSTEM_USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    log_path = folder / "initdb.log"
    with log_path.open("wb") as log:
        status = _spawn([binaries / "initdb", "-D", folder / "data", *options], folder, account, log).wait()
    if status != 0:
        message = f"initdb failed with {status}:\n{_tail(log_path)}"
        raise RuntimeError(message)


def _start(binaries: Path, folder: Path, account: str | None) -> tuple[subprocess.Popen[bytes], int]:
    log_path = folder / "server.log"
    for _ in range(_PORT_ATTEMPTS):
        port = _free_port()
        settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with log_path.open("wb") as log:
            process = _spawn([binaries / "postgres", "-D", folder / "data", *options], folder, account, log)
        if _answers(process, port):
            return process, port
        _stop(process)
        if "could not bind" not in _tail(log_path):
            break
    message = f"PostgreSQL did not start:\n{_tail(log_path)}"
    raise RuntimeError(message)


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    give_up = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            psycopg.connect(_server_url(port), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Fast shutdown, then immediate, then none: SIGKILL leaves shared memory behind, so it is the last resort.
    for signal in (SIGINT, SIGQUIT, SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(signal)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _tail(path: Path, lines: int = 20) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def _server_url(port: int) -> str:
    return f"postgresql://{_SYSTEM_USER}@127.0.0.1:{port}/postgres"


def _libpq_url(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))


def _database_of(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/"))
