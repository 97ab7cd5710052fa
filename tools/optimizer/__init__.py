"""The optimizer: levels in closed form, and plans as a mixed-integer programme on OR-Tools.

loss        expected holding and shortage of one item-location, exact and as tangents
levels      reorder point, order-up-to and their cost a day in closed form
placement   where safety stock stands in a network, proven optimal
planning    what to do now: purchases, transfers, changes of open documents, levels, in one programme
"""

from tools.optimizer.placement import Placement, PlacementNetwork, Placer, place, read_network
from tools.optimizer.planning import PlanProblem, RecommendedLevel, plan, recommend_level, what_if

__all__ = [
    "Placement",
    "PlacementNetwork",
    "Placer",
    "PlanProblem",
    "RecommendedLevel",
    "place",
    "plan",
    "read_network",
    "recommend_level",
    "what_if",
]
