"""Plans written by hand, for what is done with a plan whoever made it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.agents.small_company import TODAY, day
from trimtab.impact import Effect, Impact
from trimtab.offers import ChangeOffer
from trimtab.plans import (
    Plan,
    PlannedChange,
    PlannedLevel,
    PlannedPurchase,
    PlannedRepromise,
    PlannedStep,
    PlannedTransfer,
)

NOTHING = Effect(before=Decimal(0), after=Decimal(0))


def a_plan(*steps: PlannedStep, **fields: Any) -> Plan:
    held: dict[str, Any] = {
        "currency": "EUR",
        "today": TODAY,
        "horizon_days": 91,
        "steps": steps,
        "cost": Decimal(100),
        "bound": Decimal(99),
        "gap": 0.01,
        "default_cost": Decimal(900),
        "impact": Impact(
            currency="EUR",
            horizon_days=91,
            cash=NOTHING,
            goods=NOTHING,
            margin_and_penalties=NOTHING,
            implied=NOTHING,
            fill_rate=NOTHING,
            stockout_risk=NOTHING,
        ),
    }
    return Plan(**(held | fields))


def buy(item: str, quantity: int, supplier: str = "BRF", location: str = "CEN", days: int = 5) -> PlannedPurchase:
    return PlannedPurchase(
        offer_id=f"purchase:{supplier}/{item}@{location}",
        supplier=supplier,
        item=item,
        location=location,
        quantity=Decimal(quantity),
        due=day(days),
        expected=day(days),
    )


def move(item: str, quantity: int, origin: str = "NOR", destination: str = "CEN") -> PlannedTransfer:
    return PlannedTransfer(
        offer_id=f"transfer:{item}:{origin}>{destination}:road",
        item=item,
        origin=origin,
        destination=destination,
        mode="road",
        quantity=Decimal(quantity),
        ship=TODAY,
        due=TODAY + timedelta(days=3),
    )


def ask_to_wait(document: str, line: str = "1", days: int = 30) -> PlannedRepromise:
    return PlannedRepromise(offer_id=f"repromise:{document}/{line}", document=document, line=line, due_after=day(days))


def set_level(item: str, location: str, before: tuple[int, int], after: tuple[int, int]) -> PlannedLevel:
    return PlannedLevel(
        offer_id=f"level:item-location:{item}@{location}",
        item=item,
        location=location,
        minimum_before=Decimal(before[0]),
        target_before=Decimal(before[1]),
        minimum_after=Decimal(after[0]),
        target_after=Decimal(after[1]),
    )


def take(offer: ChangeOffer) -> PlannedChange:
    """Take up an offer as it stands."""
    return PlannedChange(offer_id=offer.id, offer=offer)
