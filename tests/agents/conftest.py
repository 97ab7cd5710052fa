"""Companies at moments worth keeping: what takes seconds is done once, and tests that change something get a copy."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from agents.composing import Solved
from tests.agents.small_company import CLEAN, SmallCompany, founded, part_of
from tests.five_items import HALYARD_SUPPLY
from trimtab.bundles import Bundle
from trimtab.cases import Case


@dataclass(frozen=True)
class Proposed:
    """A company that slipped, its one case, and what is proposed; tests only read it, or copy the company."""

    company: SmallCompany
    case: Case
    bundle: Bundle


def proposed(company: SmallCompany) -> Proposed:
    """Slip one order by 16 days and solve the case it opens."""
    company.slip("KMW-2417", 16)
    company.learn()
    company.sensing.price()
    (case,) = company.cases()
    company.propose(case)
    (record,) = company.bundles()
    return Proposed(company, company.cases()[0], record.bundle)


@pytest.fixture(scope="package")
def learned_company(tmp_path_factory: pytest.TempPathFactory) -> SmallCompany:
    """Suppliers that were never late, history learnt, nothing wrong; only read it."""
    company = founded(tmp_path_factory.mktemp("learned") / "company", CLEAN)
    company.learn()
    assert company.sensing.price() == 0
    return company


@pytest.fixture
def company(learned_company: SmallCompany, tmp_path: Path) -> SmallCompany:
    """A copy of the learned company, to be changed at will."""
    return learned_company.copy(tmp_path / "company")


@pytest.fixture(scope="package")
def slipped(learned_company: SmallCompany, tmp_path_factory: pytest.TempPathFactory) -> Proposed:
    """One order of a reliable supplier slips: a one-off."""
    return proposed(learned_company.copy(tmp_path_factory.mktemp("slipped") / "company"))


@pytest.fixture(scope="package")
def solved(slipped: Proposed) -> Solved:
    """The optimisation behind that proposal."""
    return slipped.company.solve(slipped.case)


@pytest.fixture(scope="package")
def late(tmp_path_factory: pytest.TempPathFactory) -> Proposed:
    """The same slip of a supplier that was late before: the new normal. Two items, or solving takes twice as long."""
    late_before = part_of(HALYARD_SUPPLY, "WINCH-40", "FURL-2")
    company = founded(tmp_path_factory.mktemp("late") / "company", late_before)
    company.learn()
    assert company.sensing.price() == 0
    return proposed(company)
