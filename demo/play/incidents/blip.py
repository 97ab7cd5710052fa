"""A false alarm: one day of threefold demand in the West, and a supplier one day late. Doing nothing is right."""

from demo.calendar.market import Shift
from demo.play.incidents.incident import NOTHING, Incident, World

ITEM, WAREHOUSE, FACTOR = "SHACK-12", "WES", 3.0
LATE, DAYS = "KMW-2421", 1


def happen(world: World) -> list[str]:
    """Let a regatta buy shackles for a day, and the buyer re-date an order by a day."""
    world.business.market.shifts.append(Shift(ITEM, world.business.today, FACTOR, WAREHOUSE, days=1))
    world.business.driver.slip_purchase(LATE, DAYS)
    return [f"A regatta buys {ITEM} in Cork for a day.", f"{LATE} will be {DAYS} day late; the buyer re-dates it."]


BLIP = Incident(
    name="blip",
    title="A false alarm",
    text="A day of threefold demand and a day's delay: both are seen and priced, and neither is worth a change.",
    day=1,
    happen=happen,
    items=(ITEM,),
    expects=frozenset(),
    verdict=NOTHING,
    within_days=1,
)
