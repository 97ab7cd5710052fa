"""The desk: what every agent works with, in one currency."""

from dataclasses import replace

import pytest

from tests.agents.small_company import NOW, TODAY, SmallCompany
from trimtab.errors import ConfigurationError


def test_a_desk_knows_company_currency_and_business_time(learned_company: SmallCompany) -> None:
    desk = learned_company.desk
    assert (desk.company, desk.currency, desk.now(), desk.today()) == ("halyard", "EUR", NOW, TODAY)


def test_limits_in_another_currency_than_the_companys_are_refused(learned_company: SmallCompany) -> None:
    desk = learned_company.desk
    dollars = desk.policy.model_copy(update={"currency": "USD"})
    with pytest.raises(ConfigurationError, match="is in USD, the network in EUR"):
        replace(desk, policy=dollars)
