"""The procurement agent: believes arrivals and lead times, offers purchases and levels, and keeps the budgets."""

import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from agents.problems import problem_for
from agents.procurement import ProcurementAgent
from tests.agents.conftest import Proposed
from tests.agents.plans import a_plan, buy
from tests.agents.small_case import SmallCase
from tests.agents.small_company import SmallCompany, day
from tests.tools.estimation.told import receipt
from tests.trimtab.changes import expedite, leg_for, redated, reschedule
from tools.optimizer.planning.supply import believed_yield
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, OnDate, Parameter, Persistence
from trimtab.cases import Case, CaseState, Drift
from trimtab.events import Event, EventType
from trimtab.mandates import BudgetUse
from trimtab.offers import CapPurchaseValue, LevelOffer, PurchaseOffer

LINE = subjects.purchase_line("KMW-2417", "1")


def moved(company: SmallCompany, before: dict[str, Belief]) -> dict[str, Belief]:
    """The beliefs whose distribution is another one than before."""
    return {s: b for s, b in company.beliefs().items() if b.distribution != before[s].distribution}


def eta(belief: Belief) -> OnDate:
    assert isinstance(belief.distribution, OnDate)
    return belief.distribution


def mean(belief: Belief) -> float:
    assert isinstance(belief.distribution, Normal)
    return belief.distribution.mean


def told(company: SmallCompany) -> list[Event]:
    with company.ledger.read() as tx:
        return tx.events.of_types(company.procurement.watches)


def test_a_single_slip_of_a_reliable_supplier_moves_that_arrival_only(company: SmallCompany) -> None:
    before = company.beliefs()
    company.slip("KMW-2417", 16)
    company.learn()
    after = moved(company, before)
    assert set(after) == {LINE}
    assert abs((eta(after[LINE]).date - day(6 + 16)).days) <= 1
    assert after[LINE].persistence is Persistence.ONE_OFF
    assert after[LINE].because == (f"{LINE} {company.clock.business_now().isoformat()}",)


def test_a_second_slip_of_a_supplier_is_the_new_normal_and_moves_its_lead_times(late: Proposed) -> None:
    beliefs = late.company.beliefs()
    for item in ("WINCH-40", "FURL-2"):
        belief = beliefs[subjects.source("KMW", item)]
        assert belief.persistence is Persistence.NEW_NORMAL
        assert mean(belief) > 35 + 5
    assert abs(mean(beliefs[subjects.source("BRF", "WINCH-40")]) - 5) < 0.5


def test_an_order_says_what_the_supplier_promises_and_is_expected_once_later_not_twice(
    late: Proposed, tmp_path: Path
) -> None:
    company = late.company.copy(tmp_path / "ordered")
    offers = company.procurement.offer(late.case, company.erp.snapshot())
    far = next(o for o in offers if isinstance(o, PurchaseOffer) and o.supplier == "KMW")
    assert far.promised_days == 35
    assert far.lead_time_days > 35 + 5
    state = company.erp.state
    order = {"document": "PO-NEW", "number": "PO-NEW", "item": far.item, "due": day(35)}
    placed = state.purchases[0].model_copy(update=order)
    company.erp.state = state.model_copy(update={"purchases": (*state.purchases, placed)})
    company.learn()
    believed = eta(company.beliefs()[subjects.purchase_line("PO-NEW", placed.line)])
    assert abs((believed.date - day(round(far.lead_time_days))).days) <= 1


def test_lines_that_come_later_because_we_asked_for_it_move_no_lead_time(
    company: SmallCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = company.beliefs()
    asked = [
        leg_for(reschedule(f"act_{order}").model_copy(update={"document": order, "lines": (later,)}), leg_id=order)
        for order, days in (("KMW-2417", 16), ("KMW-2424", 9))
        for later in (redated("1", before=20, after=20 + days),)
    ]
    monkeypatch.setattr("agents.procurement.legs_taken_up", lambda _: asked)
    company.slip("KMW-2417", 16)
    company.slip("KMW-2424", 9)
    company.learn()
    assert {s for s in moved(company, before) if s.startswith("source:")} == set()


@pytest.mark.parametrize("paid_for", [True, False])
def test_what_came_early_because_we_paid_for_it_moves_no_lead_time(
    company: SmallCompany, monkeypatch: pytest.MonkeyPatch, paid_for: bool
) -> None:
    """The same receipts without a request of ours are a supplier who has become quick."""
    before = company.beliefs()[subjects.source("KMW", "WINCH-40")]
    early = [receipt(number, -20, supplier="KMW", item="WINCH-40") for number in (30, 31)]
    asked = [
        leg_for(
            expedite(f"act_{number}", redated(before=35, after=15)).model_copy(update={"number": number}), leg_id=number
        )
        for number in ("PO-030", "PO-031")
    ]
    monkeypatch.setattr("agents.procurement.legs_taken_up", lambda _: asked if paid_for else [])
    with company.ledger.write() as tx:
        tx.events.add(early)
    believed = {b.subject: b for b in company.procurement.observe(early)}
    after = believed[before.subject]
    assert (abs(mean(after) - mean(before)) < 0.5) is paid_for
    assert (mean(after) < 35 - 5) is not paid_for


def test_a_slip_that_is_won_back_in_part_stays_the_suppliers(
    company: SmallCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked to come 9 days after what the order says, because it was believed to come 16 days after: no favour."""
    asked = [
        leg_for(expedite(f"act_{n}", redated(before=35, after=44)).model_copy(update={"number": n}), leg_id=n)
        for n in ("PO-030", "PO-031")
    ]
    monkeypatch.setattr("agents.procurement.legs_taken_up", lambda _: asked)
    late = [receipt(number, 9, supplier="KMW", item="WINCH-40") for number in (30, 31)]
    with company.ledger.write() as tx:
        tx.events.add(late)
    believed = {b.subject: b for b in company.procurement.observe(late)}
    assert mean(believed[subjects.source("KMW", "WINCH-40")]) > 35 + 4


def test_a_slip_that_is_taken_back_leaves_what_was_believed(company: SmallCompany) -> None:
    before = company.beliefs()
    for days in (16, -16):
        company.slip("KMW-2417", days)
        company.learn()
    assert moved(company, before) == {}
    assert company.beliefs()[LINE].version == before[LINE].version + 2


@pytest.mark.parametrize("seed", range(3))
def test_events_told_twice_and_in_any_order_are_believed_the_same(company: SmallCompany, seed: int) -> None:
    company.slip("KMW-2417", 16)
    company.slip("KMW-2424", 9)
    company.learn()
    beliefs = company.beliefs()
    events = told(company) * 2
    random.Random(seed).shuffle(events)
    again = company.procurement.observe(events)
    assert {b.subject: (b.distribution, b.persistence) for b in again} == {
        b.subject: (b.distribution, b.persistence) for b in beliefs.values() if b.owner is Function.PROCUREMENT
    }
    assert all(b.version == beliefs[b.subject].version for b in again)


def test_batches_split_and_shuffled_end_in_the_same_beliefs(
    company: SmallCompany, learned_company: SmallCompany
) -> None:
    events = told(learned_company)
    expected = {s: b for s, b in company.beliefs().items() if b.owner is Function.PROCUREMENT}
    random.Random(7).shuffle(events)
    for start in range(0, len(events), 10):
        with company.ledger.write() as tx:
            tx.beliefs.record(company.procurement.observe(events[start : start + 10]))
    assert {s: b.distribution for s, b in expected.items()} == {
        s: b.distribution for s, b in company.beliefs().items() if s in expected
    }


def test_a_line_that_was_received_is_no_longer_believed_about(company: SmallCompany) -> None:
    company.clock.advance(timedelta(days=1))
    company.change(purchases=lambda p: p.model_copy(update={"quantity": Decimal(0)}) if p.number == "KMW-2417" else p)
    company.sensing.poll()
    events = [e for e in told(company) if e.subject == LINE]
    assert events[-1].data["quantity"] == "0"
    assert LINE not in {b.subject for b in company.procurement.observe(events)}


def test_a_supplier_that_delivers_short_is_believed_to_and_planned_with(company: SmallCompany) -> None:
    """Four orders of ten of which seven came; the open line of that supplier is planned with less than it says."""
    short = [receipt(-number, 0, supplier="KMW", item="WINCH-40") for number in range(4)]
    told = [e.model_copy(update={"data": e.data | {"quantity": "7", "ordered_quantity": "10"}}) for e in short]
    with company.ledger.write() as tx:
        tx.events.add(told)
    believed = company.procurement.observe(told)
    with company.ledger.write() as tx:
        tx.beliefs.record(believed)
    (arrives,) = [b for b in believed if b.parameter is Parameter.YIELD]
    assert arrives.subject == subjects.source("KMW", "WINCH-40")
    assert mean(arrives) == pytest.approx((3 + 4 * 0.7) / 7)
    places = tuple(subjects.item_location("WINCH-40", place) for place in ("CEN", "NOR"))
    case = company_case(company, places)
    problem = problem_for(company.desk, case, company.erp.snapshot(), [])
    line = next(p for p in company.erp.snapshot().purchases if (p.supplier, p.item) == ("KMW", "WINCH-40"))
    assert believed_yield(problem, line) == mean(arrives)


def company_case(company: SmallCompany, places: tuple[str, ...]) -> Case:
    zero = Decimal(0)
    drift = Drift(currency="EUR", level_per_day=zero, plan=zero, avoidable=zero, sunk=zero)
    return Case(
        id="c", title="", state=CaseState.OPEN, round=1, subjects=places, drift=drift, opened_at=company.desk.now()
    )


def test_demand_says_nothing_about_suppliers(company: SmallCompany) -> None:
    with company.ledger.read() as tx:
        demand = tx.events.of_types([EventType.DEMAND_OBSERVED])
    assert company.procurement.observe(demand) == []


def test_every_source_of_an_item_is_offered_where_the_erp_buys_it(slipped: Proposed) -> None:
    company = slipped.company
    offers = company.procurement.offer(slipped.case, company.erp.snapshot())
    purchases = {o.supplier: o for o in offers if isinstance(o, PurchaseOffer)}
    assert set(purchases) == {"KMW", "BRF"}
    near = purchases["BRF"]
    assert (near.item, near.location, near.unit_price.amount) == ("WINCH-40", "CEN", 268)
    assert (near.minimum_order, near.lot_multiple) == (6, 6)
    (level,) = [o for o in offers if isinstance(o, LevelOffer)]
    assert (level.item, level.location, level.function) == ("WINCH-40", "CEN", Function.SUPPLY)


def test_an_offer_arrives_when_it_is_believed_to_not_when_the_contract_says(late: Proposed) -> None:
    company = late.company
    offers = company.procurement.offer(late.case, company.erp.snapshot())
    far = next(o for o in offers if isinstance(o, PurchaseOffer) and (o.supplier, o.item) == ("KMW", "WINCH-40"))
    belief = company.beliefs()[subjects.source("KMW", "WINCH-40")].distribution
    assert isinstance(belief, Normal)
    assert (far.lead_time_days, far.lead_time_sd_days) == (belief.mean, belief.sd)


def test_before_anything_is_believed_the_contract_counts(tmp_path: Path) -> None:
    small = SmallCase(tmp_path / "case")
    offers = ProcurementAgent(small.desk).offer(small.case, small.state)
    far = next(o for o in offers if isinstance(o, PurchaseOffer) and o.supplier == "KMW")
    assert (far.lead_time_days, far.lead_time_sd_days) == (35.0, 0.0)


def test_nothing_is_offered_where_the_erp_does_not_buy(slipped: Proposed) -> None:
    company = slipped.company
    north = slipped.case.model_copy(update={"subjects": (subjects.item_location("WINCH-40", "NOR"),)})
    assert company.procurement.offer(north, company.erp.snapshot()) == []
    nowhere = slipped.case.model_copy(update={"subjects": (subjects.item_location("WINCH-40", "MOON"),)})
    assert company.procurement.offer(nowhere, company.erp.snapshot()) == []


def test_a_budget_that_would_be_overspent_is_an_objection(learned_company: SmallCompany) -> None:
    state = learned_company.erp.snapshot()
    within, beyond = buy("WINCH-40", 540), buy("WINCH-40", 564)
    assert learned_company.procurement.review(a_plan(within), state) == []
    (objection,) = learned_company.procurement.review(a_plan(beyond), state)
    assert isinstance(objection.constraint, CapPurchaseValue)
    assert (objection.constraint.supplier, objection.constraint.limit.amount) == ("BRF", 150000)


def test_lines_of_one_supplier_share_its_budget_and_others_do_not(learned_company: SmallCompany) -> None:
    state = learned_company.erp.snapshot()
    together = a_plan(buy("WINCH-40", 540), buy("BLOCK-57", 1000))
    assert len(learned_company.procurement.review(together, state)) == 1
    apart = a_plan(buy("WINCH-40", 540), buy("WINCH-40", 9000, supplier="KMW"))
    assert learned_company.procurement.review(apart, state) == []


def test_what_was_spent_today_is_no_longer_there(company: SmallCompany) -> None:
    use = BudgetUse(scope=f"purchase:BRF:{company.desk.today()}", limit=Decimal(150000), amount=Decimal(149000))
    with company.ledger.write() as tx:
        tx.budgets.reserve(use)
    (objection,) = company.procurement.review(a_plan(buy("WINCH-40", 6)), company.erp.snapshot())
    assert isinstance(objection.constraint, CapPurchaseValue)
    assert objection.constraint.limit.amount == 1000
    assert objection.constraint.reason == "the budget for BRF leaves 1,000 EUR today"
