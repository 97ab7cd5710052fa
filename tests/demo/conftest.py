"""The ERP's fixtures for the tests of the demo, with a company whose ERP plans by itself."""

from pathlib import Path

import pytest

from demo.erp.environment import EnvironmentMissing
from demo.erp.seed import company_database
from tests.demo.two_suppliers import TWO_SUPPLIERS
from tests.services.require import skip_or_fail
from tests.services.tryton import erp, shared_erp

__all__ = ["company_file", "erp", "shared_erp"]


@pytest.fixture(scope="session")
def company_file() -> Path:
    """The cached database file of the company with two suppliers; built once a day."""
    try:
        return company_database(TWO_SUPPLIERS, progress=lambda _: None)
    except EnvironmentMissing as missing:
        skip_or_fail(str(missing))
