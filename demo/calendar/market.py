"""The market of a played day: what customers ask for over the counter, and the orders they place ahead."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from demo.company import Company, OpenSale, OrderLine, Promotion
from demo.draws import demand_on
from demo.erp.counter_sales import Sold

ORDERS_SEED = 77
SOONEST_DAYS, LATEST_DAYS = 4, 12
# Country of a customer: the warehouse that serves it.
SERVED_FROM = {"SE": "NOR", "DK": "NOR", "FR": "SOU", "IE": "WES", "NL": "CEN"}


@dataclass(frozen=True)
class Shift:
    """From a day on the demand of an item is another: `factor` times what it was."""

    item: str
    start: date
    factor: float
    warehouse: str = ""
    days: int | None = None

    def acts_on(self, item: str, warehouse: str, day: date) -> bool:
        """Tell whether demand of an item at a warehouse is shifted on a day."""
        ends = None if self.days is None else self.start + timedelta(days=self.days)
        here = self.item == item and self.warehouse in {"", warehouse}
        return here and self.start <= day and (ends is None or day < ends)


@dataclass
class Market:
    """The customers of a company from its opening day on; incidents shift their demand and start promotions."""

    company: Company
    opening: date
    shifts: list[Shift] = field(default_factory=list)
    promotions: list[tuple[Promotion, date]] = field(default_factory=list)

    def wanted(self, day: date) -> list[Sold]:
        """Return what is asked for on a day, item-locations without demand left out."""
        rows = []
        for index, demand in enumerate(self.company.demand):
            if self._is_over(demand.item, day):
                continue
            pieces = float(demand_on(self.company, index, self.opening, day))
            for shift in self.shifts:
                if shift.acts_on(demand.item, demand.warehouse, day):
                    pieces *= shift.factor
            pieces += sum(
                promotion.extra_per_day
                for promotion, start in self.promotions
                if (promotion.item, promotion.warehouse) == (demand.item, demand.warehouse)
                and 0 <= (day - start).days < promotion.days
            )
            if round(pieces) > 0:
                rows.append(Sold(demand.item, demand.warehouse, day, round(pieces)))
        return rows

    def orders(self, day: date) -> list[OpenSale]:
        """Return the orders that customers place on a day, due in 4 to 12 days; none on days on which none orders."""
        ahead = (day - self.opening).days
        generator = np.random.default_rng((self.company.seed, ORDERS_SEED, ahead + 100_000))
        placing = [c for c in self.company.customers if day.weekday() in c.orders_on and generator.random() < 0.25]
        orders = []
        for customer in placing:
            warehouse = SERVED_FROM.get(customer.country, "CEN")
            offered = [d for d in self.company.demand if d.warehouse == warehouse and not self._is_over(d.item, day)]
            demand = offered[int(generator.integers(len(offered)))]
            pieces = max(1, round(demand.per_day * float(generator.uniform(0.5, 1.5))))
            due = int(generator.integers(SOONEST_DAYS, LATEST_DAYS + 1))
            reference = f"SO-{customer.code}-{500 + ahead}"
            orders.append(OpenSale(reference, customer.code, warehouse, due, (OrderLine(demand.item, pieces),)))
        return orders

    def _is_over(self, item: str, day: date) -> bool:
        last = self.company.item(item).last_sale_in_days
        return last is not None and (day - self.opening).days > last
