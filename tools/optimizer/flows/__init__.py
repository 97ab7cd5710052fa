"""Flows: what to buy and move for thousands of products, as linear programmes over arrays, alone or coupled.

The same mathematics as `planning` for what repeats by the thousand: a time-expanded flow over telescoping buckets with
the convex expected cost of holding and shortage, here without documents, levels and the ERP's own view.

shape       locations, buckets and arcs, and the matrix that all products share
networks    their numbers, as arrays
curves      the cost of every state: exact, and as pieces below it
programme   the programmes as arrays
solve       plans by GLOP, with exact cost and proven bound
lots        orders in whole lots with a minimum
bulk        thousands of networks, in several processes
rolling     one network planned anew each period: what to send now
coupling    budgets, lanes, warehouses, order minima and containers that networks share
subproblems, master, coupled   column generation with branching on shared whole numbers
joint       all in one programme, where they are few
conflicts   which limits contradict each other
"""

from tools.optimizer.flows.bulk import plan_all
from tools.optimizer.flows.coupled import CoupledPlan, solve_coupled
from tools.optimizer.flows.lots import OrderTerms, best_lots, solve_lots
from tools.optimizer.flows.networks import Networks, with_lateness
from tools.optimizer.flows.shape import Buy, FlowShape, Move
from tools.optimizer.flows.solve import FlowPlans, solve_flows

__all__ = [
    "Buy",
    "CoupledPlan",
    "FlowPlans",
    "FlowShape",
    "Move",
    "Networks",
    "OrderTerms",
    "best_lots",
    "plan_all",
    "solve_coupled",
    "solve_flows",
    "solve_lots",
    "with_lateness",
]
