"""Impact: its amounts add up to what acting saves, also in whole units; goods in stock are no loss."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trimtab.impact import Effect, Impact

AMOUNTS = st.builds(
    Effect,
    before=st.decimals(-100_000, 100_000, places=2),
    after=st.decimals(-100_000, 100_000, places=2),
)


def effect(before: str, after: str) -> Effect:
    return Effect(before=Decimal(before), after=Decimal(after))


def test_what_buys_stock_is_no_loss_and_a_fall_in_cost_is_a_saving() -> None:
    impact = Impact(
        currency="EUR",
        horizon_days=60,
        cash=effect("0", "16080"),
        goods=effect("0", "15900"),
        margin_and_penalties=effect("5000", "1200"),
        implied=effect("300", "420"),
        fill_rate=effect("0.71", "0.96"),
        stockout_risk=effect("0.60", "0.05"),
    )
    assert impact.cash.change == 16080
    assert impact.margin_and_penalties.change == -3800
    assert impact.spent_for_good.change == 180
    assert impact.expected_saving == 3800 - 120 - 180


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_in_whole_units_the_amounts_still_add_up(cash: Effect, goods: Effect, margin: Effect, implied: Effect) -> None:
    impact = Impact(
        currency="EUR",
        horizon_days=60,
        cash=cash,
        goods=goods,
        margin_and_penalties=margin,
        implied=implied,
        fill_rate=effect("0.71", "0.96"),
        stockout_risk=effect("0.60", "0.05"),
    )
    whole = impact.whole()
    changes = (whole.cash.change, whole.goods.change, whole.margin_and_penalties.change, whole.implied.change)
    assert all(c == c.to_integral_value() for c in changes)
    assert whole.expected_saving == changes[1] - changes[0] - changes[2] - changes[3]
    assert abs(whole.expected_saving - impact.expected_saving) <= 4
