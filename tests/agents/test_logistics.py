"""The logistics agent: offers what is free over open lanes, and leaves the origin its own days."""

from datetime import timedelta
from decimal import Decimal

from tests.agents.conftest import Proposed
from tests.agents.plans import a_plan, buy, move
from tests.agents.small_company import SmallCompany, day
from trimtab import subjects
from trimtab.beliefs import Function, Normal
from trimtab.cases import Case
from trimtab.events import EventType
from trimtab.network import Network
from trimtab.offers import CapTransferQuantity, LevelOffer, TransferOffer
from trimtab.state import OpenTransferLine


def transfers(company: SmallCompany, case: Case) -> dict[tuple[str, str], TransferOffer]:
    offers = company.logistics.offer(case, company.erp.snapshot())
    return {(o.origin, o.destination): o for o in offers if isinstance(o, TransferOffer)}


def test_what_the_erp_says_of_stock_is_exact_and_nothing_is_estimated(company: SmallCompany) -> None:
    assert EventType.STOCK_CHANGED in company.logistics.watches
    assert company.logistics.observe([]) == []


def test_every_open_lane_is_offered_both_ways(slipped: Proposed) -> None:
    offered = transfers(slipped.company, slipped.case)
    assert set(offered) == {("CEN", "NOR"), ("NOR", "CEN")}
    south = offered["NOR", "CEN"]
    assert (south.item, south.mode, south.transit_days, south.cost_per_unit.amount) == (
        "WINCH-40",
        "road",
        3,
        Decimal("1.20"),
    )


def test_never_more_than_is_free_at_the_origin(slipped: Proposed, company: SmallCompany) -> None:
    soon = 5 + 7
    assert transfers(company, slipped.case)["NOR", "CEN"].maximum == 112 - soon
    assert transfers(company, slipped.case)["CEN", "NOR"].maximum == 64 - 8 - 10
    booked = OpenTransferLine(
        document="1",
        number="T1",
        line="1",
        item="WINCH-40",
        origin="NOR",
        destination="CEN",
        quantity=Decimal(30),
        due=day(3),
    )
    company.erp.state = company.erp.state.model_copy(update={"transfers": (booked,)})
    assert transfers(company, slipped.case)["NOR", "CEN"].maximum == 112 - soon - 30
    left = booked.model_copy(update={"shipped": True})
    company.erp.state = company.erp.state.model_copy(update={"transfers": (left,)})
    assert transfers(company, slipped.case)["NOR", "CEN"].maximum == 112 - soon


def test_an_origin_with_nothing_free_offers_nothing(slipped: Proposed, company: SmallCompany) -> None:
    company.change(
        on_hand=lambda s: s.model_copy(update={"quantity": Decimal(12)}) if s.location == "NOR" else s,
    )
    assert ("NOR", "CEN") not in transfers(company, slipped.case)


def test_a_closed_lane_is_not_offered(slipped: Proposed, company: SmallCompany) -> None:
    lanes = tuple(x.model_copy(update={"open": False}) if x.origin == "NOR" else x for x in company.network.lanes)
    network: Network = company.network.model_copy(update={"lanes": lanes})
    company.logistics._desk = type(company.desk)(company.ledger, company.erp, network, company.desk.policy)
    assert set(transfers(company, slipped.case)) == {("CEN", "NOR")}


def test_levels_are_offered_where_transfers_replenish(slipped: Proposed) -> None:
    offers = slipped.company.logistics.offer(slipped.case, slipped.company.erp.snapshot())
    levels = [o for o in offers if isinstance(o, LevelOffer)]
    assert [(o.item, o.location, o.function) for o in levels] == [("WINCH-40", "NOR", Function.SUPPLY)]


def test_an_origin_keeps_three_days_of_its_own_demand(learned_company: SmallCompany) -> None:
    demand = learned_company.beliefs()[subjects.item_location("WINCH-40", "NOR")].distribution
    assert isinstance(demand, Normal)
    room = int(Decimal(112) - Decimal(str(round(3 * demand.mean, 3))))
    state = learned_company.erp.snapshot()
    assert learned_company.logistics.review(a_plan(move("WINCH-40", room)), state) == []
    (objection,) = learned_company.logistics.review(a_plan(buy("WINCH-40", 6), move("WINCH-40", room + 1)), state)
    assert isinstance(objection.constraint, CapTransferQuantity)
    assert (objection.function, objection.constraint.limit) == (Function.LOGISTICS, room)
    assert objection.constraint.reason == "NOR keeps 3 days of its own demand"


def test_an_origin_that_is_short_itself_gives_nothing(company: SmallCompany) -> None:
    company.change(on_hand=lambda s: s.model_copy(update={"quantity": Decimal(2)}))
    (objection,) = company.logistics.review(a_plan(move("WINCH-40", 1)), company.erp.snapshot())
    assert isinstance(objection.constraint, CapTransferQuantity)
    assert objection.constraint.limit == 0


def test_where_nothing_is_sold_nothing_is_kept(company: SmallCompany) -> None:
    assert company.logistics.review(a_plan(move("FURL-2", 1)), company.erp.snapshot())
    with_stock = company.erp.snapshot()
    north = with_stock.on_hand[1].model_copy(update={"item": "FURL-2", "quantity": Decimal(1)})
    held = with_stock.model_copy(update={"on_hand": (*with_stock.on_hand, north)})
    assert company.logistics.review(a_plan(move("FURL-2", 1)), held) == []


def test_a_week_of_orders_is_kept_but_not_more(slipped: Proposed, company: SmallCompany) -> None:
    company.change(
        sales=lambda s: s.model_copy(update={"due": s.due + timedelta(days=6)}) if s.location == "NOR" else s
    )
    assert transfers(company, slipped.case)["NOR", "CEN"].maximum == 112
