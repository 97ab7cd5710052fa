"""Migrations: they lead to exactly the tables that the code knows, on both engines, from several processes at once."""

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from trimtab.clock import ManualClock
from trimtab.ledger import Ledger
from trimtab.ledger.engine import MIGRATIONS, migrate, open_engine
from trimtab.ledger.schema import metadata


def _migrate(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


def test_migrations_lead_to_the_tables_of_the_code(empty_url: str) -> None:
    _migrate(empty_url)
    engine = open_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_ledger_of_the_first_version_keeps_its_tasks(empty_url: str) -> None:
    engine = open_engine(empty_url)
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO task (company, id, bundle_id, owner, text, state, opened_at) "
            "VALUES ('c1', 'act_1', 'bnd_1', 'sales', 'Tell them', 'open', '2026-11-23 09:00:00+00:00')"
        )
    migrate(engine)
    with Ledger(engine, "c1", ManualClock(datetime(2026, 11, 23, tzinfo=UTC))).read() as tx:
        (task,) = tx.tasks.all()
    assert (task.asks, task.answer, task.due_at, task.text) == (False, None, None, "Tell them")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert "asks" not in {c["name"] for c in inspect(connection).get_columns("task")}
    engine.dispose()


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    _migrate(empty_url)
    _migrate(empty_url)
    engine = open_engine(empty_url)
    assert {"bundle", "alembic_version"} <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_several_processes_may_start_at_once(empty_url: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["trimtab.ledger.engine"])
    starting = [context.Process(target=_migrate, args=(empty_url,)) for _ in range(4)]
    for process in starting:
        process.start()
    for process in starting:
        process.join(60)
    assert [process.exitcode for process in starting] == [0] * 4
