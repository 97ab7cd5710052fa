"""What the finance department of a company approved: how stock, shortage, orders, change and attention are priced."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finance:
    """Amounts in the company's currency; `version` is the one that was approved."""

    version: str = "finance-1"
    holding_rate_per_year: float = 0.22
    backorder_cost_per_day_share: float = 0.15
    fixed_cost_per_purchase: str = "45"
    fixed_cost_per_transfer: str = "60"
    change_price: str = "25"
    attention_price: str = "250"
    service_target: float = 0.97
    review_period_days: int = 7
