"""The empty ERP database with its modules activated: built once, cached under a hash of what it is made from."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from demo.erp.environment import CACHE, REQUIREMENTS, program

MODULES = ("purchase", "purchase_request", "sale", "stock", "stock_supply")
ADMIN_PASSWORD = "admin"  # noqa: S105  # a throw-away database on loopback
BUILD_TIMEOUT_SECONDS = 300.0

Progress = Callable[[str], None]


class TemplateFailed(RuntimeError):
    """The ERP's database could not be built."""


def template_database(progress: Progress = print, cache: Path = CACHE) -> Path:
    """The path of the cached template, built first if need be (about 20 s); safe when several processes ask at once."""
    path = cache / f"template-{template_hash()}.sqlite"
    return built_once(path, lambda part: _build(part, progress, cache))


def template_hash() -> str:
    """What a template depends on: the pinned requirements, the module list and the password."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes())
    digest.update("\n".join((*MODULES, ADMIN_PASSWORD)).encode())
    return digest.hexdigest()[:12]


def built_once(path: Path, build: Callable[[Path], None]) -> Path:
    """Return `path`; if it is missing, one process builds it elsewhere and renames it, the others wait."""
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_suffix(".lock")):
        if not path.is_file():
            with tempfile.TemporaryDirectory(prefix=f"{path.stem}-", dir=path.parent) as directory:
                part = Path(directory) / "erp.sqlite"
                build(part)
                _settle(part)
                part.replace(path)
    return path


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(database: Path, progress: Progress, cache: Path) -> None:
    admin = program("trytond-admin", cache)
    directory = database.parent
    database.touch()
    configuration = directory / "admin.conf"
    configuration.write_text(f"[database]\nuri = sqlite://\npath = {directory}\n", encoding="utf-8")
    password = directory / "password"
    password.write_text(ADMIN_PASSWORD, encoding="utf-8")
    arguments = [str(admin), "-c", str(configuration), "-d", database.stem, "--email", "admin@localhost"]
    arguments += ["--activate-dependencies", "-u", *MODULES]
    progress(f"ERP: building the template database with {', '.join(MODULES)} (once, about 20 s)")
    started = time.monotonic()
    environment = {**os.environ, "TRYTONPASSFILE": str(password)}
    try:
        done = subprocess.run(
            arguments, env=environment, capture_output=True, text=True, timeout=BUILD_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateFailed(f"trytond-admin was not done after {BUILD_TIMEOUT_SECONDS:.0f} s.") from error
    if done.returncode != 0:
        raise TemplateFailed(f"trytond-admin ended with code {done.returncode}:\n{done.stderr[-4000:]}")
    progress(f"ERP: template database built in {time.monotonic() - started:.0f} s")


def copy_database(source: Path, destination: Path) -> None:
    """Copy a database, open or not; the destination appears whole or not at all.

    The ERP writes ahead (SQLite's WAL) and does not put its log back into the file when it is ended: a copy of the
    file alone would lose the last transactions.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    part = destination.with_name(f"{destination.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(part)) as written:
            read.backup(written)
        _settle(part)
        part.replace(destination)
    finally:
        part.unlink(missing_ok=True)


def _settle(database: Path) -> None:
    """Bring the write-ahead log back into the file, so that the file alone is the database."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
