"""The cache of databases: built once, whole or not there."""

import multiprocessing
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from demo.erp.environment import EnvironmentMissing
from demo.erp.template import built_once, copy_database, template_database


def _slow_build(directory: str, name: str) -> None:
    def build(part: Path) -> None:
        time.sleep(0.2)
        with closing(sqlite3.connect(part)) as connection:
            connection.execute("CREATE TABLE builder (name TEXT)")
            connection.execute("INSERT INTO builder VALUES (?)", (name,))
            connection.commit()
        with (Path(directory) / "builds").open("a", encoding="utf-8") as builds:
            builds.write(f"{name}\n")

    built_once(Path(directory) / "template-x.sqlite", build)


def test_processes_that_ask_at_once_build_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_slow_build, args=(str(tmp_path), str(number))) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    (builder,) = (tmp_path / "builds").read_text(encoding="utf-8").split()
    with closing(sqlite3.connect(tmp_path / "template-x.sqlite")) as connection:
        assert connection.execute("SELECT name FROM builder").fetchall() == [(builder,)]


def test_a_build_that_fails_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    path = tmp_path / "template-x.sqlite"

    def fail(part: Path) -> None:
        part.touch()
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        built_once(path, fail)
    assert not path.exists()
    assert built_once(path, Path.touch) == path


def test_a_copy_holds_what_is_only_in_the_write_ahead_log(tmp_path: Path) -> None:
    source = tmp_path / "source.sqlite"
    with closing(sqlite3.connect(source)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("CREATE TABLE t (n INTEGER)")
        writer.execute("INSERT INTO t VALUES (7)")
        writer.commit()
        copy_database(source, tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as reader:
        assert reader.execute("SELECT n FROM t").fetchall() == [(7,)]
    assert not list(tmp_path.glob("copy.sqlite?*"))


def test_without_the_erp_the_error_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentMissing, match="make setup"):
        template_database(cache=tmp_path)
