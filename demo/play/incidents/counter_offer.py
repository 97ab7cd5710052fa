"""A large order makes an expedite worth its fee; the supplier counters with a later date; the bundle is asked again."""

from decimal import Decimal

from demo.play.incident import let_customer_order
from demo.play.incidents.incident import Incident, Verdict, World
from tools.language.words import day

ITEM, CUSTOMER, WAREHOUSE = "WINCH-46", "VEND", "CEN"
PIECES, PRICE, DUE_IN_DAYS = 120, "469", 10
REFERENCE = "SO-VEND-230"


def happen(world: World) -> list[str]:
    """Let the most important customer order a season's winches at once."""
    line = (ITEM, PIECES, Decimal(PRICE))
    let_customer_order(
        world.business.driver, REFERENCE, CUSTOMER, WAREHOUSE, line, DUE_IN_DAYS, today=world.business.today
    )
    return [f"Vendée Yachtworks orders {PIECES} {ITEM} for {day(world.day(DUE_IN_DAYS))}, more than there are."]


COUNTER_OFFER = Incident(
    name="counter-offer",
    title="The supplier says: yes, but",
    text="Kowloon is asked to send winches earlier. It can, but not that early: the plan is made anew and asked again.",
    day=8,
    happen=happen,
    items=(ITEM,),
    expects=frozenset({"expedite_purchase"}),
    verdict=Verdict("counter", counter_days=1),
    within_days=1,
)
