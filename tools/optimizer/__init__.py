"""The optimizer: levels, and plans as linear and mixed-integer programmes on OR-Tools.

loss            expected holding and shortage of one item-location, exact and as tangents
demand_law      laws of demand: normal, gamma, Poisson, negative binomial, empirical
stocking_point  one stocking point under any law of demand: what a pair of levels serves and costs
levels          reorder point and order-up-to of least cost, or for a service target
placement       where safety stock stands in a network, with a proof that a small checker verifies; imported by
                who wants it, for it compiles its tables
planning        what to do now: purchases, transfers, changes of open documents, levels, in one programme
engine          one call of OR-Tools over arrays
irreducible     of limits that contradict each other a smallest set
compiled        kernels as machine code
flows           thousands of product networks at once, alone or coupled, as linear programmes over arrays
"""

from tools.optimizer.planning import PlanProblem, RecommendedLevel, plan, recommend_level, what_if

__all__ = ["PlanProblem", "RecommendedLevel", "plan", "recommend_level", "what_if"]
