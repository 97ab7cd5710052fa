"""One Tryton for all adapters: every test asks under an id of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.tryton import running_erp
from tests.tools.tryton.service import Service, service_of


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory, company_file: Path) -> Iterator[Service]:
    with running_erp(tmp_path_factory.mktemp("adapters"), company_file) as erp, service_of(erp) as ours:
        yield ours
