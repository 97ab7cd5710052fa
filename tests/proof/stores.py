"""A fresh ledger and fresh checkpoints for every run, as a copy of one that is prepared once."""

import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from agents.checkpoints import open_checkpoints
from tests.proof.company import settle_in
from tests.services.postgres import PostgresCluster
from trimtab.clock import SystemClock
from trimtab.ledger import open_ledger

COMPANY = "proof"
KEPT = frozenset({"alembic_version", "checkpoint_migrations", "principal"})
"""What a database is prepared with."""


def prepare(url: str) -> None:
    """Bring a database to the point at which a company starts: schema, checkpoint tables, people."""
    ledger = open_ledger(url, COMPANY, SystemClock())
    settle_in(ledger)
    ledger.engine.dispose()
    with open_checkpoints(url):
        pass


class Stores(ABC):
    """Gives databases; `engine` is the name people use for it."""

    engine: str

    @abstractmethod
    def fresh(self, directory: Path) -> str:
        """Return the SQLAlchemy URL of a prepared database of the caller's own; `directory` is the run's folder."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Forget a database."""


class SqliteStores(Stores):
    """Copies two files."""

    engine = "sqlite"

    def __init__(self, template: Path) -> None:
        self._template = template
        template.mkdir(parents=True, exist_ok=True)
        prepare(f"sqlite:///{template / 'ledger.sqlite'}")

    def fresh(self, directory: Path) -> str:
        for file in self._template.iterdir():
            shutil.copy(file, directory / file.name)
        return f"sqlite:///{directory / 'ledger.sqlite'}"

    def drop(self, url: str) -> None:
        del url


class PostgresStores(Stores):
    """Creates a database from a template; one that is not needed any more is emptied, which takes a tenth of that."""

    engine = "postgres"

    def __init__(self, cluster: PostgresCluster) -> None:
        self._cluster = cluster
        self._used: list[str] = []

    def fresh(self, directory: Path) -> str:
        del directory
        if not self._used:
            return self._cluster.create_database(prepare)
        url = self._used.pop()
        with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            names = [sql.Identifier(name) for (name,) in tables if name not in KEPT]
            emptied = [sql.SQL("DELETE FROM {};").format(name) for name in names]
            connection.execute(sql.SQL("SET session_replication_role = replica;") + sql.Composed(emptied))
        return url

    def drop(self, url: str) -> None:
        self._used.append(url)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: kill -9 loses nothing there that it would not lose on a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a private folder in it
    with tempfile.TemporaryDirectory(prefix="trimtab-proof-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)
