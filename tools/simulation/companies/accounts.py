"""Accounts: what a company earned, what it cost and whom it served, day by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Accounts:
    """Sums over the days so far, money in the company's currency, quantities in stock units.

    `margin` is earned when a unit is delivered, at the item's unit cost; `costs` are by kind. What is left in stock is
    worth what it cost. `ordered` is by week and item, `wanted` too.
    """

    margin: float = 0.0
    costs: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    demanded: float = 0.0
    on_time: float = 0.0
    stock_value_days: float = 0.0
    days: int = 0
    changes: int = 0
    documents: int = 0
    impossible: int = 0
    ordered: dict[tuple[int, str], float] = field(default_factory=lambda: defaultdict(float))
    wanted: dict[tuple[int, str], float] = field(default_factory=lambda: defaultdict(float))

    @property
    def profit(self) -> float:
        """Return margin less costs."""
        return self.margin - self.cost

    @property
    def cost(self) -> float:
        """Return all costs."""
        return sum(self.costs.values())

    @property
    def fill_rate(self) -> float:
        """Return the share of demand that was delivered on the day on which it was owed (type 2)."""
        return self.on_time / self.demanded if self.demanded else 1.0

    @property
    def mean_stock_value(self) -> float:
        """Return the stock at unit cost, the mean over the days."""
        return self.stock_value_days / max(1, self.days)

    @property
    def bullwhip(self) -> float:
        """Return the variance of weekly orders to suppliers over that of weekly demand, the mean over the items.

        The ratio of Chen, Drezner, Ryan and Simchi-Levi (Management Science 46(3), 2000), in whole weeks.
        """
        weeks = range(self.days // 7)
        ratios = []
        for item in sorted({item for _, item in self.wanted}):
            orders = np.var([self.ordered.get((week, item), 0.0) for week in weeks])
            demand = np.var([self.wanted.get((week, item), 0.0) for week in weeks])
            if demand > 0:
                ratios.append(float(orders / demand))
        return float(np.mean(ratios)) if ratios else 0.0
