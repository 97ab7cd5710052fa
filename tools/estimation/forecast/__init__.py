"""Demand forecasts as distributions, for many series at once: one O(1) step per observation."""

from tools.estimation.forecast.alike import alike
from tools.estimation.forecast.bank import Bank, Member
from tools.estimation.forecast.distribution import Forecast
from tools.estimation.forecast.filters import DemandFilters
from tools.estimation.forecast.prior import Prior

__all__ = ["Bank", "DemandFilters", "Forecast", "Member", "Prior", "alike"]
