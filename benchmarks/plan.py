"""plan(): one product over 10 locations and 13 weekly periods, against OR-Tools alone on the same model, already built.

Run `python -m benchmarks.plan [--json]`.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tools.optimizer import PlanProblem, plan
from tools.optimizer.planning.build import build
from tools.optimizer.planning.solve import solve, solve_once
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, Parameter, Persistence
from trimtab.measures import money
from trimtab.network import CostParameters, Item, Lane, Location, Network, Source, Supplier
from trimtab.offers import PurchaseOffer, TransferOffer
from trimtab.state import OpenPurchaseLine, OrderPoint, OrderPointKind, Snapshot, StockOnHand

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LOCATIONS = 10
RUNS = 9


def instance(seed: int = 1, locations: int = LOCATIONS) -> PlanProblem:
    """Return one product: a central warehouse short of stock, regional ones, a far and a near supplier."""
    rng = random.Random(seed)
    codes = [f"W{k}" for k in range(locations)]
    costs = CostParameters(
        version="1",
        currency="EUR",
        holding_rate_per_year=0.2,
        backorder_cost_per_day_share=0.1,
        fixed_cost_per_purchase=money(60, "EUR"),
        fixed_cost_per_transfer=money(40, "EUR"),
        change_price=money(25, "EUR"),
        attention_price=money(40, "EUR"),
    )
    network = Network(
        company="bench",
        version="1",
        costs=costs,
        items=(Item(code="P", name="P", unit="pcs", unit_cost=money(100, "EUR"), unit_price=money(160, "EUR")),),
        locations=tuple(Location(code=c, name=c) for c in codes),
        suppliers=(Supplier(code="FAR", name="Far"), Supplier(code="NEAR", name="Near")),
        sources=(
            Source(supplier="FAR", item="P", unit_price=money(100, "EUR"), lead_time_days=28),
            Source(supplier="NEAR", item="P", unit_price=money(120, "EUR"), lead_time_days=5, preference=1),
        ),
        lanes=tuple(Lane(origin="W0", destination=c, transit_days=3, cost_per_unit=money(1, "EUR")) for c in codes[1:]),
    )
    rates = {c: rng.uniform(1, 6) for c in codes}
    snapshot = Snapshot(
        as_of=NOW,
        system="bench",
        on_hand=tuple(
            StockOnHand(item="P", location=c, quantity=Decimal(round(r * rng.uniform(3, 14)))) for c, r in rates.items()
        ),
        purchases=(
            OpenPurchaseLine(
                document="po",
                number="PO",
                line="1",
                supplier="FAR",
                item="P",
                location="W0",
                quantity=Decimal(round(sum(rates.values()) * 30)),
                due=TODAY + timedelta(days=20),
            ),
        ),
        order_points=tuple(
            OrderPoint(
                document=f"op-{c}",
                item="P",
                location=c,
                kind=OrderPointKind.INTERNAL,
                minimum=Decimal(round(r * 4)),
                target=Decimal(round(r * 11)),
                provisioning="W0",
            )
            for c, r in list(rates.items())[1:]
        ),
    )
    near = PurchaseOffer(
        id="near",
        function=Function.PROCUREMENT,
        supplier="NEAR",
        item="P",
        location="W0",
        unit_price=money(120, "EUR"),
        lead_time_days=5,
        minimum_order=Decimal(10),
        lot_multiple=Decimal(5),
    )
    transfers = tuple(
        TransferOffer(
            id=f"transfer-{c}",
            function=Function.LOGISTICS,
            item="P",
            origin="W0",
            destination=c,
            mode="road",
            transit_days=3,
            cost_per_unit=money(1, "EUR"),
            maximum=snapshot.stock("P", "W0"),
        )
        for c in codes[1:]
    )
    beliefs = tuple(
        Belief(
            subject=subjects.item_location("P", c),
            parameter=Parameter.DEMAND,
            owner=Function.SALES,
            distribution=Normal(mean=r, sd=r / 2),
            persistence=Persistence.USUAL,
            as_of=NOW,
            version=1,
        )
        for c, r in rates.items()
    )
    return PlanProblem(
        network=network,
        snapshot=snapshot,
        beliefs=beliefs,
        offers=(near, *transfers),
        today=TODAY,
        horizon_days=91,
        items=("P",),
    )


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median wall time of `runs` calls in milliseconds, after one that warms up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def measure() -> dict[str, float]:
    """Return the figures; both solver times are for the finished model, its tangents included."""
    problem = instance()
    model = build(problem)
    found = solve(model)
    ours = median_ms(lambda: plan(problem, explain=False))
    whole, relaxed = median_ms(lambda: solve_once(model)), median_ms(lambda: solve_once(model, relaxed=True))
    return {
        "plan_p50_ms": ours,
        "scip_alone_p50_ms": whole,
        "glop_alone_p50_ms": relaxed,
        "ratio_to_scip": ours / whole,
        "ratio_to_glop": ours / relaxed,
        "columns": float(len(model.programme.cost)),
        "rows": float(len(model.programme.row_low)),
        "gap": found.gap,
    }


def main() -> None:
    """Print the figures, as JSON on request."""
    figures = measure()
    if "--json" in sys.argv[1:]:
        print(json.dumps(figures))
        return
    print(f"plan(), {LOCATIONS} locations x 13 weeks ({figures['columns']:.0f} columns, {figures['rows']:.0f} rows)")
    print(f"  plan() with default, cost and impact  p50 {figures['plan_p50_ms']:8.1f} ms   gap {figures['gap']:.2e}")
    print(f"  SCIP alone on the built model         p50 {figures['scip_alone_p50_ms']:8.1f} ms")
    print(f"  GLOP alone on its relaxation          p50 {figures['glop_alone_p50_ms']:8.1f} ms")
    print(f"  ratio to SCIP {figures['ratio_to_scip']:.2f}, to GLOP {figures['ratio_to_glop']:.1f}")


if __name__ == "__main__":
    main()
