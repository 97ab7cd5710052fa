"""A small planning problem to start from: what `trimtab plan --template` prints."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tools.optimizer.planning.problem import PlanProblem
from trimtab import subjects
from trimtab.beliefs import Belief, Distribution, Function, Normal, OnDate, Parameter, Persistence
from trimtab.measures import money
from trimtab.network import CostParameters, Item, Lane, Location, Network, Source, Supplier
from trimtab.offers import CapPurchaseValue, PurchaseOffer, TransferOffer
from trimtab.state import OpenPurchaseLine, OrderPoint, OrderPointKind, Snapshot, StockOnHand

_ITEM, _MAIN, _NORTH, _FAR, _NEAR, _LATE = "PUMP-20", "MAIN", "NORTH", "FAR", "NEAR", "po-17"


def problem_template(today: date) -> PlanProblem:
    """Return a small problem: a pump in two warehouses, whose big order is late, with a dear supplier near by."""
    now = datetime.combine(today, time(8), UTC)
    late = subjects.purchase_line(_LATE, "1")
    return PlanProblem(
        network=_network(),
        snapshot=Snapshot(
            as_of=now,
            system="template",
            on_hand=(_stock(_MAIN, 40), _stock(_NORTH, 10)),
            purchases=(
                OpenPurchaseLine(
                    document=_LATE,
                    number="PO-17",
                    line="1",
                    supplier=_FAR,
                    item=_ITEM,
                    location=_MAIN,
                    quantity=Decimal(200),
                    due=today + timedelta(days=6),
                ),
            ),
            order_points=(
                _order_point(_MAIN, 180, 260, None),
                _order_point(_NORTH, 15, 40, _MAIN),
            ),
        ),
        beliefs=(
            _belief(subjects.item_location(_ITEM, _MAIN), Parameter.DEMAND, Normal(mean=4, sd=2), now),
            _belief(subjects.item_location(_ITEM, _NORTH), Parameter.DEMAND, Normal(mean=1.5, sd=1.2), now),
            _belief(late, Parameter.ETA, OnDate(date=today + timedelta(days=18), sd_days=3.0), now),
        ),
        offers=(
            PurchaseOffer(
                id="near",
                function=Function.PROCUREMENT,
                supplier=_NEAR,
                item=_ITEM,
                location=_MAIN,
                unit_price=money(130, "EUR"),
                lead_time_days=4,
                lead_time_sd_days=1,
                minimum_order=Decimal(10),
                lot_multiple=Decimal(5),
            ),
            TransferOffer(
                id="main-north",
                function=Function.LOGISTICS,
                item=_ITEM,
                origin=_MAIN,
                destination=_NORTH,
                mode="road",
                transit_days=2,
                cost_per_unit=money(1.5, "EUR"),
                maximum=Decimal(40),
            ),
        ),
        constraints=(
            CapPurchaseValue(
                supplier=_NEAR, limit=money(3500, "EUR"), asked_by="finance", reason="the budget of this month"
            ),
        ),
        today=today,
        horizon_days=56,
        items=(_ITEM,),
    )


def _network() -> Network:
    return Network(
        company="template",
        version="1",
        costs=CostParameters(
            version="1",
            currency="EUR",
            holding_rate_per_year=0.2,
            backorder_cost_per_day_share=0.1,
            fixed_cost_per_purchase=money(60, "EUR"),
            fixed_cost_per_transfer=money(40, "EUR"),
            change_price=money(25, "EUR"),
            attention_price=money(40, "EUR"),
        ),
        items=(Item(code=_ITEM, name="Pump", unit="pcs", unit_cost=money(100, "EUR"), unit_price=money(170, "EUR")),),
        locations=(Location(code=_MAIN, name="Main"), Location(code=_NORTH, name="North")),
        suppliers=(Supplier(code=_FAR, name="Far"), Supplier(code=_NEAR, name="Near")),
        sources=(
            Source(supplier=_FAR, item=_ITEM, unit_price=money(100, "EUR"), lead_time_days=30),
            Source(
                supplier=_NEAR,
                item=_ITEM,
                unit_price=money(130, "EUR"),
                lead_time_days=4,
                preference=1,
                erp_orders=False,
            ),
        ),
        lanes=(Lane(origin=_MAIN, destination=_NORTH, transit_days=2, cost_per_unit=money(1.5, "EUR")),),
    )


def _stock(location: str, quantity: int) -> StockOnHand:
    return StockOnHand(item=_ITEM, location=location, quantity=Decimal(quantity))


def _order_point(location: str, minimum: int, target: int, provisioning: str | None) -> OrderPoint:
    return OrderPoint(
        document=f"op-{location}",
        item=_ITEM,
        location=location,
        kind=OrderPointKind.PURCHASE if provisioning is None else OrderPointKind.INTERNAL,
        minimum=Decimal(minimum),
        target=Decimal(target),
        provisioning=provisioning,
    )


def _belief(subject: str, parameter: Parameter, distribution: Distribution, now: datetime) -> Belief:
    return Belief(
        subject=subject,
        parameter=parameter,
        owner=Function.PROCUREMENT if parameter is Parameter.ETA else Function.SALES,
        distribution=distribution,
        persistence=Persistence.ONE_OFF if parameter is Parameter.ETA else Persistence.USUAL,
        as_of=now,
        version=1,
    )
