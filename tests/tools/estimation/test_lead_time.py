"""Lead times move with repeated slips, are pooled over a supplier's items, and stay with a single slip."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tools.estimation.told import MONDAY, receipt
from tests.tools.small_network import small_network, source
from tools.estimation.estimate import Estimate, revise
from tools.estimation.lead_time import estimate_lead_time, supplier_lateness
from tools.estimation.supplier_record import OpenOrder, SupplierRecord
from trimtab.beliefs import Normal, Parameter, Persistence

TODAY = MONDAY + timedelta(days=400)
NETWORK = small_network()


def lead_time(slips: list[int], *open_orders: OpenOrder, item: str = "WINCH", supplier: str = "FAR") -> Estimate:
    record = SupplierRecord(supplier=supplier)
    record.fold(receipt(n, late) for n, late in enumerate(slips))
    late = supplier_lateness(record, NETWORK, open_orders, TODAY)
    days = next(s.lead_time_days for s in NETWORK.sources if (s.supplier, s.item) == (supplier, item))
    return estimate_lead_time(source(supplier, item, days), late, TODAY)


def test_a_source_never_ordered_from_has_its_contractual_lead_time() -> None:
    found = lead_time([])
    assert (found.subject, found.parameter) == ("source:FAR/WINCH", Parameter.LEAD_TIME)
    assert found.distribution == Normal(mean=35.0, sd=3.5)


def test_one_slip_does_not_move_the_lead_time_and_the_second_does() -> None:
    usual = lead_time([0, 1, 0, -1])
    belief = revise(None, usual)
    once = revise(belief, lead_time([0, 1, 0, -1, 10]))
    assert (once.persistence, once.distribution) == (Persistence.ONE_OFF, belief.distribution)
    twice = revise(once, lead_time([0, 1, 0, -1, 10, 12]))
    assert twice.persistence is Persistence.NEW_NORMAL
    assert twice.version == once.version + 1
    assert isinstance(twice.distribution, Normal)
    assert twice.distribution.mean == pytest.approx(35 + 22 / 3)
    assert twice.because == ("rcv-4-WINCH-10", "rcv-5-WINCH-12")


def test_an_announced_slip_of_an_open_order_is_the_second_slip() -> None:
    announced = OpenOrder(
        purchase_order="PO-900",
        promised=TODAY + timedelta(days=6),
        due=TODAY + timedelta(days=20),
        because=("redated-1",),
    )
    found = lead_time([0, 1, 0, -1, 10], announced)
    assert found.persistence is Persistence.NEW_NORMAL
    assert found.because[-1] == "redated-1"


def test_another_item_of_the_supplier_shares_the_lateness() -> None:
    record = SupplierRecord(supplier="NEAR")
    record.fold(receipt(n, 6, item="ROPE", supplier="NEAR", quoted=5) for n in range(3))
    late = supplier_lateness(record, NETWORK, (), TODAY)
    assert estimate_lead_time(source("NEAR", "WINCH", 5), late, TODAY).distribution == Normal(
        mean=5 + 18 / 4, sd=late.sd_days
    )


def test_a_lead_time_is_never_negative() -> None:
    record = SupplierRecord(supplier="NEAR")
    record.fold(receipt(n, -5, item="ROPE", supplier="NEAR", quoted=5) for n in range(4))
    late = supplier_lateness(record, NETWORK, (), TODAY)
    found = estimate_lead_time(source("NEAR", "ROPE", 1), late, TODAY).distribution
    assert isinstance(found, Normal)
    assert found.mean == 0.0


def test_a_supplier_without_any_source_is_believed_to_be_in_time() -> None:
    late = supplier_lateness(SupplierRecord(supplier="NOBODY"), NETWORK, (), TODAY)
    assert (late.mean_days, late.persistence) == (0.0, Persistence.USUAL)
