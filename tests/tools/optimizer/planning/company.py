"""A company of one winch, two warehouses and two suppliers: the same network for every test, varied by keyword."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tools.optimizer import PlanProblem
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence
from trimtab.measures import Money, money
from trimtab.network import (
    CostParameters,
    Customer,
    Item,
    Lane,
    Location,
    Network,
    Source,
    StockPolicy,
    Supplier,
)
from trimtab.offers import LevelOffer, PurchaseOffer, RepromiseOffer, TransferOffer
from trimtab.state import (
    OpenPurchaseLine,
    OpenSalesLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
WINCH, CEN, NOR = "WINCH-40", "CEN", "NOR"


def eur(amount: str | float) -> Money:
    return money(Decimal(str(amount)), "EUR")


def costs(**changed: object) -> CostParameters:
    usual: dict[str, object] = {
        "version": "costs-1",
        "currency": "EUR",
        "holding_rate_per_year": 0.2,
        "backorder_cost_per_day_share": 0.12,
        "fixed_cost_per_purchase": eur(60),
        "fixed_cost_per_transfer": eur(40),
        "change_price": eur(25),
        "attention_price": eur(40),
    }
    return CostParameters.model_validate(usual | changed)


def network(**changed: object) -> Network:
    usual: dict[str, object] = {
        "company": "halyard",
        "version": "network-1",
        "costs": costs(),
        "items": (Item(code=WINCH, name="Winch", unit="pcs", unit_cost=eur(212), unit_price=eur(349)),),
        "locations": (Location(code=CEN, name="Central"), Location(code=NOR, name="North")),
        "suppliers": (Supplier(code="KMW", name="Kowloon"), Supplier(code="BRF", name="Brest")),
        "customers": (Customer(code="SKAG", name="Skagen", priority=2),),
        "sources": (
            Source(
                supplier="KMW",
                item=WINCH,
                unit_price=eur(212),
                lead_time_days=35,
                minimum_order=Decimal(60),
                lot_multiple=Decimal(12),
            ),
            Source(
                supplier="BRF",
                item=WINCH,
                unit_price=eur(268),
                lead_time_days=5,
                preference=1,
                erp_orders=False,
            ),
        ),
        "lanes": (Lane(origin=CEN, destination=NOR, transit_days=3, cost_per_unit=eur(2)),),
        "policies": (StockPolicy(item=WINCH, location=CEN), StockPolicy(item=WINCH, location=NOR)),
    }
    return Network.model_validate(usual | changed)


def belief(subject: str, parameter: Parameter, distribution: Distribution, **changed: object) -> Belief:
    usual: dict[str, object] = {
        "subject": subject,
        "parameter": parameter,
        "owner": Function.PROCUREMENT,
        "distribution": distribution,
        "persistence": Persistence.USUAL,
        "as_of": NOW,
        "version": 1,
    }
    return Belief.model_validate(usual | changed)


def demand(location: str, mean: float, sd: float, **changed: object) -> Belief:
    subject = subjects.item_location(WINCH, location)
    return belief(subject, Parameter.DEMAND, Normal(mean=mean, sd=sd), owner=Function.SALES, **changed)


def eta(days: int, sd_days: float, **changed: object) -> Belief:
    distribution = OnDate(date=TODAY + timedelta(days=days), sd_days=sd_days)
    return belief(subjects.purchase_line("po-1", "1"), Parameter.ETA, distribution, **changed)


def sale(number: int, location: str, quantity: float, due_in_days: int) -> OpenSalesLine:
    return OpenSalesLine(
        document=f"so-{number}",
        number=f"SO-{number}",
        line="1",
        customer="SKAG",
        item=WINCH,
        location=location,
        quantity=Decimal(str(quantity)),
        due=TODAY + timedelta(days=due_in_days),
    )


def snapshot(**changed: object) -> Snapshot:
    """84 in CEN, 55 in NOR, 372 from Kowloon due in 6 days; order points as the beliefs ask for."""
    usual: dict[str, object] = {
        "as_of": NOW,
        "system": "test",
        "on_hand": (stock(CEN, 84), stock(NOR, 55)),
        "purchases": (purchase(372, 6),),
        "sales": (sale(1, CEN, 10, 3), sale(2, CEN, 22, 8), sale(3, NOR, 7, 6)),
        "order_points": (point(CEN, 395, 479), point(NOR, 33, 70, OrderPointKind.INTERNAL)),
    }
    return Snapshot.model_validate(usual | changed)


def stock(location: str, quantity: float) -> StockOnHand:
    return StockOnHand(item=WINCH, location=location, quantity=Decimal(str(quantity)))


def purchase(quantity: float, due_in_days: int) -> OpenPurchaseLine:
    return OpenPurchaseLine(
        document="po-1",
        number="KMW-2417",
        line="1",
        supplier="KMW",
        item=WINCH,
        location=CEN,
        quantity=Decimal(str(quantity)),
        due=TODAY + timedelta(days=due_in_days),
    )


def point(location: str, minimum: float, target: float, kind: OrderPointKind = OrderPointKind.PURCHASE) -> OrderPoint:
    return OrderPoint(
        document=f"op-{location}",
        item=WINCH,
        location=location,
        kind=kind,
        minimum=Decimal(str(minimum)),
        target=Decimal(str(target)),
        provisioning=CEN if kind is OrderPointKind.INTERNAL else None,
    )


def near(**changed: object) -> PurchaseOffer:
    usual: dict[str, object] = {
        "id": "near",
        "function": Function.PROCUREMENT,
        "supplier": "BRF",
        "item": WINCH,
        "location": CEN,
        "unit_price": eur(268),
        "lead_time_days": 5,
        "lead_time_sd_days": 1,
        "minimum_order": Decimal(6),
        "lot_multiple": Decimal(6),
    }
    return PurchaseOffer.model_validate(usual | changed)


def far(**changed: object) -> PurchaseOffer:
    usual: dict[str, object] = {
        "id": "far",
        "supplier": "KMW",
        "unit_price": eur(212),
        "lead_time_days": 35,
        "lead_time_sd_days": 2,
        "minimum_order": Decimal(60),
        "lot_multiple": Decimal(12),
    }
    return near(**(usual | changed))


def transfer(origin: str = CEN, destination: str = NOR, **changed: object) -> TransferOffer:
    usual: dict[str, object] = {
        "id": f"transfer-{origin}-{destination}",
        "function": Function.LOGISTICS,
        "item": WINCH,
        "origin": origin,
        "destination": destination,
        "mode": "road",
        "transit_days": 3,
        "cost_per_unit": eur(2),
        "maximum": Decimal(84),
    }
    return TransferOffer.model_validate(usual | changed)


def repromise(line: OpenSalesLine, wait_days: int, cost: float) -> RepromiseOffer:
    return RepromiseOffer(
        id=f"repromise-{line.document}",
        function=Function.SALES,
        document=line.document,
        number=line.number,
        line=line.line,
        customer=line.customer,
        item=line.item,
        location=line.location,
        quantity=line.quantity,
        due=line.due,
        latest=line.due + timedelta(days=wait_days),
        cost_per_unit_day=eur(cost),
    )


def level(location: str) -> LevelOffer:
    return LevelOffer(id=f"level-{location}", function=Function.SUPPLY, item=WINCH, location=location)


def problem(**changed: object) -> PlanProblem:
    """The steady company with the offers of every function."""
    state = changed.get("snapshot", snapshot())
    assert isinstance(state, Snapshot)
    usual: dict[str, object] = {
        "network": network(),
        "snapshot": state,
        "beliefs": (demand(CEN, 6, 3), demand(NOR, 3, 2)),
        "offers": (near(), far(), transfer(), transfer(NOR, CEN, maximum=Decimal(30))),
        "today": TODAY,
        "items": (WINCH,),
    }
    return PlanProblem.model_validate(usual | changed)


def slipped(days: int = 22, sd_days: float = 3.0, **changed: object) -> PlanProblem:
    """The same company with little on hand, after the big order from Kowloon slipped by 16 days."""
    state = snapshot(on_hand=(stock(CEN, 70), stock(NOR, 25)))
    steady = problem(**({"snapshot": state} | changed))
    late = eta(days, sd_days, persistence=Persistence.ONE_OFF, version=2, because=("event-1",))
    return steady.varied(beliefs=(*steady.beliefs, late))
