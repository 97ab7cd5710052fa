"""Demand for the larger block falls to a tenth while a large order is on its way: less stock, not more."""

from demo.calendar.market import Shift
from demo.play.incidents.incident import Incident, World

ITEM, FACTOR = "BLOCK-57", 0.1


def happen(world: World) -> list[str]:
    """Let a boat builder take the block out of its catalogue; only the demand shows it."""
    world.business.market.shifts.append(Shift(ITEM, world.business.today, FACTOR))
    return [f"A boat builder drops {ITEM} from its catalogue. Nobody tells Halyard; demand just falls."]


FALLING_DEMAND = Incident(
    name="falling-demand",
    title="Demand falls, an order is under way",
    text="After some days the fall is no accident any more: the large order from overseas should come later, or not.",
    day=2,
    happen=happen,
    items=(ITEM,),
    expects=frozenset({"reschedule_purchase", "cancel_purchase", "adjust_level"}),
    never=frozenset({"place_purchase", "expedite_purchase"}),
    within_days=13,
)
