"""The ordinary day: screen() and plan() for one item of 4 locations, 2 sources, 3 open purchases and 10 change offers.

Each is compared with OR-Tools alone on the same model, already built. Run `python -m benchmarks.day [--json]`.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from decimal import Decimal
from typing import Any

from benchmarks.plan import NOW, TODAY, instance, median_ms
from tools.drift import screen
from tools.optimizer import PlanProblem, plan
from tools.optimizer.planning.build import build
from tools.optimizer.planning.solve import solve, solve_once
from trimtab import subjects
from trimtab.beliefs import Belief, Function, OnDate, Parameter, Persistence
from trimtab.measures import money
from trimtab.offers import CancelOffer, ExpediteOffer, Offer, RescheduleOffer, ShapeOffer
from trimtab.state import OpenPurchaseLine

LOCATIONS = 4
ITEMS = 40


def ordinary(*, slipped: bool) -> PlanProblem:
    """Return the item; `slipped`: its first open purchase is believed 12 days late, within 3."""
    bare = instance(locations=LOCATIONS)
    lines = tuple(_line(bare.snapshot.purchases[0], number, due) for number, due in ((1, 8), (2, 20), (3, 41)))
    eta = Belief(
        subject=subjects.purchase_line("po1", "1"),
        parameter=Parameter.ETA,
        owner=Function.PROCUREMENT,
        distribution=OnDate(date=TODAY + timedelta(days=20 if slipped else 8), sd_days=3.0 if slipped else 0.5),
        persistence=Persistence.ONE_OFF,
        as_of=NOW,
        version=1,
    )
    return bare.varied(
        snapshot=bare.snapshot.model_copy(update={"purchases": lines}),
        beliefs=(*bare.beliefs, eta),
        offers=(*bare.offers, *_changes(lines)),
    )


def _line(line: OpenPurchaseLine, number: int, due: int) -> OpenPurchaseLine:
    due_date = TODAY + timedelta(days=due)
    return line.model_copy(update={"document": f"po{number}", "due": due_date, "quantity": Decimal(120)})


def _changes(lines: tuple[OpenPurchaseLine, ...]) -> tuple[Offer, ...]:
    found: list[Offer] = []
    for line in lines:
        fields: dict[str, Any] = {
            name: getattr(line, name)
            for name in ("document", "number", "line", "supplier", "item", "location", "quantity", "due")
        }
        fields["function"] = Function.PROCUREMENT
        of = f"{line.document}/{line.line}"
        sooner = max(TODAY, line.due - timedelta(days=5))
        found += [
            ExpediteOffer(id=f"expedite:{of}:1", to=sooner, fee=money(250, "EUR"), **fields),
            RescheduleOffer(id=f"reschedule:{of}:1", to=line.due + timedelta(days=14), **fields),
            CancelOffer(id=f"cancel:{of}", fee=money(600, "EUR"), saved=money(12000, "EUR"), **fields),
        ]
    shape = ShapeOffer(
        id="shape:P@W1",
        function=Function.SALES,
        item="P",
        location="W1",
        start=TODAY + timedelta(days=3),
        end=TODAY + timedelta(days=9),
        later=TODAY + timedelta(days=24),
        per_day=2.0,
        request="Move the promotion",
        cost=money(300, "EUR"),
    )
    return (*found, shape)


def measure() -> dict[str, float]:
    """Return the figures: on a calm day and on one with a slip."""
    figures: dict[str, float] = {}
    for name, problem in (("calm", ordinary(slipped=False)), ("slip", ordinary(slipped=True))):
        model = build(problem)
        found = solve(model)
        figures |= {
            f"{name}_screen_p50_ms": median_ms(lambda p=problem: screen(p)),  # type: ignore[misc]
            f"{name}_build_p50_ms": median_ms(lambda p=problem: build(p)),  # type: ignore[misc]
            f"{name}_plan_p50_ms": median_ms(lambda p=problem: plan(p, explain=False)),  # type: ignore[misc]
            f"{name}_scip_alone_p50_ms": median_ms(lambda m=model: solve_once(m)),  # type: ignore[misc]
            f"{name}_glop_alone_p50_ms": median_ms(lambda m=model: solve_once(m, relaxed=True)),  # type: ignore[misc]
            f"{name}_columns": float(len(model.programme.cost)),
            f"{name}_rows": float(len(model.programme.row_low)),
            f"{name}_gap": found.gap,
        }
    return figures


def main() -> None:
    """Print the figures, as JSON on request."""
    figures = measure()
    if "--json" in sys.argv[1:]:
        print(json.dumps(figures))
        return
    print(f"one item, {LOCATIONS} locations, 2 sources, 3 open purchases, 10 change offers")
    for name in ("calm", "slip"):
        size = f"{figures[f'{name}_columns']:.0f} columns, {figures[f'{name}_rows']:.0f} rows"
        gap = figures[f"{name}_gap"]
        plan_ms, whole, relaxed = (figures[f"{name}_{k}_p50_ms"] for k in ("plan", "scip_alone", "glop_alone"))
        screen_ms = figures[f"{name}_screen_p50_ms"]
        print(f"  {name}: {size}, of which building {figures[f'{name}_build_p50_ms']:.1f} ms, gap {gap:.1e}")
        print(f"    plan()   p50 {plan_ms:7.1f} ms   SCIP alone {whole:7.1f} ms   ratio {plan_ms / whole:.2f}")
        print(f"    screen() p50 {screen_ms:7.1f} ms   GLOP alone {relaxed:7.1f} ms   ratio {screen_ms / relaxed:.2f}")
    print(f"  screening {ITEMS} calm items: {ITEMS * figures['calm_screen_p50_ms'] / 1000:.2f} s")


if __name__ == "__main__":
    main()
