"""Sites over a seeded ledger: one template for the whole run, a copy for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.fixtures.day import seed_day
from tests.interfaces.site import Site, make_site, served


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the seeded ledger."""
    folder = tmp_path_factory.mktemp("template")
    make_site(folder).ledger.engine.dispose()
    return folder


@pytest.fixture
def site(tmp_path: Path, template: Path) -> Iterator[Site]:
    """A site of this test's own."""
    made = make_site(tmp_path, template)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture(scope="session")
def day_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the ledger of a whole day."""
    folder = tmp_path_factory.mktemp("day")
    make_site(folder, story=seed_day).ledger.engine.dispose()
    return folder


@pytest.fixture
def day(tmp_path: Path, day_template: Path) -> Iterator[Site]:
    """A site of this test's own with a whole day on it, played before a visitor's eyes."""
    made = make_site(tmp_path, day_template, played=True)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def live(site: Site) -> Iterator[Site]:
    """The same, behind uvicorn."""
    with served(site) as running:
        yield running


@pytest.fixture
def live_day(day: Site) -> Iterator[Site]:
    """The whole day, behind uvicorn."""
    with served(day) as running:
        yield running
