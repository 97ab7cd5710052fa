"""One slip moves the arrival of one order; the same supplier's next slip is the new normal and moves the levels."""

from demo.play.incidents.incident import NOTHING, Incident, Verdict, World, due_day

SUPPLIER = "GDK"
FIRST, SECOND, DAYS = "GDK-2607", "GDK-2608", 6


def slip_once(world: World) -> list[str]:
    """Let the buyer re-date the forge's next order."""
    (arrival, *_) = world.business.driver.slip_purchase(FIRST, DAYS)
    return [f"Gdansk Forge is {DAYS} days late with {FIRST}: now due {due_day(arrival)}."]


def slip_again(world: World) -> list[str]:
    """Let the buyer re-date the order after it by as much."""
    (arrival, *_) = world.business.driver.slip_purchase(SECOND, DAYS)
    return [f"And again: {SECOND} is {DAYS} days late, now due {due_day(arrival)}."]


SINGLE_SLIP = Incident(
    name="single-slip",
    title="Late once",
    text="A first late order moves the arrival of that order. The lead time in force stays what it was.",
    day=3,
    happen=slip_once,
    items=(),
    expects=frozenset(),
    never=frozenset({"adjust_level"}),
    verdict=NOTHING,
)
REPEATED_SLIP = Incident(
    name="repeated-slip",
    title="Late again: the new normal",
    text="The second late order in a row moves the lead time, and with it the levels of what the forge delivers.",
    day=8,
    happen=slip_again,
    items=(),
    expects=frozenset({"adjust_level"}),
    verdict=Verdict("edit"),
    within_days=2,
)
