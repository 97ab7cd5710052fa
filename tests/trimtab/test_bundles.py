"""The digest: it changes with every approved thing and with nothing else, and a leg's does not depend on its key."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trimtab.proposals import (
    NOW,
    assumptions,
    bundle,
    day,
    euro,
    leg,
    level,
    promise,
    purchase,
    transfer,
)
from trimtab.actions import Action, ActionBase
from trimtab.beliefs import Function
from trimtab.bundles import FINAL_STATES, Bundle, BundleState, Evidence, SolverRecord
from trimtab.waiting import WaitingCurve

WHOLE = (purchase(), transfer(), promise(), level())


def changed(action: Action, **fields: Any) -> Bundle:
    """The bundle with one of its actions changed."""
    new = type(action).model_validate(action.model_dump() | fields)
    return bundle(*(new if a.id == action.id else a for a in WHOLE))


def lines(action: Action, **fields: Any) -> list[dict[str, Any]]:
    return [line | fields for line in action.model_dump()["lines"]]


APPROVED = {
    "quantity bought": changed(purchase(), lines=lines(purchase(), quantity=Decimal(61))),
    "price": changed(purchase(), lines=lines(purchase(), unit_price=euro("268.01"))),
    "date asked for": changed(purchase(), lines=lines(purchase(), due=day(6))),
    "unit": changed(purchase(), lines=lines(purchase(), unit="box")),
    "supplier": changed(purchase(), supplier="KMW"),
    "receiving location": changed(purchase(), location="NOR"),
    "quantity moved": changed(transfer(), lines=lines(transfer(), quantity=Decimal(21))),
    "freight": changed(transfer(), cost=euro("85")),
    "day of arrival": changed(transfer(), due=day(4)),
    "promise": changed(promise(), due_after=day(21)),
    "customer": changed(promise(), customer="VEND"),
    "target": changed(level(), target_after=Decimal(521)),
    "target expected before": changed(level(), target_before=Decimal(490)),
    "key of an action": changed(level(), id="act_level_2"),
    "a leg less": bundle(*WHOLE[:-1]),
    "order of sending": bundle(*reversed(WHOLE)),
    "owner": bundle(legs=(leg(WHOLE[0], Function.SALES), *bundle().legs[1:])),
    "revision": bundle(revision=2),
    "bundle": bundle(id="bnd_other"),
    "assumed range": bundle(assumptions=assumptions(ranges=())),
    "reading it rests on": bundle(assumptions=assumptions(state_as_of=NOW - timedelta(minutes=1))),
    "network it rests on": bundle(assumptions=assumptions(network_version="2")),
    "expiry": bundle(assumptions=assumptions(expires_at=NOW + timedelta(hours=49))),
}


@pytest.mark.parametrize("what", APPROVED)
def test_the_digest_changes_with(what: str) -> None:
    assert APPROVED[what].digest() != bundle().digest()


def test_no_two_of_these_changes_have_one_digest() -> None:
    assert len({b.digest() for b in APPROVED.values()}) == len(APPROVED)


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "Other words"},
        {"narrative": "Other words."},
        {"evidence": (Evidence(function=Function.SALES, text="Demand fell."),)},
        {"waiting": WaitingCurve(currency="EUR", points=())},
        {"if_nobody_answers": "Little."},
        {"solver": SolverRecord(cost=Decimal(1), bound=Decimal(1), gap=0.0, default_cost=Decimal(1))},
        {"legs": tuple(x.model_copy(update={"because": "told otherwise", "worth": Decimal(9)}) for x in bundle().legs)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_the_digest_does_not_change_with_how_it_is_told(fields: dict[str, Any]) -> None:
    assert bundle(**fields).digest() == bundle().digest()


def test_the_digest_survives_the_ledger() -> None:
    for approved in (bundle(), *APPROVED.values()):
        assert Bundle.model_validate_json(approved.model_dump_json()).digest() == approved.digest()


@given(st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2), st.integers(0, 3))
def test_the_same_number_written_otherwise_is_the_same_request(quantity: Decimal, zeros: int) -> None:
    padded = quantity * Decimal(1).scaleb(-zeros) * 10**zeros
    assert leg(purchase(quantity=str(padded))).digest() == leg(purchase(quantity=str(quantity))).digest()


@pytest.mark.parametrize("make", [purchase, transfer, promise, level])
def test_a_legs_digest_does_not_depend_on_the_key_under_which_it_is_sent(make: Any) -> None:
    first, second = make(key="act_first_key"), make(key="act_second_key")
    assert leg(first).digest() == leg(second).digest()
    assert first.content_digest() == second.content_digest()
    assert leg(first).digest() != leg(first, Function.FINANCE).digest()


def test_a_bundle_commits_what_its_legs_commit_together() -> None:
    assert bundle().value() == 60 * Decimal(268) + 84
    assert bundle(level()).value() == 0


def test_a_leg_is_found_by_its_id() -> None:
    assert bundle().leg("leg-act_level_1").action == level()
    with pytest.raises(KeyError):
        bundle().leg("leg-unknown")


def test_a_bundle_has_legs() -> None:
    with pytest.raises(ValueError, match="legs"):
        bundle(legs=())


def test_states_after_which_nothing_happens_by_itself() -> None:
    assert {s for s in BundleState if s.final} == FINAL_STATES
    assert not {BundleState.AWAITING, BundleState.DECIDED, BundleState.STALE, BundleState.EXECUTING} & FINAL_STATES


def test_an_action_that_commits_no_money_is_worth_zero() -> None:
    assert ActionBase(id="act_nothing").value() == 0
