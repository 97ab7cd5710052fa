"""The story: every incident in the order of its day, and parts of it."""

from demo.play.incidents.blip import BLIP
from demo.play.incidents.closed_lane import LANE_CLOSES, LANE_OPENS
from demo.play.incidents.counter_offer import COUNTER_OFFER
from demo.play.incidents.falling_demand import FALLING_DEMAND
from demo.play.incidents.incident import Incident
from demo.play.incidents.only_watched import ONLY_WATCHED
from demo.play.incidents.own_requests import OWN_REQUESTS
from demo.play.incidents.quiet_monday import QUIET_MONDAY
from demo.play.incidents.repeated_slip import REPEATED_SLIP, SINGLE_SLIP
from demo.play.incidents.slip_and_promotion import SLIP_AND_PROMOTION

STORY: tuple[Incident, ...] = tuple(
    sorted(
        (
            QUIET_MONDAY,
            BLIP,
            SLIP_AND_PROMOTION,
            SINGLE_SLIP,
            FALLING_DEMAND,
            ONLY_WATCHED,
            OWN_REQUESTS,
            REPEATED_SLIP,
            COUNTER_OFFER,
            LANE_CLOSES,
            LANE_OPENS,
        ),
        key=lambda incident: incident.day,
    )
)


def part_of_story(names: str) -> tuple[Incident, ...]:
    """Return the incidents of these names, with commas between them, in the order of their days; without names, all.

    Raises LookupError for a name that no incident has.

    >>> [incident.name for incident in part_of_story("slip-and-promotion, blip")]
    ['blip', 'slip-and-promotion']
    """
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    if unknown := wanted - {incident.name for incident in STORY}:
        known = ", ".join(incident.name for incident in STORY)
        raise LookupError(f"no incident is called {', '.join(sorted(unknown))}; there are {known}")
    return tuple(incident for incident in STORY if not wanted or incident.name in wanted)
