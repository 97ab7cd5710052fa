"""The optimizer: levels in closed form, and plans as a mixed-integer programme on OR-Tools.

loss        expected holding and shortage of one item-location, exact and as tangents
levels      reorder point, order-up-to and their cost a day in closed form
planning    what to do now: purchases, transfers, changes of open documents, levels, in one programme
"""

from tools.optimizer.planning import PlanProblem, RecommendedLevel, plan, recommend_level, what_if

__all__ = ["PlanProblem", "RecommendedLevel", "plan", "recommend_level", "what_if"]
