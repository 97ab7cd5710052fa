"""Bad input is refused before any model is built, with the record and the field that are wrong."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from tests.tools.optimizer.planning.changes_offered import (
    cancel,
    expedite,
    reallocate,
    release,
    request,
    reroute,
    reschedule,
    shape,
    substitute,
)
from tests.tools.optimizer.planning.company import (
    CEN,
    NOR,
    WINCH,
    belief,
    demand,
    eur,
    near,
    network,
    problem,
    purchase,
    repromise,
    sale,
    transfer,
)
from tools.optimizer import PlanProblem, plan
from trimtab.beliefs import Normal, OnDate, Parameter
from trimtab.errors import InputError, InvalidField, UnknownReference
from trimtab.measures import Money
from trimtab.network import Item
from trimtab.offers import CapPurchaseValue

WRONG: dict[str, tuple[Callable[[], PlanProblem], type[InputError], str, str]] = {
    "unknown item": (lambda: problem(items=("ANCHOR",)), UnknownReference, "plan problem", "items"),
    "unknown supplier": (lambda: problem(offers=(near(supplier="ACME"),)), UnknownReference, "offer near", "supplier"),
    "unknown location": (lambda: problem(offers=(near(location="SUD"),)), UnknownReference, "offer near", "location"),
    "two offers, one id": (lambda: problem(offers=(near(), near())), InvalidField, "offer near", "id"),
    "wrong currency": (
        lambda: problem(offers=(near(unit_price=Money(amount=Decimal(1), currency="USD")),)),
        InvalidField,
        "offer near",
        "unit_price",
    ),
    "negative price": (lambda: problem(offers=(near(unit_price=eur(-1)),)), InvalidField, "offer near", "unit_price"),
    "lane to itself": (
        lambda: problem(offers=(transfer(CEN, CEN),)),
        InvalidField,
        f"offer transfer-{CEN}-{CEN}",
        "destination",
    ),
    "negative transit": (
        lambda: problem(offers=(transfer(transit_days=-1),)),
        InvalidField,
        f"offer transfer-{CEN}-{NOR}",
        "transit_days",
    ),
    "repromise of nothing": (
        lambda: problem(offers=(repromise(sale(99, CEN, 5, 4), 5, 1),)),
        UnknownReference,
        "offer repromise-so-99",
        "line",
    ),
    "repromise into the past": (
        lambda: problem(offers=(repromise(sale(2, CEN, 22, 8), -2, 1),)),
        InvalidField,
        "offer repromise-so-2",
        "latest",
    ),
    "negative lead time": (
        lambda: problem(beliefs=(belief("source:KMW/WINCH-40", Parameter.LEAD_TIME, Normal(mean=-3, sd=1)),)),
        InvalidField,
        "belief source:KMW/WINCH-40",
        "distribution.mean",
    ),
    "not a number": (
        lambda: problem(beliefs=(demand(CEN, 6, 3).model_copy(update={"distribution": not_a_number()}),)),
        InvalidField,
        f"belief item-location:{WINCH}@{CEN}",
        "distribution.mean",
    ),
    "a date for a demand": (
        lambda: problem(
            beliefs=(
                belief("item-location:WINCH-40@CEN", Parameter.DEMAND, OnDate(date=sale(1, CEN, 1, 1).due, sd_days=1)),
            )
        ),
        InvalidField,
        "belief item-location:WINCH-40@CEN",
        "distribution",
    ),
    "a belief the plan cannot use": (
        lambda: problem(beliefs=(belief("lane:CEN>NOR", Parameter.CAPACITY, Normal(mean=3, sd=1)),)),
        InvalidField,
        "belief lane:CEN>NOR",
        "parameter",
    ),
    "expedite of nothing": (
        lambda: problem(offers=(expedite(3, 9, purchase(5, 4).model_copy(update={"document": "po-9"})),)),
        UnknownReference,
        "offer expedite",
        "line",
    ),
    "cancel of more than is open": (
        lambda: problem(offers=(cancel(1, 9, purchase(400, 6)),)),
        InvalidField,
        "offer cancel",
        "quantity",
    ),
    "a change for another place": (
        lambda: problem(offers=(cancel(1, 9, purchase(372, 6), location=NOR),)),
        InvalidField,
        "offer cancel",
        "item",
    ),
    "an arrival in the past": (
        lambda: problem(offers=(reschedule(-2, purchase(372, 6)),)),
        InvalidField,
        "offer reschedule",
        "to",
    ),
    "a fee in another currency": (
        lambda: problem(
            offers=(
                cancel(1, 9, purchase(372, 6)).model_copy(update={"fee": Money(amount=Decimal(5), currency="USD")}),
            ),
        ),
        InvalidField,
        "offer cancel",
        "fee",
    ),
    "reroute to where it goes": (
        lambda: problem(offers=(reroute(9, 1, purchase(372, 6), to_location=CEN),)),
        InvalidField,
        "offer reroute",
        "to_location",
    ),
    "reroute to nowhere": (
        lambda: problem(offers=(reroute(9, 1, purchase(372, 6), to_location="SUD"),)),
        UnknownReference,
        "offer reroute",
        "to_location",
    ),
    "release of no request": (
        lambda: problem(offers=(release(request(60)),)),
        UnknownReference,
        "offer release",
        "document",
    ),
    "reallocation from no line": (
        lambda: problem(offers=(reallocate(sale(99, CEN, 5, 4), sale(2, CEN, 22, 8), 9, 1),)),
        UnknownReference,
        "offer reallocate",
        "from_line",
    ),
    "reallocation to an earlier day": (
        lambda: problem(offers=(reallocate(sale(1, CEN, 10, 3), sale(2, CEN, 22, 8), 2, 1),)),
        InvalidField,
        "offer reallocate",
        "later",
    ),
    "an item for itself": (
        lambda: problem(offers=(substitute(sale(1, CEN, 10, 3), WINCH, 1),)),
        InvalidField,
        "offer substitute",
        "substitute",
    ),
    "a promotion that ends before it starts": (
        lambda: problem(offers=(shape(5, 4, 9, 1, 1),)),
        InvalidField,
        "offer shape",
        "end",
    ),
    "a promotion without dates": (
        lambda: problem(beliefs=(belief("item-location:WINCH-40@CEN", Parameter.PROMOTION, Normal(mean=3, sd=1)),)),
        InvalidField,
        "belief item-location:WINCH-40@CEN",
        "distribution",
    ),
    "an item without margin": (
        lambda: problem(
            network=network(items=(Item(code=WINCH, name="W", unit="pcs", unit_cost=eur(212), unit_price=eur(200)),))
        ),
        InvalidField,
        "item WINCH-40",
        "unit_price",
    ),
    "a cap in another currency": (
        lambda: problem(
            constraints=(
                CapPurchaseValue(asked_by="finance", reason="", limit=Money(amount=Decimal(5), currency="USD")),
            )
        ),
        InvalidField,
        "cap_purchase_value",
        "limit",
    ),
}


def not_a_number() -> Normal:
    return Normal.model_construct(kind="normal", mean=float("nan"), sd=1.0)


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_names_record_and_field(name: str) -> None:
    make, error, record, field = WRONG[name]
    with pytest.raises(error) as caught:
        make()
    assert (caught.value.record, caught.value.field) == (record, field)


def test_a_horizon_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="horizon_days"):
        problem(horizon_days=0)


def test_a_varied_problem_forgets_what_it_knew() -> None:
    before = problem()
    assert before.belief("item-location:WINCH-40@CEN", Parameter.DEMAND) is not None
    assert before.varied(beliefs=()).belief("item-location:WINCH-40@CEN", Parameter.DEMAND) is None


def test_every_place_of_an_item_is_in_scope() -> None:
    assert problem().item_locations == ((WINCH, CEN), (WINCH, NOR))
    assert problem(today=problem().today + timedelta(days=1)).item_locations == ((WINCH, CEN), (WINCH, NOR))


def test_counted_stock_is_corrected_in_the_snapshot_and_ignored_here() -> None:
    counted = belief("item-location:WINCH-40@CEN", Parameter.STOCK_ACCURACY, Normal(mean=3, sd=0))
    base = problem()
    assert plan(base.varied(beliefs=(*base.beliefs, counted)), explain=False) == plan(base, explain=False)
