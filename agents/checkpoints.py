"""Where LangGraph keeps its program counters: SQLite beside the embedded ledger, PostgreSQL in production."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite import SqliteSaver

Checkpoints = BaseCheckpointSaver[str]

SETUP_LOCK = 7210342


@contextmanager
def open_checkpoints(ledger_url: str) -> Iterator[Checkpoints]:
    """Open the checkpointer that belongs to a ledger's address, with its tables in place."""
    if ledger_url.startswith("sqlite"):
        path = Path(ledger_url.partition("///")[2])
        connection = sqlite3.connect(path.with_name("checkpoints.sqlite"), check_same_thread=False, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        with closing(connection):
            beside = SqliteSaver(connection)
            beside.setup()
            yield beside
    else:
        with _postgres(ledger_url) as saver:
            yield saver


@contextmanager
def _postgres(ledger_url: str) -> Iterator[Checkpoints]:
    from langgraph.checkpoint.postgres import PostgresSaver  # noqa: PLC0415 - needs libpq, which embedded use does not
    from psycopg import Connection  # noqa: PLC0415 - as above
    from psycopg.rows import DictRow, dict_row  # noqa: PLC0415 - as above
    from psycopg_pool import ConnectionPool  # noqa: PLC0415 - as above

    address = ledger_url.replace("postgresql+psycopg://", "postgresql://", 1)
    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    with ConnectionPool[Connection[DictRow]](address, max_size=4, kwargs=options, open=True) as pool:
        saver = PostgresSaver(pool)
        # One process at a time, or two that start together break each other's set-up. Polled, not waited for: CREATE
        # INDEX CONCURRENTLY waits for every other transaction, and so for one that waits for a lock.
        with pool.connection() as connection:
            question = "SELECT 1 WHERE pg_try_advisory_lock(%s)"
            while connection.execute(question, (SETUP_LOCK,)).fetchone() is None:
                time.sleep(0.05)
            try:
                saver.setup()
            finally:
                connection.execute("SELECT pg_advisory_unlock(%s)", (SETUP_LOCK,))
        yield saver
