"""A real Tryton with Halyard Supply in it, for any test: import the fixtures into a conftest, or use `running_erp`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.erp.driver import ErpDriver
from demo.erp.environment import EnvironmentMissing
from demo.erp.seed import company_database
from demo.erp.server import TrytonServer
from tests.five_items import HALYARD_SUPPLY
from tests.services.require import skip_or_fail


@dataclass(frozen=True)
class Erp:
    """A running ERP and its administrator."""

    server: TrytonServer
    driver: ErpDriver

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def database(self) -> str:
        return self.server.database


@contextmanager
def running_erp(directory: Path, source: Path | None = None) -> Iterator[Erp]:
    """A server on a fresh copy of the seeded company (or of `source`) in `directory`, about 2 s."""
    with (
        TrytonServer(directory, source or company_database(HALYARD_SUPPLY, progress=lambda _: None)) as server,
        ErpDriver(server.url, server.database) as driver,
    ):
        yield Erp(server, driver)


@pytest.fixture(scope="session")
def company_file() -> Path:
    """The cached database file of the seeded company; built once a day, about a minute the first time."""
    try:
        return company_database(HALYARD_SUPPLY, progress=lambda _: None)
    except EnvironmentMissing as missing:
        skip_or_fail(str(missing))


@pytest.fixture
def erp(tmp_path: Path, company_file: Path) -> Iterator[Erp]:
    """An ERP of the test's own, to be changed at will."""
    with running_erp(tmp_path / "erp", company_file) as running:
        yield running


@pytest.fixture(scope="module")
def shared_erp(tmp_path_factory: pytest.TempPathFactory, company_file: Path) -> Iterator[Erp]:
    """One ERP for the tests of a module; they only read."""
    with running_erp(tmp_path_factory.mktemp("erp"), company_file) as running:
        yield running
