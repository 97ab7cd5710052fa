"""The bundle every run is about: a purchase, a transfer, a level and a promise, owned by four functions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from trimtab import subjects
from trimtab.actions import AdjustLevel, PlacePurchase, PurchaseLine, RepromiseOrder, TransferLine, TransferStock
from trimtab.approvals import Proposal
from trimtab.assumptions import Assumptions, NumberRange
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Leg, SolverRecord
from trimtab.cases import Case, CaseState, Drift
from trimtab.identifiers import deterministic_id
from trimtab.impact import Effect, Impact
from trimtab.ledger import Ledger
from trimtab.measures import Money
from trimtab.people import Principal, Role
from trimtab.policy import Policy, load_policy, route
from trimtab.readings import MINIMUM
from trimtab.waiting import WaitingCurve

PEOPLE = (
    Principal(id="bea", name="Bea", roles=frozenset({Role.PROCUREMENT})),
    Principal(id="ben", name="Ben", roles=frozenset({Role.PROCUREMENT})),
    Principal(id="lou", name="Lou", roles=frozenset({Role.LOGISTICS})),
    Principal(id="sam", name="Sam", roles=frozenset({Role.SALES})),
    Principal(id="pat", name="Pat", roles=frozenset({Role.SUPPLY_PLANNER})),
    Principal(id="fin", name="Fin", roles=frozenset({Role.FINANCE})),
    Principal(id="vic", name="Vic", roles=frozenset({Role.VIEWER})),
)
APPROVERS = {"procurement": "bea", "logistics": "lou", "sales": "sam", "supply_planner": "pat"}
STEP = Decimal(1)


@dataclass(frozen=True)
class Point:
    """An order point as it stands in the system of record."""

    document: str
    item: str
    location: str
    minimum: Decimal
    target: Decimal


def case_id_of(run: str, number: int = 1) -> str:
    return deterministic_id("cas", run, number)


def bundle_id_of(run: str, round_: int = 1, number: int = 1) -> str:
    return deterministic_id("bnd", run, number, round_)


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def proof_policy(undo_seconds: int = 10) -> Policy:
    """The shipped default policy; only the undo window is set."""
    return load_policy("proof").model_copy(update={"undo_window_seconds": undo_seconds})


def a_case(run: str, now: datetime, number: int = 1) -> Case:
    return Case(
        id=case_id_of(run, number),
        title="Shackles run out at Central",
        state=CaseState.OPEN,
        round=1,
        subjects=(subjects.item_location(f"SHACK-10-{number}", "CEN"),),
        drift=Drift(
            currency="EUR", level_per_day=Decimal(3), plan=Decimal(900), avoidable=Decimal(800), sunk=Decimal(100)
        ),
        opened_at=now,
    )


def legs_of(key: str, point: Point, now: datetime) -> tuple[Leg, ...]:
    """Four legs whose ids and keys depend on `key` only."""
    today = now.date()
    actions = {
        "buy": (
            Function.PROCUREMENT,
            PlacePurchase(
                id=deterministic_id("act", key, "buy"),
                supplier="BRF",
                location="CEN",
                lines=tuple(
                    PurchaseLine(
                        item=item,
                        quantity=Decimal(quantity),
                        unit="Unit",
                        unit_price=euros(price),
                        due=today + timedelta(days=7),
                    )
                    for item, quantity, price in (("SHACK-10", 60, "3.10"), ("ROPE-12", 4, "96.00"))
                ),
            ),
        ),
        "level": (
            Function.SUPPLY,
            AdjustLevel(
                id=deterministic_id("act", key, "level"),
                item=point.item,
                location=point.location,
                document=point.document,
                minimum_before=point.minimum,
                target_before=point.target,
                minimum_after=point.minimum + STEP,
                target_after=point.target + STEP,
            ),
        ),
        "move": (
            Function.LOGISTICS,
            TransferStock(
                id=deterministic_id("act", key, "move"),
                origin="CEN",
                destination="NOR",
                mode="road",
                ship=today,
                due=today + timedelta(days=3),
                lines=(TransferLine(item="BLOCK-57", quantity=Decimal(1), unit="Unit"),),
                cost=euros("60"),
            ),
        ),
        "promise": (
            Function.SALES,
            RepromiseOrder(
                id=deterministic_id("act", key, "promise"),
                document="1",
                number="S-1",
                line="1",
                customer="SKAG",
                item="WINCH-40",
                quantity=Decimal(2),
                due_before=today + timedelta(days=2),
                due_after=today + timedelta(days=9),
            ),
        ),
    }
    return tuple(
        Leg(id=leg_id, owner=owner, action=action, because="because it is worth it")
        for leg_id, (owner, action) in actions.items()
    )


def a_bundle(run: str, point: Point, now: datetime, *, round_: int = 1, revision: int = 1, number: int = 1) -> Bundle:
    """The bundle of a round; it rests on the order point standing where it stands."""
    bundle_id, case_id = bundle_id_of(run, round_, number), case_id_of(run, number)
    none = Effect(before=Decimal(0), after=Decimal(0))
    return Bundle(
        id=bundle_id,
        case_id=case_id,
        round=round_,
        revision=revision,
        headline="Order shackles, move blocks, raise a level, re-promise winches",
        narrative="",
        legs=legs_of(f"{bundle_id}:{revision}", point, now),
        impact=Impact(
            currency="EUR",
            horizon_days=60,
            cash=none,
            goods=none,
            margin_and_penalties=none,
            implied=none,
            fill_rate=none,
            stockout_risk=none,
        ),
        evidence=(),
        assumptions=Assumptions(
            ranges=(
                NumberRange(
                    subject=subjects.order_point(point.item, point.location),
                    what=MINIMUM,
                    unit="Unit",
                    value=point.minimum,
                    low=point.minimum,
                    high=point.minimum,
                ),
            ),
            state_as_of=now,
            network_version="1",
            expires_at=now + timedelta(hours=72),
        ),
        waiting=WaitingCurve(currency="EUR", points=()),
        solver=SolverRecord(cost=Decimal(100), bound=Decimal(99), gap=0.01, default_cost=Decimal(900)),
        if_nobody_answers="Nothing is sent.",
        claims=(
            subjects.item_location(f"SHACK-10-{number}", "CEN"),
            f"document:adjust_level:{point.document}-{number}",
        ),
    )


def a_proposal(
    run: str,
    point: Point,
    now: datetime,
    *,
    round_: int = 1,
    revision: int = 1,
    number: int = 1,
    policy: Policy | None = None,
) -> Proposal:
    bundle = a_bundle(run, point, now, round_=round_, revision=revision, number=number)
    return Proposal(bundle, route(bundle, policy or proof_policy(), now))


def settle_in(ledger: Ledger) -> None:
    """Give a ledger its people."""
    with ledger.write() as tx:
        for principal in PEOPLE:
            tx.people.save(principal)
