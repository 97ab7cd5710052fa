"""A bundle small enough to change one thing at a time: a purchase, a transfer, a promise and a level."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trimtab import subjects
from trimtab.actions import (
    Action,
    AdjustLevel,
    PlacePurchase,
    PurchaseLine,
    RepromiseOrder,
    TransferLine,
    TransferStock,
)
from trimtab.assumptions import Assumptions, NumberRange
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Leg, SolverRecord
from trimtab.impact import Effect, Impact
from trimtab.measures import Money
from trimtab.readings import ON_HAND
from trimtab.waiting import WaitingCurve

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def euro(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def purchase(
    key: str = "act_purchase_1",
    supplier: str = "BRF",
    quantity: str = "60",
    price: str = "268.00",
    items: tuple[str, ...] = ("WINCH-40",),
) -> PlacePurchase:
    lines = tuple(
        PurchaseLine(item=i, quantity=Decimal(quantity), unit="Unit", unit_price=euro(price), due=day(5)) for i in items
    )
    return PlacePurchase(id=key, supplier=supplier, location="CEN", lines=lines)


def transfer(key: str = "act_transfer_1", quantity: str = "20", cost: str = "84") -> TransferStock:
    return TransferStock(
        id=key,
        origin="NOR",
        destination="CEN",
        mode="road",
        ship=TODAY,
        due=day(3),
        lines=(TransferLine(item="WINCH-40", quantity=Decimal(quantity), unit="Unit"),),
        cost=euro(cost),
    )


def promise(key: str = "act_promise_1") -> RepromiseOrder:
    return RepromiseOrder(
        id=key,
        document="7",
        number="SO-SKAG-045",
        line="9",
        customer="SKAG",
        item="WINCH-40",
        quantity=Decimal(40),
        due_before=day(14),
        due_after=day(20),
    )


def level(key: str = "act_level_1", target: str = "520") -> AdjustLevel:
    return AdjustLevel(
        id=key,
        item="WINCH-40",
        location="CEN",
        document="1",
        minimum_before=Decimal(431),
        target_before=Decimal(491),
        minimum_after=Decimal(450),
        target_after=Decimal(target),
    )


OWNERS = {
    "place_purchase": Function.PROCUREMENT,
    "transfer_stock": Function.LOGISTICS,
    "repromise_order": Function.SALES,
    "adjust_level": Function.SUPPLY,
}


def leg(action: Action, owner: Function | None = None) -> Leg:
    return Leg(
        id=f"leg-{action.id}", owner=owner or OWNERS.get(action.kind, Function.SUPPLY), action=action, because="so"
    )


def assumptions(**changed: Any) -> Assumptions:
    held: dict[str, Any] = {
        "ranges": (
            NumberRange(
                subject=subjects.item_location("WINCH-40", "CEN"),
                what=ON_HAND,
                unit="Unit",
                value=Decimal(64),
                low=Decimal(50),
                high=Decimal(80),
            ),
        ),
        "state_as_of": NOW,
        "network_version": "1",
        "expires_at": NOW + timedelta(hours=48),
    }
    return Assumptions(**(held | changed))


def bundle(*actions: Action, **changed: Any) -> Bundle:
    none = Effect(before=Decimal(0), after=Decimal(0))
    chosen = actions or (purchase(), transfer(), promise(), level())
    held: dict[str, Any] = {
        "id": "bnd_small",
        "case_id": "cas_small",
        "round": 1,
        "revision": 1,
        "headline": "Kowloon is late",
        "narrative": "Order near, move stock, ask a customer to wait.",
        "legs": tuple(leg(a) for a in chosen),
        "impact": Impact(
            currency="EUR",
            horizon_days=60,
            cash=none,
            goods=none,
            margin_and_penalties=none,
            implied=none,
            fill_rate=none,
            stockout_risk=none,
        ),
        "evidence": (),
        "assumptions": assumptions(),
        "waiting": WaitingCurve(currency="EUR", points=()),
        "solver": SolverRecord(cost=Decimal(100), bound=Decimal(99), gap=0.01, default_cost=Decimal(900)),
        "if_nobody_answers": "Nothing is sent.",
    }
    return Bundle(**(held | changed))
