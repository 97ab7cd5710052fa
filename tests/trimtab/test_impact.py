"""Impact: three amounts that are never summed; what is saved is lost margin and implied cost, not cash."""

from decimal import Decimal

from trimtab.impact import Effect, Impact


def effect(before: str, after: str) -> Effect:
    return Effect(before=Decimal(before), after=Decimal(after))


def test_what_buys_stock_is_no_loss_and_a_fall_in_cost_is_a_saving() -> None:
    impact = Impact(
        currency="EUR",
        horizon_days=60,
        cash=effect("0", "16080"),
        margin_and_penalties=effect("5000", "1200"),
        implied=effect("300", "420"),
        fill_rate=effect("0.71", "0.96"),
        stockout_risk=effect("0.60", "0.05"),
    )
    assert impact.cash.change == 16080
    assert impact.margin_and_penalties.change == -3800
    assert impact.expected_saving == 3680
