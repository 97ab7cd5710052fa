"""The road from the centre to the north closes for some days."""

from demo.play.incidents.incident import NOTHING, Incident, Verdict, World
from trimtab import subjects

ORIGIN, DESTINATION, DAYS = "CEN", "NOR", 5
CLOSES = 9
REASON = "The ferry to Gothenburg is on strike"


def close(world: World) -> list[str]:
    """Let nothing leave on the lane, and the carrier tell so."""
    world.business.closed.add((ORIGIN, DESTINATION))
    _tell(world, is_open=False)
    return [f"{REASON}: nothing leaves {ORIGIN} for {DESTINATION} for days."]


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
    text="Nothing reaches the north from the centre for days. What it needs comes another way, or is promised anew.",
    day=CLOSES,
    happen=close,
    items=(),
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
