"""Simulating: companies planned in different ways, by the function agents and the optimizer of production.

way         how a company is planned: what is shared, when it is planned, how long people take to decide
desks       desks at which a function knows its own beliefs as they are, and those of others as last published
planning    one optimisation of one desk: offers, plan, objections, documents
loop        a company day by day: what is told, believed, proposed, decided and carried out
parallel    many lives in several processes
statistics  means and ratios of paired samples
comparison  the same companies and fates under all ways, against perfect foresight
promises    what plans promised to save, against the twin that did nothing
picture     the share of the avoidable regret that each way closes
"""

from agents.simulating.loop import Outcome, Proposal, live
from agents.simulating.way import Cadence, Way

__all__ = ["Cadence", "Outcome", "Proposal", "Way", "live"]
