"""The optimizer: levels in closed form, and plans as a mixed-integer programme on OR-Tools.

problem        what to plan for, checked record by record
buckets        fourteen days, then weeks
demand         firm orders and the forecast they have not consumed
supply         what is on hand and on its way, with believed arrivals
options        what offers allow now and later, and what the ERP does by itself
loss           expected holding and shortage cost, exact and as tangents
positions      item-locations over time, with their cost curves
levels         reorder point, order-up-to and their cost a day in closed form
level_steps    level changes worth considering
limits         caps set by people and function agents
erp_consistency  what the ERP's supply wizard must not find to do
arrays, model, build, constraint_rows, solve   the programme, its meaning, its solution with a proven bound
steps, trajectory, impact, project, explain, ranges   what is said about a solution
planner        from a problem to a plan
"""

from tools.optimizer.levels import RecommendedLevel, recommend_level
from tools.optimizer.planner import plan
from tools.optimizer.problem import PlanProblem

__all__ = ["PlanProblem", "RecommendedLevel", "plan", "recommend_level"]
