"""Objections: one question per supplier order, and nobody who buys is asked to give way twice."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.procurement import ProcurementAgent
from agents.sales import SalesAgent
from tests.agents.documents.test_promises import REALLOCATION, SUBSTITUTION
from tests.agents.plans import a_plan, ask_to_wait, take
from tests.agents.small_case import SmallCase, bought, day, euro, sold, state
from trimtab.beliefs import Function
from trimtab.offers import ExpediteOffer, ForbidOffer, ForbidRepromise, RescheduleOffer
from trimtab.plans import StepValue

SALES = (sold("7", "VEND", 40, 10), sold("8", "NAVY", 30, 8), sold("9", "VEND", 60, 10))


def _line(line: str) -> dict[str, Any]:
    known = bought(line).model_dump(exclude={"reference", "unit_price"})
    return known | {"function": Function.PROCUREMENT}


EARLIER = ExpediteOffer(id="expedite:12/1:1", to=day(8), fee=euro("400"), **_line("1"))
LATER = RescheduleOffer(id="reschedule:12/2:1", to=day(50), **_line("2"))


@pytest.fixture
def small(tmp_path: Path) -> SmallCase:
    return SmallCase(tmp_path / "case", state=state(sales=SALES))


@pytest.mark.parametrize(("earlier", "later", "spared"), [(900, 100, LATER.id), (100, 900, EARLIER.id)])
def test_a_supplier_is_asked_one_thing_about_an_order_the_weightier(
    small: SmallCase, earlier: int, later: int, spared: str
) -> None:
    worth = ((EARLIER.id, earlier), (LATER.id, later))
    values = tuple(StepValue(offer_id=offer, worth=Decimal(value)) for offer, value in worth)
    plan = a_plan(take(EARLIER), take(LATER), values=values)
    (objection,) = ProcurementAgent(small.desk).review(plan, small.state)
    assert isinstance(objection.constraint, ForbidOffer)
    assert objection.constraint.offer_id == spared
    assert objection.constraint.reason == "KMW is asked something else about PO-12 already"


def test_the_same_question_about_two_lines_is_one(small: SmallCase) -> None:
    second = EARLIER.model_copy(update={"id": "expedite:12/2:1", "line": "2"})
    assert ProcurementAgent(small.desk).review(a_plan(take(EARLIER), take(second)), small.state) == []


def test_a_customer_gives_way_once_with_the_larger_order(small: SmallCase) -> None:
    plan = a_plan(take(REALLOCATION), ask_to_wait("9"))
    (objection,) = SalesAgent(small.desk).review(plan, small.state)
    assert isinstance(objection.constraint, ForbidOffer)
    assert objection.constraint.offer_id == REALLOCATION.id
    assert SalesAgent(small.desk).review(a_plan(take(REALLOCATION)), small.state) == []


def test_one_line_is_asked_one_thing(small: SmallCase) -> None:
    plan = a_plan(ask_to_wait("7"), take(SUBSTITUTION))
    (objection,) = SalesAgent(small.desk).review(plan, small.state)
    assert isinstance(objection.constraint, ForbidOffer | ForbidRepromise)
