"""Watching: beliefs about every item-location kept current event by event, and their drift screened at scale.

readings    what events say, as columns
demand      beliefs about demand that do not depend on the order of events (days: the kernel)
supply      what is on hand and to come, likewise
prices      a lower bound on the cost of any plan, linear in beliefs, from the duals of the plan in force
bounds      kernels: that bound, and the cost of a cheap plan that keeps what is frozen
following   kernels: how that plan is moved with what is believed (ways: along which)
screening   thousands of networks at once: which plans in force are proven to be good enough
price       the others: the price of drift by two optimisations
alarms      hysteresis (standing: proofs that they still ring); nervousness: how often proposals may come
watch       all of it: readings in, findings out (passing: days go by)
"""

from tools.watching.alarms import Alarms, Change
from tools.watching.counts import Counts
from tools.watching.demand import WatchedDemand
from tools.watching.nervousness import NervousnessBudget
from tools.watching.price import Priced, price
from tools.watching.readings import DemandReadings, Reader, Readings, SupplyReadings
from tools.watching.screening import Bounds, Screening
from tools.watching.standing import Standing
from tools.watching.supply import WatchedSupply
from tools.watching.watch import Beliefs, Finding, Screened, Watch

__all__ = [
    "Alarms",
    "Beliefs",
    "Bounds",
    "Change",
    "Counts",
    "DemandReadings",
    "Finding",
    "NervousnessBudget",
    "Priced",
    "Reader",
    "Readings",
    "Screened",
    "Screening",
    "Standing",
    "SupplyReadings",
    "Watch",
    "WatchedDemand",
    "WatchedSupply",
    "price",
]
