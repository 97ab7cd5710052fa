"""Impact: what a bundle changes, as amounts of money that add up to what acting saves, plus service and risk."""

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

    def whole(self) -> Effect:
        """Return the figures rounded to whole units, half to even."""
        return Effect(before=round(self.before, 0), after=round(self.after, 0))


NOTHING = Effect(before=Decimal(0), after=Decimal(0))


class Impact(Frozen):
    """Expected effect over the planning horizon, in `currency`; costs are positive, so a negative change saves.

    `cash`: money that leaves the company (purchases, freight, fees). `goods`: what of it is not spent but turned into
    stock, at the cheapest price of the item; below zero for goods that are taken back. `margin_and_penalties`:
    expected margin lost to late or lost sales and penalties. `implied`: capital charge on stock and the price of
    change, which no invoice shows. `levels_per_day`: what the levels that the bundle changes cost a day above the
    recommended ones; it lasts, and is never added to the rest. `fill_rate` (type 2) and `stockout_risk` (expected
    share of days that end with a shortage) are over the horizon, at the worst item-location of the bundle.
    """

    currency: Currency
    horizon_days: int
    cash: Effect
    goods: Effect
    margin_and_penalties: Effect
    implied: Effect
    levels_per_day: Effect = NOTHING
    fill_rate: Effect
    stockout_risk: Effect

    @property
    def expected_saving(self) -> Decimal:
        """Return what acting saves: − (cash − goods) − margin and penalties − implied, each as its change."""
        return -(self.spent_for_good.change + self.margin_and_penalties.change + self.implied.change)

    @property
    def spent_for_good(self) -> Effect:
        """Return the cash that buys nothing which remains: fees, freight, premiums, the cost of documents."""
        return Effect(before=self.cash.before - self.goods.before, after=self.cash.after - self.goods.after)

    def whole(self) -> Impact:
        """Return the impact in whole units of its currency: its amounts still add up, as they are read."""
        amounts = ("cash", "goods", "margin_and_penalties", "implied")
        return self.model_copy(update={name: getattr(self, name).whole() for name in amounts})
