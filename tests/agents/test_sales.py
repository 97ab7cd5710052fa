"""The sales agent: believes demand, offers later promises, and shields customers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from agents.composing import Solved
from agents.sales import SalesAgent
from tests.agents.conftest import Proposed
from tests.agents.plans import a_plan, ask_to_wait
from tests.agents.small_company import TODAY, SmallCompany, day
from tests.tools.estimation.told import demand
from tools.estimation.estimate import midnight
from trimtab.beliefs import Belief, Function, Normal, Parameter, Uplift
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.facts import Fact, PromotionStatement
from trimtab.offers import ForbidRepromise, RepromiseOffer, Standing
from trimtab.subjects import item_location, split_item_location

WINCH = item_location("WINCH-40", "CEN")


def observed(quantity: float, ago: int, item: str = "WINCH-40", location: str = "CEN") -> Event:
    told = demand(TODAY - timedelta(days=ago), quantity, recorded_at=TODAY.isoformat())
    data = told.data | {"item": item, "location": location}
    return told.model_copy(
        update={"subject": item_location(item, location), "data": data, "id": f"{item} {location} {ago} {quantity}"}
    )


def promises(company: SmallCompany, case: Case) -> dict[str, RepromiseOffer]:
    offers = company.sales.offer(case, company.erp.snapshot())
    return {o.document: o for o in offers if isinstance(o, RepromiseOffer)}


def test_demand_is_believed_near_what_the_company_sells(learned_company: SmallCompany) -> None:
    beliefs = learned_company.beliefs()
    for sold in learned_company.company.demand:
        distribution = beliefs[item_location(sold.item, sold.warehouse)].distribution
        assert isinstance(distribution, Normal)
        assert abs(distribution.mean - sold.per_day) < 0.25 * sold.per_day


def test_only_what_was_heard_of_is_estimated_again(company: SmallCompany) -> None:
    (belief,) = company.sales.observe([observed(6, 1)])
    assert belief.subject == WINCH
    assert belief.owner is Function.SALES


def test_what_was_heard_before_changes_nothing(company: SmallCompany) -> None:
    with company.ledger.read() as tx:
        known = tx.events.of_types(company.sales.watches)
    again = company.sales.observe(known[-50:])
    assert again
    assert all(company.beliefs()[b.subject] == b for b in again)


def test_a_rise_that_lasts_moves_the_belief_and_names_its_events(company: SmallCompany) -> None:
    before = company.beliefs()[WINCH]
    company.clock.advance(timedelta(days=28))
    rise = [observed(14, ago=-n) for n in range(28)]
    with company.ledger.write() as tx:
        tx.events.add(rise)
    (after,) = company.sales.observe(rise)
    assert isinstance(before.distribution, Normal)
    assert isinstance(after.distribution, Normal)
    assert after.version == before.version + 1
    assert after.distribution.mean > 1.5 * before.distribution.mean
    assert set(after.because) & {e.id for e in rise}


def promotion(start: int, end: int, per_day: float, place: str = WINCH) -> Event:
    item, location = split_item_location(place)
    return Event(
        id=f"promotion {place} {start} {per_day}",
        source="csv/promotions",
        type=EventType.PROMOTION_CHANGED,
        subject=place,
        time=midnight(TODAY),
        data={
            "item": item,
            "location": location,
            "start": day(start).isoformat(),
            "end": day(end).isoformat(),
            "per_day": per_day,
        },
    )


def mean_of(belief: Belief) -> float:
    assert isinstance(belief.distribution, Normal)
    return belief.distribution.mean


@pytest.fixture
def promoted(company: SmallCompany) -> list[Event]:
    """Four weeks that sold more than twice the usual."""
    company.clock.advance(timedelta(days=28))
    sold = [observed(14, ago=-n) for n in range(28)]
    with company.ledger.write() as tx:
        tx.events.add(sold)
    return sold


def test_days_of_a_promotion_do_not_raise_the_level(company: SmallCompany, promoted: list[Event]) -> None:
    before = company.beliefs()[WINCH]
    (inflated,) = company.sales.observe(promoted)
    told = promotion(0, 27, 8)
    with company.ledger.write() as tx:
        tx.beliefs.record([inflated])
        tx.events.add([told])
    demand_again, calendar = company.sales.observe([told])
    assert mean_of(inflated) > 1.5 * mean_of(before)
    assert mean_of(demand_again) == pytest.approx(mean_of(before), rel=0.1)
    assert calendar.parameter is Parameter.PROMOTION
    assert calendar.distribution == Uplift(start=day(0), end=day(27), per_day=8)


def test_days_of_a_promotion_that_somebody_stated_do_not_raise_it_either(
    company: SmallCompany, promoted: list[Event]
) -> None:
    before = company.beliefs()[WINCH]
    stated = PromotionStatement(item="WINCH-40", location="CEN", start=day(0), end=day(27), per_day=8)
    fact = Fact(id="f1", statement=stated, owner="sales", asserted_at=midnight(TODAY), expires_at=midnight(day(20)))
    with company.ledger.write() as tx:
        tx.facts.add(fact)
    (after,) = company.sales.observe(promoted)
    assert mean_of(after) == pytest.approx(mean_of(before), rel=0.1)
    with company.ledger.write() as tx:
        tx.facts.withdraw("f1", company.desk.now() - timedelta(days=10))
    (inflated,) = company.sales.observe(promoted)
    assert mean_of(inflated) > 1.5 * mean_of(before)


def test_a_promotion_where_nothing_was_sold_yet_is_believed_all_the_same(company: SmallCompany) -> None:
    told = promotion(5, 9, 3, item_location("FURL-2", "NOR"))
    with company.ledger.write() as tx:
        tx.events.add([told])
    found = company.sales.observe([told])
    assert [b.parameter for b in found if b.subject == told.subject][-1] is Parameter.PROMOTION


def test_other_functions_events_say_nothing_about_demand(company: SmallCompany) -> None:
    with company.ledger.read() as tx:
        other = tx.events.of_types([EventType.PURCHASE_CHANGED, EventType.RECEIPT_OBSERVED])
    assert other
    assert company.sales.observe(other) == []


def test_later_promises_are_offered_for_the_cases_places_only(slipped: Proposed) -> None:
    company = slipped.company
    offered = promises(company, slipped.case)
    assert {(o.item, o.location) for o in offered.values()} <= {("WINCH-40", "CEN"), ("WINCH-40", "NOR")}
    assert {"SO-HARB-118", "SO-SKAG-045"} <= offered.keys()
    north = slipped.case.model_copy(update={"subjects": (item_location("WINCH-40", "NOR"),)})
    assert {o.location for o in promises(company, north).values()} == {"NOR"}


def test_the_first_customers_are_not_asked_to_wait(slipped: Proposed) -> None:
    offered = promises(slipped.company, slipped.case)
    assert not [o for o in offered.values() if o.customer == "VEND"]
    assert {o.customer for o in offered.values()} == {"SKAG", "HARB"}


def test_a_promise_is_an_assumption_priced_by_its_margin(slipped: Proposed) -> None:
    offer = promises(slipped.company, slipped.case)["SO-SKAG-045"]
    assert offer.standing is Standing.ASSUMED
    assert (offer.due, offer.latest, offer.quantity) == (day(14), day(42), 40)
    margin, late_share = Decimal(349) - Decimal(212), Decimal("0.15")
    assert offer.cost_per_unit_day.amount == (margin * late_share / 10).quantize(Decimal("0.01"))


def test_what_is_overdue_cannot_be_promised_again(company: SmallCompany, slipped: Proposed) -> None:
    company.clock.advance(timedelta(days=10))
    offered = promises(company, slipped.case)
    assert "SO-SKAG-042" not in offered
    assert "SO-SKAG-045" in offered


def test_a_customer_is_asked_to_wait_once_the_larger_order(learned_company: SmallCompany) -> None:
    plan = a_plan(ask_to_wait("SO-SKAG-045"), ask_to_wait("SO-SKAG-042"), ask_to_wait("SO-HARB-118"))
    (objection,) = learned_company.sales.review(plan, learned_company.erp.snapshot())
    assert isinstance(objection.constraint, ForbidRepromise)
    assert (objection.function, objection.constraint.document) == (Function.SALES, "SO-SKAG-042")
    assert "SKAG is asked to wait for another order already" in objection.constraint.reason


def test_one_promise_per_customer_is_no_objection(learned_company: SmallCompany) -> None:
    plan = a_plan(ask_to_wait("SO-SKAG-045"), ask_to_wait("SO-HARB-118"))
    assert learned_company.sales.review(plan, learned_company.erp.snapshot()) == []


def test_what_was_proposed_is_what_sales_agrees_to(slipped: Proposed, solved: Solved) -> None:
    assert slipped.company.sales.review(solved.plan, solved.problem.snapshot) == []


def like_the_winch(company: SmallCompany, item: str = "FURL-2") -> SalesAgent:
    """The sales agent of the same company, where an item is expected to sell like the winch."""
    items = tuple(
        i.model_copy(update={"sells_like": "WINCH-40"}) if i.code == item else i for i in company.network.items
    )
    return SalesAgent(replace(company.desk, network=company.network.model_copy(update={"items": items})))


def test_a_new_item_is_believed_to_sell_like_the_one_it_is_like(company: SmallCompany) -> None:
    """Nobody has bought a furler in the north yet; there the winch sells."""
    place, model = item_location("FURL-2", "NOR"), item_location("WINCH-40", "NOR")
    assert place not in company.beliefs()
    believed = {b.subject: b for b in like_the_winch(company).observe([observed(2, 1, location="NOR")])}
    assert believed.keys() == {model, place}
    heard, found = believed[model], believed[place]
    assert mean_of(found) == pytest.approx(mean_of(heard))
    assert isinstance(found.distribution, Normal)
    assert isinstance(heard.distribution, Normal)
    assert found.distribution.sd > heard.distribution.sd


def test_its_own_sales_move_it_away_from_there(company: SmallCompany) -> None:
    sales, model = like_the_winch(company), mean_of(company.beliefs()[item_location("WINCH-40", "NOR")])
    means = []
    for days in (5, 40):
        sold = [observed(3 * model, ago, "FURL-2", "NOR") for ago in range(1, days + 1)]
        with company.ledger.write() as tx:
            tx.events.add(sold)
        (found,) = sales.observe(sold)
        means.append(mean_of(found))
    assert model < means[0] < means[1]
    assert means[1] == pytest.approx(3 * model, rel=0.01)


def test_an_item_that_has_a_long_history_keeps_to_it(company: SmallCompany) -> None:
    before = company.beliefs()[item_location("FURL-2", "CEN")]
    found = {b.subject: b for b in like_the_winch(company).observe([observed(6, 1)])}
    assert found[before.subject] == before
