"""Plans: what to do now with everything that functions offer, as one mixed-integer programme with a proven bound.

problem        what to plan for, checked record by record by `records` and `fixes`
problem_file, problem_template   a problem, and what may be otherwise, as JSON; one to start from
buckets        fourteen days, then weeks
demand         firm orders, the forecast they have not consumed, promotions, the end of life
supply         what is on hand and on its way, with believed arrivals
prices         what a unit costs to buy, how long sources and lanes need
options        what offers allow now and later, and what the ERP does by itself
fees           what several lines of an order pay once
changes        what an offer that is taken up as it stands does to supply, demand, money and the ERP's view
fixes          what people have settled about single offers
positions      item-locations over time, with their cost curves
recommended    the level that the beliefs in force ask for
level_steps    level changes worth considering
limits         caps set by people and function agents
erp_consistency  what the ERP's supply wizard must not find to do
arrays, tangents, model, build   the programme and its meaning
supply_columns, change_columns, constraint_rows, wizard_rows   its columns and rows
starts         steps as columns, to start a solve from or to hold
solve          its solution with a proven bound
steps, step_words, trajectory, impact, project   what a solution does
explain, limit_prices, ranges   why, and for how long
phone_call     what it is worth to know one uncertain thing before acting
confirmation   what it costs to act only once an arrival is confirmed
planner        from a problem to a plan
otherwise, what_if   the same problem with something otherwise, and the difference it makes
"""

from tools.optimizer.planning.planner import plan
from tools.optimizer.planning.problem import PlanProblem
from tools.optimizer.planning.recommended import RecommendedLevel, recommend_level
from tools.optimizer.planning.what_if import what_if

__all__ = ["PlanProblem", "RecommendedLevel", "plan", "recommend_level", "what_if"]
