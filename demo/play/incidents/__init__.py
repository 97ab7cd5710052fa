"""The incidents of the play in the order of their days; each file says what happens, what is expected, who decides."""

from demo.play.incidents.blip import BLIP
from demo.play.incidents.closed_lane import LANE_CLOSES, LANE_OPENS
from demo.play.incidents.counter_offer import COUNTER_OFFER
from demo.play.incidents.falling_demand import FALLING_DEMAND
from demo.play.incidents.incident import APPROVE, NOTHING, Incident, Verdict, World
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

__all__ = ["APPROVE", "NOTHING", "STORY", "Incident", "Verdict", "World"]
