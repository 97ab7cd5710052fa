"""What a rejection means for the next round: limits on exactly the legs it is about."""

import pytest

from tests.trimtab.proposals import bundle, euro, leg, level, promise, purchase, transfer
from trimtab.actions import RequestInformation
from trimtab.approvals.constraints import constraints_from
from trimtab.decisions import Reject, RejectCode
from trimtab.offers import CapPurchaseValue, ForbidLane, ForbidRepromise, ForbidSource, FreezeLevel

WHOLE = bundle(purchase(items=("WINCH-40", "BLOCK-57")), transfer(), promise(), level())
OTHER_REASONS = [code for code in RejectCode if code is not RejectCode.TOO_COSTLY]


def reject(code: RejectCode, *legs: str, limit: str | None = None) -> Reject:
    money = euro(limit) if limit is not None else None
    return Reject(digest="0" * 64, code=code, text="no thanks", legs=legs, limit=money)


@pytest.mark.parametrize("code", OTHER_REASONS)
def test_a_rejected_bundle_forbids_every_leg_of_it(code: RejectCode) -> None:
    said = {"asked_by": "bea", "reason": f"{code.value.replace('_', ' ')}: no thanks"}
    assert set(constraints_from(reject(code), WHOLE, "bea")) == {
        ForbidSource(**said, supplier="BRF", item="WINCH-40"),
        ForbidSource(**said, supplier="BRF", item="BLOCK-57"),
        ForbidLane(**said, origin="NOR", destination="CEN", item="WINCH-40"),
        ForbidRepromise(**said, document="7", line="9"),
        FreezeLevel(**said, item="WINCH-40", location="CEN"),
    }


def test_only_the_legs_meant_are_forbidden() -> None:
    (only,) = constraints_from(reject(RejectCode.NOT_ALLOWED, "leg-act_transfer_1"), WHOLE, "lou")
    assert isinstance(only, ForbidLane)
    assert only.asked_by == "lou"


def test_too_costly_caps_purchases_at_the_limit_named() -> None:
    (cap,) = constraints_from(reject(RejectCode.TOO_COSTLY, limit="9000"), WHOLE, "bea")
    assert isinstance(cap, CapPurchaseValue)
    assert (cap.supplier, cap.limit) == ("BRF", euro("9000"))


def test_too_costly_without_a_limit_halves_what_was_proposed() -> None:
    (cap,) = constraints_from(reject(RejectCode.TOO_COSTLY), bundle(purchase(quantity="7", price="0.33")), "bea")
    assert isinstance(cap, CapPurchaseValue)
    assert cap.limit == euro("1.16")


def test_two_orders_to_one_supplier_are_capped_together() -> None:
    there = purchase("act_purchase_2", quantity="10").model_copy(update={"location": "NOR"})
    (cap,) = constraints_from(reject(RejectCode.TOO_COSTLY), bundle(purchase(quantity="30"), there), "bea")
    assert isinstance(cap, CapPurchaseValue)
    assert cap.limit == euro("5360")


def test_too_costly_where_nothing_is_bought_forbids_the_legs_meant() -> None:
    (only,) = constraints_from(reject(RejectCode.TOO_COSTLY, "leg-act_promise_1"), WHOLE, "sam")
    assert isinstance(only, ForbidRepromise)


def test_a_leg_that_leaves_no_limit_leaves_none() -> None:
    asks = RequestInformation(id="act_question_1", subject="source:KMW/WINCH-40", question="When?")
    assert constraints_from(reject(RejectCode.WRONG_DATA), bundle(legs=(leg(asks),)), "bea") == ()


def test_the_same_limit_is_said_once() -> None:
    twice = bundle(purchase(), purchase("act_purchase_2"))
    assert len(constraints_from(reject(RejectCode.WRONG_DATA), twice, "bea")) == 1
