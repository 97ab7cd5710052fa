"""One item, two warehouses and two suppliers in memory, whose terms a test can change: nothing is learnt or solved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from agents.desk import Desk
from agents.offering.situation import Situation
from tools.execution.adapters.fake import FakeErp
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence, Uplift
from trimtab.calendars import Calendar
from trimtab.cases import Case, CaseState, Drift
from trimtab.clock import ManualClock
from trimtab.ledger import Ledger, open_ledger
from trimtab.measures import Money
from trimtab.network import (
    ControlMode,
    CostParameters,
    Customer,
    Item,
    Lane,
    Location,
    Network,
    Source,
    StockPolicy,
    Substitute,
    Supplier,
)
from trimtab.policy import load_policy
from trimtab.state import (
    OpenPurchaseLine,
    OpenRequest,
    OpenSalesLine,
    OrderPoint,
    OrderPointKind,
    Snapshot,
    StockOnHand,
)
from trimtab.terms import CancelTerms, ChangeTerms, ExpediteTerms, RescheduleTerms

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday, before every cut-off."""
TODAY = NOW.date()
WEEKDAYS = Calendar(code="NL")
TERMS = ChangeTerms(
    expedite=ExpediteTerms(most_days=12, fee=Money(amount=Decimal(400), currency="EUR"), share_of_value=0.02),
    reschedule=RescheduleTerms(most_days=28, frozen_days=5),
    cancel=CancelTerms(share_of_value=0.1, frozen_days=10),
)


def euro(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def network(**changed: Any) -> Network:
    held: dict[str, Any] = {
        "company": "SMALL",
        "version": "1",
        "costs": CostParameters(
            version="finance-1",
            currency="EUR",
            holding_rate_per_year=0.22,
            backorder_cost_per_day_share=0.15,
            fixed_cost_per_purchase=euro("45"),
            fixed_cost_per_transfer=euro("60"),
            change_price=euro("25"),
            attention_price=euro("100"),
        ),
        "items": (
            Item(
                code="WINCH",
                name="Winch",
                unit="pcs",
                unit_cost=euro("200"),
                unit_price=euro("320"),
                substitutes=(Substitute(item="CAPSTAN", discount_share=0.05),),
            ),
            Item(code="CAPSTAN", name="Capstan", unit="pcs", unit_cost=euro("210"), unit_price=euro("340")),
        ),
        "locations": (Location(code="CEN", name="Central, Rotterdam"), Location(code="NOR", name="North, Gothenburg")),
        "suppliers": (
            Supplier(code="KMW", name="Kowloon Marine Works", changes=TERMS),
            Supplier(code="BRF", name="Brest Fittings", order_cut_off=time(15, 0)),
        ),
        "customers": (
            Customer(code="NAVY", name="Navy", priority=1),
            Customer(code="SKAG", name="Skagen Boatyard", priority=3),
            Customer(code="VEND", name="Vendée Marine", priority=5),
        ),
        "sources": (
            Source(supplier="KMW", item="WINCH", unit_price=euro("200"), lead_time_days=35, minimum_order=Decimal(60)),
            Source(
                supplier="BRF",
                item="WINCH",
                unit_price=euro("260"),
                lead_time_days=5,
                minimum_order=Decimal(6),
                lot_multiple=Decimal(6),
                preference=1,
            ),
            Source(supplier="BRF", item="CAPSTAN", unit_price=euro("210"), lead_time_days=5),
        ),
        "lanes": (
            Lane(origin="CEN", destination="NOR", transit_days=3, cost_per_unit=euro("1.20")),
            Lane(origin="NOR", destination="CEN", transit_days=3, cost_per_unit=euro("1.20")),
        ),
        "calendars": (WEEKDAYS,),
    }
    return Network(**(held | changed))


def controlled(mode: ControlMode) -> tuple[StockPolicy, ...]:
    """WINCH controlled in this way at both locations."""
    return tuple(StockPolicy(item="WINCH", location=place, control_mode=mode) for place in ("CEN", "NOR"))


def stock(item: str, location: str, quantity: int) -> StockOnHand:
    return StockOnHand(item=item, location=location, quantity=Decimal(quantity))


def bought(line: str = "1", quantity: int = 216, due: int = 20, document: str = "12", **more: Any) -> OpenPurchaseLine:
    held: dict[str, Any] = {
        "document": document,
        "number": f"PO-{document}",
        "line": line,
        "supplier": "KMW",
        "item": "WINCH",
        "location": "CEN",
        "quantity": Decimal(quantity),
        "due": day(due),
        "unit_price": Decimal(200),
    }
    return OpenPurchaseLine(**(held | more))


def sold(document: str, customer: str, quantity: int, due: int, **more: Any) -> OpenSalesLine:
    held: dict[str, Any] = {
        "document": document,
        "number": f"SO-{document}",
        "line": "1",
        "customer": customer,
        "item": "WINCH",
        "location": "CEN",
        "quantity": Decimal(quantity),
        "due": day(due),
    }
    return OpenSalesLine(**(held | more))


def requested(document: str = "R1", quantity: int = 60, **more: Any) -> OpenRequest:
    held: dict[str, Any] = {
        "document": document,
        "kind": OrderPointKind.PURCHASE,
        "item": "WINCH",
        "location": "CEN",
        "quantity": Decimal(quantity),
        "due": day(30),
        "supplier": "KMW",
    }
    return OpenRequest(**(held | more))


def state(**changed: Any) -> Snapshot:
    """Short at CEN within days: 60 on hand against 6 a day there and 2 in the north, one order due on day 20."""
    held: dict[str, Any] = {
        "as_of": NOW,
        "system": "fake-erp",
        "on_hand": (stock("WINCH", "CEN", 60), stock("WINCH", "NOR", 40), stock("CAPSTAN", "CEN", 50)),
        "purchases": (bought(),),
        "order_points": (
            OrderPoint(
                document="op-cen",
                item="WINCH",
                location="CEN",
                kind=OrderPointKind.PURCHASE,
                minimum=Decimal(250),
                target=Decimal(400),
            ),
            OrderPoint(
                document="op-nor",
                item="WINCH",
                location="NOR",
                kind=OrderPointKind.INTERNAL,
                minimum=Decimal(14),
                target=Decimal(40),
                provisioning="CEN",
            ),
        ),
    }
    return Snapshot(**(held | changed))


PLENTY = (stock("WINCH", "CEN", 900), stock("WINCH", "NOR", 40))
"""More on hand than four months take."""


def belief(subject: str, parameter: Parameter, distribution: Distribution, owner: Function = Function.SALES) -> Belief:
    return Belief(
        subject=subject,
        parameter=parameter,
        owner=owner,
        distribution=distribution,
        persistence=Persistence.USUAL,
        as_of=NOW,
        version=1,
    )


def demand(location: str, per_day: float) -> Belief:
    return belief(subjects.item_location("WINCH", location), Parameter.DEMAND, Normal(mean=per_day, sd=per_day / 2))


def promotion(location: str, start: int, end: int, per_day: float) -> Belief:
    uplift = Uplift(start=day(start), end=day(end), per_day=per_day)
    return belief(subjects.item_location("WINCH", location), Parameter.PROMOTION, uplift)


def arriving(on: int, line: str = "1", document: str = "12") -> Belief:
    eta = OnDate(date=day(on), sd_days=1)
    return belief(subjects.purchase_line(document, line), Parameter.ETA, eta, Function.PROCUREMENT)


USUAL = (demand("CEN", 6), demand("NOR", 2))
PLACES = (subjects.item_location("WINCH", "CEN"), subjects.item_location("WINCH", "NOR"))


def case(**changed: Any) -> Case:
    zero = Decimal(0)
    held: dict[str, Any] = {
        "id": "cas_small",
        "title": "Winches run short",
        "state": CaseState.OPEN,
        "round": 1,
        "subjects": PLACES,
        "drift": Drift(currency="EUR", level_per_day=zero, plan=zero, avoidable=zero, sunk=zero),
        "opened_at": NOW,
    }
    return Case(**(held | changed))


@dataclass
class SmallCase:
    """The case at a desk: state, beliefs and network as a test wants them."""

    directory: Path
    state: Snapshot = field(default_factory=state)
    beliefs: Sequence[Belief] = USUAL
    network: Network = field(default_factory=network)
    now: datetime = NOW
    case: Case = field(default_factory=case)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        clock = ManualClock(self.now)
        self.ledger: Ledger = open_ledger(f"sqlite:///{self.directory / 'ledger.sqlite'}", "halyard", clock)
        self.desk = Desk(self.ledger, FakeErp(self.state, clock), self.network, load_policy("halyard"))
        with self.ledger.write() as tx:
            tx.beliefs.record(self.beliefs)

    @property
    def situation(self) -> Situation:
        return Situation(self.desk, self.case, self.state, self.desk.beliefs())
