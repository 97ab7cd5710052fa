"""Sites over a seeded ledger: one template for the whole run, a copy for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def live(site: Site) -> Iterator[Site]:
    """The same, behind uvicorn."""
    with served(site) as running:
        yield running
