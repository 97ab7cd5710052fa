"""Budgets: reserved exactly, to the last ten-thousandth, and never twice."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trimtab.ledgers import Office
from trimtab.errors import BudgetExhausted
from trimtab.mandates import BudgetUse


def use(amount: str, limit: str = "100", scope: str = "purchase:BRF:2026-11-23") -> BudgetUse:
    return BudgetUse(scope=scope, limit=Decimal(limit), amount=Decimal(amount))


def reserve(office: Office, wanted: BudgetUse) -> None:
    with office.ledger.write() as tx:
        tx.budgets.reserve(wanted)


def used(office: Office, scope: str = "purchase:BRF:2026-11-23") -> Decimal:
    with office.ledger.read() as tx:
        return tx.budgets.used(scope)


def test_what_fits_exactly_fits(office: Office) -> None:
    for _ in range(3):
        reserve(office, use("0.1", limit="0.3"))
    assert used(office) == Decimal("0.3")
    with pytest.raises(BudgetExhausted):
        reserve(office, use("0.0001", limit="0.3"))


def test_what_does_not_fit_changes_nothing(office: Office) -> None:
    reserve(office, use("60"))
    with pytest.raises(BudgetExhausted, match=r"60.* is reserved"):
        reserve(office, use("40.01"))
    assert used(office) == 60


def test_what_is_released_can_be_reserved_again(office: Office) -> None:
    reserve(office, use("100"))
    with office.ledger.write() as tx:
        tx.budgets.release(use("100"))
    reserve(office, use("100"))
    assert used(office) == 100


def test_scopes_are_apart(office: Office) -> None:
    reserve(office, use("100"))
    reserve(office, use("100", scope="purchase:KMW:2026-11-23"))


def test_nothing_is_used_of_what_nobody_touched(office: Office) -> None:
    assert used(office, "purchase:NEW:2026-11-23") == 0


def test_large_amounts_are_exact(office: Office) -> None:
    reserve(office, use("123456789012.3456", limit="999999999999"))
    assert used(office) == Decimal("123456789012.3456")


def test_of_many_who_reserve_at_once_only_what_fits_is_given(
    office: Office, at_once: Callable[[list[Callable[[], object]]], list[object]]
) -> None:
    reserve(office, use("0"))
    done = at_once([lambda: reserve(office, use("30")) for _ in range(8)])
    assert done.count(None) == 3
    assert all(isinstance(d, BudgetExhausted) for d in done if d is not None)
    assert used(office) == 90


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.decimals(0, 50, places=4), max_size=8),
    st.decimals(0, 150, places=4),
    st.integers(min_value=0, max_value=10**9),
)
def test_a_budget_holds_the_exact_sum_of_what_was_given(
    embedded: Office, amounts: list[Decimal], limit: Decimal, scope: int
) -> None:
    held = Decimal(0)
    with embedded.ledger.write() as tx:
        before = tx.budgets.used(str(scope))
        tx.budgets.release(BudgetUse(scope=str(scope), limit=limit, amount=before))
        for amount in amounts:
            fits = held + amount <= limit
            try:
                tx.budgets.reserve(BudgetUse(scope=str(scope), limit=limit, amount=amount))
            except BudgetExhausted:
                assert not fits
            else:
                assert fits
                held += amount
        assert tx.budgets.used(str(scope)) == held
