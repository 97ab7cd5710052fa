"""The way from the centre to the north closes for a week, just when a yard there orders furlers."""

from decimal import Decimal

from demo.play.incident import let_customer_order
from demo.play.incidents.incident import NOTHING, Incident, Verdict, World
from trimtab import subjects

ORIGIN, DESTINATION, DAYS = "CEN", "NOR", 7
CLOSES = 9
REASON = "The ferry to Gothenburg is on strike"
ITEM, CUSTOMER, REFERENCE = "FURL-1", "ORUS", "SO-ORUS-232"
PIECES, PRICE, DUE_IN_DAYS = 4, "690", 7


def close(world: World) -> list[str]:
    """Let nothing leave on the lane, and the carrier tell so, and until when."""
    world.business.closed.add((ORIGIN, DESTINATION))
    _tell(world, is_open=False)
    line, today = (ITEM, PIECES, Decimal(PRICE)), world.business.today
    let_customer_order(world.business.driver, REFERENCE, CUSTOMER, DESTINATION, line, DUE_IN_DAYS, today=today)
    return [
        f"{REASON}: nothing leaves {ORIGIN} for {DESTINATION} until {world.day(DAYS)}.",
        f"Orust Shipyard orders {PIECES} {ITEM} from Gothenburg for {world.day(DUE_IN_DAYS)}.",
    ]


def reopen(world: World) -> list[str]:
    """Let everything go again."""
    world.business.closed.discard((ORIGIN, DESTINATION))
    _tell(world, is_open=True)
    return [f"{ORIGIN} to {DESTINATION} is open again."]


def _tell(world: World, *, is_open: bool) -> None:
    data = {
        "origin": ORIGIN,
        "destination": DESTINATION,
        "open": is_open,
        "until": None if is_open else world.day(DAYS).isoformat(),
        "transit_days": None,
        "reason": "" if is_open else REASON,
    }
    world.tell("lane.changed", subjects.lane(ORIGIN, DESTINATION), data)


LANE_CLOSES = Incident(
    name="closed-lane",
    title="A lane closes",
    text="Nothing leaves the centre for the north for a week. What it needs comes another way, or is promised anew.",
    day=CLOSES,
    happen=close,
    items=(ITEM,),
    expects=frozenset({"transfer_stock", "reroute_shipment", "repromise_order", "place_purchase", "reallocate_supply"}),
    verdict=Verdict("fact"),
    within_days=2,
)
LANE_OPENS = Incident(
    name="open-lane",
    title="The lane opens",
    text="The strike is over: the lane's status is a belief like any other, and it moves back.",
    day=CLOSES + DAYS,
    happen=reopen,
    items=(),
    expects=frozenset(),
    verdict=NOTHING,
)
