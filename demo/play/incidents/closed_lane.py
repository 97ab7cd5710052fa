"""The road from the centre to the north closes for a week."""

from demo.play.incidents.incident import NOTHING, Incident, World
from trimtab import subjects

ORIGIN, DESTINATION, DAYS = "CEN", "NOR", 7
REASON = "The ferry to Gothenburg is on strike"


def close(world: World) -> list[str]:
    """Let nothing leave on the lane, and the carrier tell so."""
    world.business.closed.add((ORIGIN, DESTINATION))
    _tell(world, is_open=False)
    return [f"{REASON}: nothing leaves {ORIGIN} for {DESTINATION} for a week."]


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
        "transit_days": None,
        "reason": "" if is_open else REASON,
    }
    world.tell("lane.changed", subjects.lane(ORIGIN, DESTINATION), data)


LANE_CLOSES = Incident(
    name="closed-lane",
    title="A lane closes",
    text="Nothing reaches the north from the centre for a week. What it needs comes another way, or is promised anew.",
    day=10,
    happen=close,
    items=(),
    expects=frozenset({"transfer_stock", "reroute_shipment", "repromise_order", "place_purchase", "reallocate_supply"}),
    within_days=2,
)
LANE_OPENS = Incident(
    name="open-lane",
    title="The lane opens",
    text="The strike is over: the lane's status is a belief like any other, and it moves back.",
    day=10 + DAYS,
    happen=reopen,
    items=(),
    expects=frozenset(),
    verdict=NOTHING,
)
