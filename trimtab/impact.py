"""Impact: what a bundle changes, as three amounts of money that are never summed, plus service and risk."""

from __future__ import annotations

from decimal import Decimal

from trimtab.measures import Currency, Frozen


class Effect(Frozen):
    """One figure without and with the bundle."""

    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """Return after minus before."""
        return self.after - self.before


class Impact(Frozen):
    """Expected effect over the planning horizon, in `currency`; costs are positive, so a negative change saves.

    `cash`: money that leaves the company (purchases, freight, fees). `margin_and_penalties`: expected margin lost to
    late or lost sales and penalties. `implied`: capital charge on stock and the price of risk, which no invoice shows.
    `fill_rate` (type 2) and `stockout_risk` (expected share of days that end with a shortage) are over the horizon, at
    the worst item-location of the bundle.
    """

    currency: Currency
    horizon_days: int
    cash: Effect
    margin_and_penalties: Effect
    implied: Effect
    fill_rate: Effect
    stockout_risk: Effect

    @property
    def expected_saving(self) -> Decimal:
        """Return what acting is worth in expectation: the fall in lost margin and implied cost (cash buys stock)."""
        return -(self.margin_and_penalties.change + self.implied.change)
