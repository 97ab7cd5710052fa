"""Demand for an item that Trimtab only observes rises for good: it is seen, and nothing is proposed."""

from demo.calendar.market import Shift
from demo.play.incidents.incident import NOTHING, Incident, World

ITEM, FACTOR = "THIMB-12", 2.5


def happen(world: World) -> list[str]:
    """Let riggers use more thimbles than ever."""
    world.business.market.shifts.append(Shift(ITEM, world.business.today, FACTOR))
    return [f"Riggers take to {ITEM}; Trimtab is only to observe it."]


ONLY_WATCHED = Incident(
    name="only-watched",
    title="Only watched",
    text="Control mode `observe`: Trimtab believes what it sees of this item, and never proposes anything about it.",
    day=3,
    happen=happen,
    items=(ITEM,),
    expects=frozenset(),
    verdict=NOTHING,
    within_days=9,
)
