"""Halyard Supply, the company whose days are played: 41 items, three suppliers, four warehouses, nine customers."""

from functools import lru_cache

from demo.company import Company, Finance
from demo.halyard.demand import DEMAND, PROMOTIONS
from demo.halyard.items import ITEMS
from demo.halyard.opening import opened
from demo.halyard.partners import CUSTOMERS, SUPPLIERS
from demo.halyard.past import past_purchases
from demo.halyard.sales import OPEN_SALES
from demo.halyard.sourcing import SOURCING
from demo.halyard.warehouses import CALENDARS, LANES, WAREHOUSES


@lru_cache(maxsize=1)
def halyard() -> Company:
    """Return the company on its opening day, a Monday; it takes a second once: levels follow from demand."""
    return opened(
        Company(
            code="HALYARD",
            name="Halyard Supply",
            currency="EUR",
            language="en",
            country="NL",
            seed=20_260,
            warehouses=WAREHOUSES,
            lanes=LANES,
            suppliers=SUPPLIERS,
            customers=CUSTOMERS,
            items=ITEMS,
            sourcing=SOURCING,
            demand=DEMAND,
            opening_stock=(),
            order_points=(),
            open_purchases=(),
            open_sales=OPEN_SALES,
            past_purchases=past_purchases(),
            promotions=PROMOTIONS,
            calendars=CALENDARS,
            finance=Finance("finance-3", fixed_cost_per_transfer="20", change_price="120", attention_price="600"),
            history_days=730,
            books_days=30,
            dated_by_opening=True,
        )
    )
