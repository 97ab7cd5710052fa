"""An ETA is the date in the ERP, moved by the supplier's lateness and by today, and never in the past."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.estimation.estimate import Estimate
from tools.estimation.eta import estimate_eta
from tools.estimation.lateness import Lateness
from trimtab.beliefs import OnDate, Persistence
from trimtab.state import OpenPurchaseLine

TODAY = date(2026, 3, 2)


def supplier(mean: float, sd: float = 1.0, persistence: Persistence = Persistence.USUAL) -> Lateness:
    return Lateness(mean_days=mean, sd_days=sd, persistence=persistence, tolerance_days=3.5, because=("rcv-1",))


RELIABLE = supplier(0.2)
SLIPPING = supplier(7.0, 5.0, Persistence.NEW_NORMAL)


def eta(due_in: int, late: Lateness, promised_in: int | None = None) -> Estimate:
    line = OpenPurchaseLine(
        document="12",
        number="KMW-2417",
        line="34",
        supplier="FAR",
        item="WINCH",
        location="CEN",
        quantity=Decimal(300),
        due=TODAY + timedelta(days=due_in),
    )
    promised = None if promised_in is None else TODAY + timedelta(days=promised_in)
    return estimate_eta(line, late, TODAY, promised, because=("redated-1",))


def days_from_today(found: Estimate) -> int:
    assert isinstance(found.distribution, OnDate)
    return (found.distribution.date - TODAY).days


def test_a_reliable_supplier_comes_on_the_date_in_the_erp() -> None:
    found = eta(6, RELIABLE)
    assert (found.subject, days_from_today(found), found.persistence) == ("purchase-line:12/34", 6, Persistence.USUAL)


def test_a_slipping_supplier_comes_later_by_its_lateness_and_less_surely() -> None:
    found = eta(6, SLIPPING)
    assert found.distribution == OnDate(date=TODAY + timedelta(days=13), sd_days=5.0)
    assert found.persistence is Persistence.NEW_NORMAL
    assert found.because == ("redated-1", "rcv-1")


def test_an_announced_slip_of_a_reliable_supplier_moves_this_line_only() -> None:
    found = eta(20, RELIABLE, promised_in=6)
    assert (days_from_today(found), found.persistence) == (20, Persistence.ONE_OFF)
    assert found.because == ("redated-1",)


def test_an_announcement_is_not_added_to_the_lateness_it_contains() -> None:
    assert days_from_today(eta(20, SLIPPING, promised_in=6)) == 20
    assert days_from_today(eta(8, SLIPPING, promised_in=6)) == 13


def test_a_line_pulled_in_still_suffers_the_suppliers_lateness() -> None:
    assert days_from_today(eta(6, SLIPPING, promised_in=10)) == 13


def test_an_overdue_line_comes_after_today_and_the_later_the_longer_it_is_overdue() -> None:
    found = [eta(-days, RELIABLE) for days in (1, 5, 10, 20, 60)]
    assert [days_from_today(f) for f in found] == sorted(days_from_today(f) for f in found)
    assert days_from_today(found[0]) == 1
    assert days_from_today(found[-1]) >= 10
    spreads = [f.distribution.sd_days for f in found if isinstance(f.distribution, OnDate)]
    assert spreads == sorted(spreads)


def test_an_overdue_line_is_a_one_off_of_a_reliable_supplier() -> None:
    assert eta(-10, RELIABLE).persistence is Persistence.ONE_OFF


def test_the_tail_of_an_overdue_line_is_that_of_the_formula() -> None:
    # Five days overdue, sd 4: a = 5/4, h(a) = 1.7288; -5 + 4 * 1.7288 = 1.92, rounded up.
    found = eta(-5, supplier(0.0, 4.0))
    assert days_from_today(found) == 2
    assert isinstance(found.distribution, OnDate)
    assert found.distribution.sd_days == pytest.approx(4 * (1 + 1.25 * 1.7288 - 1.7288**2) ** 0.5, abs=0.01)


@given(
    due_in=st.integers(-400, 400),
    promised_in=st.one_of(st.none(), st.integers(-400, 400)),
    mean=st.floats(-40, 90),
    sd=st.floats(0, 40),
)
def test_an_eta_is_never_in_the_past(due_in: int, promised_in: int | None, mean: float, sd: float) -> None:
    found = eta(due_in, supplier(mean, sd), promised_in)
    assert days_from_today(found) >= 0
    assert isinstance(found.distribution, OnDate)
    assert found.distribution.sd_days <= max(sd, 400)
