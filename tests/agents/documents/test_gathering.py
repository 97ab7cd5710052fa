"""Documents: steps gathered as people know them, each with its owner and a key that depends on bundle and revision."""

from decimal import Decimal

from agents.documents import Document, documents_of
from demo.company import UNIT
from demo.network import network_of
from tests.agents.plans import a_plan, ask_to_wait, buy, move, set_level
from tests.agents.small_company import CLEAN, TODAY, day, snapshot_of
from trimtab.actions import AdjustLevel, PlacePurchase, RepromiseOrder, TransferStock
from trimtab.beliefs import Function
from trimtab.plans import PlannedStep

NETWORK = network_of(CLEAN)
STATE = snapshot_of(CLEAN)


def documents(*steps: PlannedStep, key: str = "bnd_1:1") -> list[Document]:
    return documents_of(a_plan(*steps), STATE, NETWORK, key)


def test_steps_of_one_supplier_and_location_are_one_order() -> None:
    (order, north) = documents(buy("WINCH-40", 60), buy("BLOCK-57", 40), buy("WINCH-40", 6, location="NOR"))
    assert isinstance(order.action, PlacePurchase)
    assert order.owner is Function.PROCUREMENT
    assert [(x.item, x.quantity, x.unit_price.amount, x.unit, x.due) for x in order.action.lines] == [
        ("BLOCK-57", 40, Decimal("18.90"), UNIT, day(5)),
        ("WINCH-40", 60, Decimal("268.00"), UNIT, day(5)),
    ]
    assert set(order.offer_ids) == {"purchase:BRF/WINCH-40@CEN", "purchase:BRF/BLOCK-57@CEN"}
    assert (order.leg_id, north.leg_id) == ("purchase-BRF-CEN", "purchase-BRF-NOR")


def test_two_suppliers_are_two_orders_at_their_own_prices() -> None:
    orders = documents(buy("WINCH-40", 60, "KMW", days=35), buy("WINCH-40", 6, "BRF"))
    prices = {o.action.supplier: o.action.value() for o in orders if isinstance(o.action, PlacePurchase)}
    assert prices == {"BRF": 6 * Decimal(268), "KMW": 60 * Decimal(212)}


def test_steps_over_one_lane_are_one_transfer_with_its_freight() -> None:
    (shipment,) = documents(move("WINCH-40", 20), move("BLOCK-57", 30))
    assert isinstance(shipment.action, TransferStock)
    assert shipment.owner is Function.LOGISTICS
    assert shipment.action.cost.amount == 50 * Decimal("1.20")
    assert (shipment.action.ship, shipment.action.due) == (TODAY, day(3))
    assert [(x.item, x.quantity) for x in shipment.action.lines] == [("BLOCK-57", 30), ("WINCH-40", 20)]


def test_lanes_in_two_directions_are_two_transfers() -> None:
    there, back = documents(move("WINCH-40", 20), move("BLOCK-57", 30, "CEN", "NOR"))
    assert {there.leg_id, back.leg_id} == {"transfer-NOR-CEN-road", "transfer-CEN-NOR-road"}


def test_a_promise_says_customer_quantity_and_both_dates() -> None:
    (promise,) = documents(ask_to_wait("SO-SKAG-045", days=30))
    action = promise.action
    assert isinstance(action, RepromiseOrder)
    assert promise.owner is Function.SALES
    assert (action.customer, action.item, action.quantity) == ("SKAG", "WINCH-40", 40)
    assert (action.due_before, action.due_after) == (day(14), day(30))


def test_a_level_starts_from_what_the_erp_holds_not_from_what_the_plan_remembers() -> None:
    (level,) = documents(set_level("WINCH-40", "CEN", (1, 2), (450, 520)))
    action = level.action
    assert isinstance(action, AdjustLevel)
    assert level.owner is Function.SUPPLY
    assert (action.minimum_before, action.target_before) == (431, 491)
    assert (action.minimum_after, action.target_after) == (450, 520)
    assert action.document == "WINCH-40@CEN"


def test_a_level_the_erp_does_not_hold_is_no_document() -> None:
    assert documents(set_level("FURL-2", "NOR", (0, 0), (1, 2))) == []


def test_the_same_work_has_the_same_keys_and_a_new_revision_has_new_ones() -> None:
    steps = (buy("WINCH-40", 60), move("WINCH-40", 20), ask_to_wait("SO-SKAG-045"))
    once, again, revised = documents(*steps), documents(*steps[::-1]), documents(*steps, key="bnd_1:2")
    assert once == again
    assert [d.leg_id for d in once] == [d.leg_id for d in revised]
    assert not {d.action.id for d in once} & {d.action.id for d in revised}
    assert len({d.action.id for d in once}) == 3
    assert [d.action.content_digest() for d in once] == [d.action.content_digest() for d in revised]
