"""Links into the ERP lead to what a leg changes or became, and nowhere else."""

from datetime import UTC, datetime

import pytest

from interfaces.views.erp_links import ErpLinks
from tests.tools.language.every_action import ACTIONS
from trimtab.actions import Action
from trimtab.bundles import LegState
from trimtab.receipts import Receipt

EVERY_ACTION = tuple(pytest.param(action, id=f"{number}-{action.kind}") for number, (action, _) in enumerate(ACTIONS))
LINKS = ErpLinks("https://erp.example/#c/model/{model}/{id}")
NEW = {"place_purchase", "release_request", "transfer_stock"}
NOWHERE = {"cancel_request", "shape_demand", "request_information"}


def _receipt(action: Action, system: str) -> Receipt:
    return Receipt(
        action_id=action.id,
        system=system,
        document="87/3",
        number="PO00087",
        document_state="confirmed",
        leg_state=LegState.COMMITTED,
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_a_link_leads_to_the_document_where_there_is_one(action: Action) -> None:
    before, after = LINKS.to(action, None), LINKS.to(action, _receipt(action, "tryton"))
    assert bool(before) is (action.kind not in NEW | NOWHERE)
    assert after.endswith("/87%2F3") is (action.kind not in NOWHERE)
    assert LINKS.to(action, _receipt(action, "people")) == before


@pytest.mark.parametrize("action", EVERY_ACTION)
def test_without_an_address_there_are_no_links(action: Action) -> None:
    assert ErpLinks().to(action, _receipt(action, "tryton")) == ""
