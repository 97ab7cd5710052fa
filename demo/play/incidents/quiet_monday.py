"""Monday: the numbers are right, and there is nothing to do."""

from demo.play.incidents.incident import NOTHING, Incident, World


def happen(world: World) -> list[str]:
    """Nothing but an ordinary Monday: the ERP's planner has run before the day began."""
    del world
    return ["The week's orders were placed this morning. Every level is what demand and lead times ask for."]


QUIET_MONDAY = Incident(
    name="quiet-monday",
    title="Monday's numbers are right",
    text="Two years of demand and receipts are read. The planning tool's levels fit them: nobody is asked anything.",
    day=0,
    happen=happen,
    items=(),
    expects=frozenset(),
    verdict=NOTHING,
)
