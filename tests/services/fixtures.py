"""The services as fixtures: `postgres`, `postgres_url`, `chromium` and `browser`."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.services.chromium import CHROMIUM_ARGS, chromium_path
from tests.services.postgres import PostgresCluster, postgres_cluster
from tests.services.require import ServiceMissingError, skip_or_fail


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    """One PostgreSQL server for the whole run."""
    with ExitStack() as stack:
        try:
            cluster = stack.enter_context(postgres_cluster())
        except ServiceMissingError as missing:
            skip_or_fail(str(missing))
        yield cluster


@pytest.fixture
def postgres_url(postgres: PostgresCluster) -> Iterator[str]:
    """SQLAlchemy URL of an empty database of this test's own."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program, to be started with `tests.services.chromium.CHROMIUM_ARGS`."""
    try:
        return chromium_path()
    except ServiceMissingError as missing:
        skip_or_fail(str(missing))


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for the whole run: Playwright keeps one event loop, so no test may start a second."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGS))
        yield started
        started.close()
