"""Drift: what not acting loses, whose input moved it, whether it is worth optimising, and what waiting costs.

price      plan drift over the horizon (avoidable, sunk) and level drift a day
attribute  shares of the drift by the beliefs that moved
screen     a proof that what is in force is within epsilon, without optimising
waiting    the loss of deciding later, with its cliffs
"""

from tools.drift.attribute import attribute
from tools.drift.price import price_of_drift
from tools.drift.screen import Screening, screen
from tools.drift.waiting import Cliff, News, waiting_curve

__all__ = ["Cliff", "News", "Screening", "attribute", "price_of_drift", "screen", "waiting_curve"]
