"""The ERP orders chain by itself: its request is not passed on unseen but released, edited or cancelled."""

from demo.play.incidents.incident import Incident, World

ITEM = "CHAIN-10"


def happen(world: World) -> list[str]:
    """Leave the ERP's requests for one item to Trimtab and its people from the next Monday on."""
    before = world.business.bought
    world.business.bought = lambda item, warehouse: item != ITEM and before(item, warehouse)
    return [f"From Monday on nobody turns the ERP's requests for {ITEM} into orders unseen."]


OWN_REQUESTS = Incident(
    name="own-requests",
    title="The ERP's own request",
    text="Chain is ordered by the ERP. Trimtab does not order beside it: it releases, edits or cancels what it asks.",
    day=4,
    happen=happen,
    items=(ITEM,),
    expects=frozenset({"release_request", "cancel_request"}),
    never=frozenset({"place_purchase", "transfer_stock"}),
    within_days=4,
)
