"""The throw-away PostgreSQL gives fresh, separate databases, and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.services.postgres import PostgresCluster, find_binaries, postgres_cluster
from tests.services.require import ServiceMissingError


def _tables(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("select tablename from pg_tables where schemaname = 'public'"))
        names = [row.tablename for row in rows]
    engine.dispose()
    return names


def _create_table(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table entry (id integer primary key)"))
    engine.dispose()


def test_every_database_is_empty_and_apart_from_the_others(postgres: PostgresCluster, postgres_url: str) -> None:
    _create_table(postgres_url)
    other = postgres.create_database()
    try:
        assert _tables(postgres_url) == ["entry"]
        assert _tables(other) == []
    finally:
        postgres.drop_database(other)


def test_what_prepares_a_database_runs_once_and_is_copied(postgres: PostgresCluster) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        _create_table(url)

    urls = [postgres.create_database(prepare) for _ in range(2)]
    try:
        assert len(prepared) == 1
        assert [_tables(url) for url in urls] == [["entry"], ["entry"]]
        assert prepared[0] not in urls
    finally:
        for url in urls:
            postgres.drop_database(url)


def test_a_dropped_database_takes_its_open_connections_with_it(postgres: PostgresCluster) -> None:
    url = postgres.create_database()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        postgres.drop_database(url)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")


def test_a_database_of_somebody_else_is_never_dropped(postgres: PostgresCluster) -> None:
    with pytest.raises(ValueError, match="not created here"):
        postgres.drop_database("postgresql+psycopg://postgres@127.0.0.1/postgres")


@pytest.mark.usefixtures("postgres")
def test_the_cluster_runs_outside_pytest_and_is_gone_afterwards() -> None:
    with postgres_cluster() as cluster:
        url = cluster.create_database()
        assert _tables(url) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2)


def test_a_server_given_by_url_is_used_and_left_as_it_was(
    postgres: PostgresCluster, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIMTAB_TEST_POSTGRES_URL", postgres_url)
    with postgres_cluster() as cluster:
        url = cluster.create_database()
        assert _tables(url) == []
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url.replace("+psycopg", ""))
    assert _tables(postgres_url) == []
    assert postgres is not cluster


def test_the_newest_server_is_chosen(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert find_binaries(tmp_path) == tmp_path / "17" / "bin"


def test_a_machine_without_a_server_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceMissingError, match="apt-get install postgresql"):
        find_binaries(tmp_path)
