"""Companies: the same fate whatever is done, units that never get lost, terms that are kept, and a bound above all."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.simulation.companies import Company, World, carry_out, foresight_profit, random_company
from tools.simulation.companies.company import CENTRE, FAR, NEAR, REGIONS
from tools.simulation.companies.fate import PAST_DAYS
from tools.simulation.companies.record import PurchaseRecord, day_of
from trimtab.actions import (
    CancelPurchase,
    ChangedLine,
    ExpeditePurchase,
    PlacePurchase,
    PurchaseLine,
    RedatedLine,
    ReschedulePurchase,
    TransferLine,
    TransferStock,
)
from trimtab.errors import Refused
from trimtab.measures import money

DAYS = 12
EUR = "EUR"
NO_COST = money(0, EUR)


def company(seed: int = 7, days: int = DAYS) -> Company:
    return random_company(seed, days, items=1)


def live(world: World, days: int, *actions: TransferStock | PlacePurchase) -> None:
    """Let days pass; the actions are carried out on the first morning, as far as they can be."""
    for _ in range(days):
        world.begin()
        for action in actions if world.day == 0 else ():
            with suppress(Refused):
                carry_out(world, action)
        world.end()


def order(quantity: int, supplier: str = FAR) -> PlacePurchase:
    line = PurchaseLine(
        item="ITEM-1", quantity=Decimal(quantity), unit="pcs", unit_price=money(10, EUR), due=day_of(30)
    )
    return PlacePurchase(id="purchase-1", supplier=supplier, location=CENTRE, lines=(line,))


def transfer(quantity: int, origin: str = CENTRE, destination: str = REGIONS[0]) -> TransferStock:
    line = TransferLine(item="ITEM-1", quantity=Decimal(quantity), unit="pcs")
    return TransferStock(
        id="transfer-1",
        origin=origin,
        destination=destination,
        mode="road",
        ship=day_of(0),
        due=day_of(3),
        lines=(line,),
        cost=NO_COST,
    )


def redated(line: PurchaseRecord, due: int) -> tuple[RedatedLine]:
    asked = RedatedLine(
        line=line.line, item=line.item, quantity=line.quantity, due_before=day_of(line.due), due_after=day_of(due)
    )
    return (asked,)


def change(line: PurchaseRecord) -> dict[str, str]:
    return {
        "id": "change-01",
        "document": line.document,
        "number": line.document,
        "supplier": line.supplier,
        "location": line.location,
    }


def held(world: World) -> Decimal:
    """Return what is in stock or on the road."""
    return sum((*world.stock.values(), *(t.quantity for t in world.transfers if t.left)), Decimal(0))


def test_the_same_seed_is_the_same_fate_whatever_is_done() -> None:
    left_alone, busy = World(company()), World(company())
    live(left_alone, DAYS)
    live(busy, DAYS, order(200), transfer(40))
    assert busy.accounts.wanted == left_alone.accounts.wanted
    assert busy.accounts.demanded == left_alone.accounts.demanded > 0
    assert busy.accounts.costs["orders"] > left_alone.accounts.costs["orders"]


def test_another_seed_is_another_company() -> None:
    one, other = company(7), company(8)
    assert one.network != other.network
    assert not np.array_equal(one.fate.counter[one.places[0]], other.fate.counter[other.places[0]])


def test_more_days_do_not_change_what_happens_on_the_first() -> None:
    short, long = company(days=10), company(days=40)
    for place in short.places:
        assert np.array_equal(short.fate.counter[place], long.fate.counter[place][: PAST_DAYS + 10])


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    ordered=st.integers(1, 400),
    supplier=st.sampled_from((FAR, NEAR)),
    sent=st.integers(1, 300),
    lane=st.sampled_from(((CENTRE, REGIONS[0]), (CENTRE, REGIONS[1]), REGIONS, REGIONS[::-1])),
)
def test_units_are_never_lost_and_no_plan_beats_foresight(
    seed: int, ordered: int, supplier: str, sent: int, lane: tuple[str, str]
) -> None:
    lived = company(seed)
    world = World(lived)
    opening, coming = held(world), {(p.document, p.line): p.quantity for p in world.purchases}
    live(world, DAYS, order(ordered, supplier), transfer(sent, *lane))
    came = sum(coming.values(), Decimal(0)) + ordered - sum((p.quantity for p in world.purchases), Decimal(0))
    owed = sum(float(s.quantity) for s in world.sales if s.due < DAYS)
    delivered = world.accounts.demanded - owed
    assert float(opening + came - held(world)) == pytest.approx(delivered)
    assert world.accounts.profit <= foresight_profit(lived) + 1e-6


def test_stationary_companies_have_neither_shifts_nor_promotions_nor_closed_lanes() -> None:
    fate = random_company(3, 60, stationary=True).fate
    assert not fate.promotions
    assert not fate.closures
    assert all(abs(fate.slip(FAR, day, 20).days) <= 1 for day in range(60))
    assert {fate.slip(FAR, day, 20).told_after for day in range(60)} == {None}


def test_levels_shift_up_and_down() -> None:
    ups = downs = 0
    for seed in range(30):
        fate = company(seed, days=60).fate
        for counted in fate.counter.values():
            before, after = counted[:60].mean(), counted[-60:].mean()
            ups, downs = ups + (after > 1.3 * before), downs + (after < before / 1.3)
    assert ups > 5
    assert downs > 5


def test_what_is_bought_is_paid_when_it_comes_and_containers_are_whole() -> None:
    seed = next(s for s in range(50) if company(s).network.supplier(FAR).container is not None)
    world = World(company(seed, days=60))
    world.begin()
    carry_out(world, order(1000))
    terms = world.network.supplier(FAR).container
    assert terms is not None
    volume = 1000 * world.network.item("ITEM-1").volume_m3
    assert world.purchases[-1].containers == float(-(-volume // terms.volume_m3) * terms.cost.amount)
    last, before = world.purchases[-1], 0.0
    while last in world.purchases:
        before = world.accounts.costs["containers"]
        world.end()
        world.begin()
    assert world.accounts.costs["containers"] == pytest.approx(before + last.containers)


def test_an_order_is_moved_earlier_as_far_as_the_terms_say_and_no_further() -> None:
    world = World(company())
    world.begin()
    line = max((p for p in world.purchases if p.supplier == FAR), key=lambda p: p.due)
    terms = world.network.supplier(FAR).changes.expedite
    assert terms is not None
    too_early = ExpeditePurchase(**change(line), lines=redated(line, line.due - terms.most_days - 1), fee=NO_COST)
    with pytest.raises(Refused, match="cannot be changed"):
        carry_out(world, too_early)
    assert world.accounts.impossible == 1
    told = carry_out(world, ExpeditePurchase(**change(line), lines=redated(line, line.due - 3), fee=money(5, EUR)))
    assert len(told) == 2
    assert world.purchases[-1].due == line.due - 3
    assert world.accounts.costs["fees"] == 5.0


def test_moving_an_order_does_not_cure_a_slip_that_nobody_has_told_of() -> None:
    world = World(company())
    world.begin()
    line = max((p for p in world.purchases if p.supplier == FAR), key=lambda p: p.due)
    line.arrives, line.told = line.due + 12, world.day + 2
    carry_out(world, ReschedulePurchase(**change(line), lines=redated(line, line.due + 5)))
    again = world.purchases[-1]
    assert (again.due, again.arrives) == (line.due + 5, line.due + 12)
    for _ in range(2):
        world.end()
        world.begin()
    assert again.due == line.due + 12


def test_an_order_that_is_taken_back_never_comes() -> None:
    world = World(company())
    world.begin()
    line = max((p for p in world.purchases if p.supplier == FAR), key=lambda p: p.due)
    gone = ChangedLine(line=line.line, item=line.item, quantity=line.quantity)
    carry_out(world, CancelPurchase(**change(line), lines=(gone,), fee=money(7, EUR)))
    assert line not in world.purchases
    assert world.accounts.costs["fees"] == 7.0
    with pytest.raises(Refused, match="not open any more"):
        carry_out(world, CancelPurchase(**change(line), lines=(gone,), fee=money(7, EUR)))


def test_nothing_leaves_over_a_closed_lane() -> None:
    seed = next(s for s in range(400) if any(c.start == 0 and c.lane[0] == CENTRE for c in company(s).fate.closures))
    world = World(company(seed))
    closure = next(c for c in world.company.fate.closures if c.start == 0 and c.lane[0] == CENTRE)
    told = world.begin()
    assert any(e.subject.endswith(f"{closure.lane[0]}>{closure.lane[1]}") for e in told)
    carry_out(world, transfer(5, *closure.lane))
    assert not world.transfers[-1].left
    while world.day < min(closure.end, DAYS - 1):
        world.end()
        world.begin()
    assert world.transfers[-1].left == (world.day >= closure.end)


def test_the_erp_shows_what_the_world_knows_only_in_part() -> None:
    world = World(company())
    world.begin()
    shown = {(p.document, p.line): p.due for p in world.snapshot().purchases}
    assert shown == {(p.document, p.line): day_of(p.due) for p in world.purchases}
    assert world.snapshot().as_of.date() == day_of(0) == day_of(1) - timedelta(days=1)
