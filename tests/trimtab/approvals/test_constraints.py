"""What a rejection means for the next round: limits on exactly the legs it is about."""

from datetime import timedelta

import pytest

from tests.trimtab import changes
from tests.trimtab.changes import leg_for
from tests.trimtab.proposals import NOW, bundle, euro, leg, level, promise, purchase, transfer
from trimtab.actions import Action
from trimtab.approvals.constraints import constraints_from
from trimtab.decisions import Reject, RejectCode
from trimtab.offers import CapPurchaseValue, ForbidLane, ForbidOffer, ForbidRepromise, ForbidSource, FreezeLevel

WHOLE = bundle(purchase(items=("WINCH-40", "BLOCK-57")), transfer(), promise(), level())
OTHER_REASONS = [code for code in RejectCode if code is not RejectCode.TOO_COSTLY]


def reject(code: RejectCode, *legs: str, limit: str | None = None) -> Reject:
    money = euro(limit) if limit is not None else None
    return Reject(digest="0" * 64, code=code, text="no thanks", legs=legs, limit=money)


@pytest.mark.parametrize("code", OTHER_REASONS)
def test_a_rejected_bundle_forbids_every_leg_of_it(code: RejectCode) -> None:
    remedy = " (assert what is right as a fact, and it is solved on that)" if code is RejectCode.WRONG_DATA else ""
    said = {"asked_by": "bea", "reason": f"{code.value.replace('_', ' ')}: no thanks{remedy}"}
    assert set(constraints_from(reject(code), WHOLE, "bea", NOW)) == {
        ForbidSource(**said, supplier="BRF", item="WINCH-40"),
        ForbidSource(**said, supplier="BRF", item="BLOCK-57"),
        ForbidLane(**said, origin="NOR", destination="CEN", item="WINCH-40"),
        ForbidRepromise(**said, document="7", line="9"),
        FreezeLevel(**said, item="WINCH-40", location="CEN"),
    }


def test_only_the_legs_meant_are_forbidden() -> None:
    (only,) = constraints_from(reject(RejectCode.NOT_ALLOWED, "leg-act_transfer_1"), WHOLE, "lou", NOW)
    assert isinstance(only, ForbidLane)
    assert only.asked_by == "lou"


def test_too_costly_caps_purchases_at_the_limit_named() -> None:
    (cap,) = constraints_from(reject(RejectCode.TOO_COSTLY, limit="9000"), WHOLE, "bea", NOW)
    assert isinstance(cap, CapPurchaseValue)
    assert (cap.supplier, cap.limit) == ("BRF", euro("9000"))


def test_too_costly_without_a_limit_halves_what_was_proposed() -> None:
    (cap,) = constraints_from(reject(RejectCode.TOO_COSTLY), bundle(purchase(quantity="7", price="0.33")), "bea", NOW)
    assert isinstance(cap, CapPurchaseValue)
    assert cap.limit == euro("1.16")


def test_two_orders_to_one_supplier_are_capped_together() -> None:
    there = purchase("act_purchase_2", quantity="10").model_copy(update={"location": "NOR"})
    (cap,) = constraints_from(reject(RejectCode.TOO_COSTLY), bundle(purchase(quantity="30"), there), "bea", NOW)
    assert isinstance(cap, CapPurchaseValue)
    assert cap.limit == euro("5360")


def test_what_is_released_is_capped_together_with_what_is_ordered() -> None:
    orders = bundle(legs=(leg(purchase(quantity="10", price="100")), leg(changes.release())))
    (cap,) = constraints_from(reject(RejectCode.TOO_COSTLY), orders, "bea", NOW)
    assert isinstance(cap, CapPurchaseValue)
    assert (cap.supplier, cap.limit) == ("BRF", euro("3850"))


def test_too_costly_where_nothing_is_bought_forbids_the_legs_meant() -> None:
    (only,) = constraints_from(reject(RejectCode.TOO_COSTLY, "leg-act_promise_1"), WHOLE, "sam", NOW)
    assert isinstance(only, ForbidRepromise)


FEES = (changes.expedite(), changes.cancel(), changes.reroute(), changes.substitute(), transfer())
OTHERS = (
    *FEES[:-1],
    changes.reschedule(),
    changes.switch(),
    changes.release(),
    changes.cancel_request(),
    changes.reallocate(),
    changes.shape(),
)


@pytest.mark.parametrize("action", OTHERS, ids=lambda a: a.kind)
def test_what_has_no_limit_of_its_own_kind_is_forbidden_by_its_offers(action: Action) -> None:
    found = constraints_from(reject(RejectCode.NOT_ALLOWED), bundle(legs=(leg_for(action, "one", "two"),)), "bea", NOW)
    assert [c.offer_id for c in found if isinstance(c, ForbidOffer)] == ["one", "two"]
    assert len(found) == 2


@pytest.mark.parametrize("action", FEES, ids=lambda a: a.kind)
def test_a_fee_that_is_too_high_forbids_its_offer_unless_the_limit_named_lies_above_it(action: Action) -> None:
    asked = bundle(legs=(leg_for(action, "the-offer"),))
    below, above = str(action.value() - 1), str(action.value())
    for said in (reject(RejectCode.TOO_COSTLY), reject(RejectCode.TOO_COSTLY, limit=below)):
        (only,) = constraints_from(said, asked, "bea", NOW)
        assert isinstance(only, ForbidOffer)
        assert (only.offer_id, only.until) == ("the-offer", None)
    assert constraints_from(reject(RejectCode.TOO_COSTLY, limit=above), asked, "bea", NOW) == ()


def test_a_fee_named_beside_a_purchase_is_forbidden_and_the_purchase_capped() -> None:
    both = bundle(legs=(leg(purchase()), leg_for(changes.expedite(), "fast")))
    named = reject(RejectCode.TOO_COSTLY, "leg-act_purchase_1", "ask")
    assert [c.kind for c in constraints_from(named, both, "bea", NOW)] == ["cap_purchase_value", "forbid_offer"]
    whole = reject(RejectCode.TOO_COSTLY)
    assert [c.kind for c in constraints_from(whole, both, "bea", NOW)] == ["cap_purchase_value"]


def test_what_was_handled_already_is_not_proposed_again_for_a_week() -> None:
    whole = bundle(legs=(leg_for(transfer(), "the-lane"),))
    (only,) = constraints_from(reject(RejectCode.ALREADY_HANDLED), whole, "lou", NOW)
    assert isinstance(only, ForbidOffer)
    assert (only.offer_id, only.until) == ("the-lane", NOW + timedelta(days=7))


def test_a_leg_that_leaves_no_limit_leaves_none() -> None:
    asks = bundle(legs=(leg(changes.question()),))
    assert constraints_from(reject(RejectCode.WRONG_DATA), asks, "bea", NOW) == ()


def test_the_same_limit_is_said_once() -> None:
    twice = bundle(purchase(), purchase("act_purchase_2"))
    assert len(constraints_from(reject(RejectCode.WRONG_DATA), twice, "bea", NOW)) == 1
