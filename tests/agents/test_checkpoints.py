"""Checkpoints lie beside the ledger they belong to, and are there again after a restart."""

from pathlib import Path

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite import SqliteSaver

from agents.checkpoints import Checkpoints, open_checkpoints

THREAD = {"configurable": {"thread_id": "bnd_1", "checkpoint_ns": ""}}


def _remember(saver: Checkpoints) -> str:
    checkpoint = empty_checkpoint()
    saver.put(THREAD, checkpoint, {"step": 1}, {})  # type: ignore[arg-type]
    return str(checkpoint["id"])


def _remembered(saver: Checkpoints) -> str:
    found = saver.get(THREAD)  # type: ignore[arg-type]
    return str(found["id"]) if found else ""


def test_an_embedded_ledger_has_them_in_a_file_beside_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    with open_checkpoints(url) as saver:
        assert isinstance(saver, SqliteSaver)
        kept = _remember(saver)
    assert (tmp_path / "checkpoints.sqlite").is_file()
    with open_checkpoints(url) as again:
        assert _remembered(again) == kept


def test_a_crash_loses_no_checkpoint_that_was_written(tmp_path: Path) -> None:
    with open_checkpoints(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as saver:
        assert isinstance(saver, SqliteSaver)
        assert saver.conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert saver.conn.execute("PRAGMA synchronous").fetchone() == (2,)


def test_production_has_them_in_the_ledgers_own_database(postgres_url: str) -> None:
    with open_checkpoints(postgres_url) as saver:
        kept = _remember(saver)
    with open_checkpoints(postgres_url) as again:
        assert _remembered(again) == kept
