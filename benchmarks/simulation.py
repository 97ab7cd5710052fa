"""simulate(): the service of recommended levels against its target, and its speed against plain Python.

Run `python -m benchmarks.simulation [--json]`.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from dataclasses import replace

from tools.optimizer.demand_law import Family
from tools.optimizer.levels import LevelInputs, best_level, service_of
from tools.simulation.replenishment import Prices, Replenishment, Run, simulate

TARGET = 0.95
INPUTS = LevelInputs(6, 6, 21, 5, 7, 0.12, 6.85, 60, minimum_order=60, lot=12)
SEEN = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 12.0, 0.0, 3.0, 0.0, 0.0, 30.0, 0.0, 6.0)
"""Two weeks of a slow item: three days in four nobody asks for it."""
RUN = Run(replications=800, days=1000, warm_up=200, seed=11)
PLAIN_REPLICATIONS = 10
RUNS = 5


def cases() -> dict[str, LevelInputs]:
    """Return what is recommended for, by name; lead times are normal, rounded to days."""
    found = {family.value: replace(INPUTS, family=family) for family in Family if family is not Family.EMPIRICAL}
    found["normal"] = replace(found["normal"], demand_sd=2.0)
    slow = replace(INPUTS, family=Family.EMPIRICAL, seen=SEEN, minimum_order=0, lot=1)
    found["intermittent"] = replace(slow, demand_mean=slow.law.mean, demand_sd=slow.law.sd)
    return found


def served() -> dict[str, dict[str, float]]:
    """Return, by case, target, achieved service with half-widths, and what the formula says."""
    prices = Prices(INPUTS.holding, INPUTS.backorder, INPUTS.order_cost)
    found = {}
    for name, inputs in cases().items():
        level = best_level(inputs, TARGET)
        rules = Replenishment(*level, inputs.review_days, inputs.minimum_order, inputs.lot)
        achieved = simulate(rules, inputs.law, inputs.lead_time, prices, RUN).achieved
        found[name] = {
            "minimum": level[0],
            "target": level[1],
            "cycle": achieved.cycle_service.value,
            "cycle_half_width": achieved.cycle_service.half_width,
            "formula": service_of(inputs, *level).cycle,
            "fill_rate": achieved.fill_rate.value,
            "fill_rate_half_width": achieved.fill_rate.half_width,
            "cost_a_day": achieved.cost_a_day.value,
            "cost_half_width": achieved.cost_a_day.half_width,
        }
    return found


def plain(rules: Replenishment, days: int, replications: int, seed: int) -> tuple[float, float]:
    """Return fill rate and mean stock by a plain loop: gamma demand, one replication and one day after the other."""
    draw = random.Random(seed)
    shape, scale = INPUTS.demand_mean**2 / INPUTS.demand_sd**2, INPUTS.demand_sd**2 / INPUTS.demand_mean
    wanted = met = stock = 0.0
    for _ in range(replications):
        net, coming = rules.target, dict[int, float]()
        for day in range(RUN.warm_up + days):
            net += coming.pop(day, 0.0)
            position = net + sum(coming.values())
            if day % rules.review_days == 0 and position < rules.minimum:
                lots = -(-max(rules.target - position, rules.minimum_order) // rules.lot)
                lead = max(0, round(draw.gauss(INPUTS.lead_time_mean, INPUTS.lead_time_sd)))
                coming[day + lead] = coming.get(day + lead, 0.0) + lots * rules.lot
            demand = draw.gammavariate(shape, scale)
            if day >= RUN.warm_up:
                wanted, met = wanted + demand, met + min(demand, max(net, 0.0))
                stock += max(net - demand, 0.0)
            net -= demand
    return met / wanted, stock / (days * replications)


def speed() -> dict[str, float]:
    """Return replication-days a second of both, and how both answers differ."""
    inputs = replace(INPUTS, family=Family.GAMMA)
    rules = Replenishment(*best_level(inputs, TARGET), 7, 60, 12)
    prices = Prices(inputs.holding, inputs.backorder, inputs.order_cost)
    ours, theirs = [], []
    for seed in range(RUNS):
        start = time.perf_counter()
        found = simulate(rules, inputs.law, inputs.lead_time, prices, replace(RUN, seed=seed)).achieved
        between = time.perf_counter()
        fill, stock = plain(rules, RUN.days, PLAIN_REPLICATIONS, seed)
        ours.append(between - start)
        theirs.append(time.perf_counter() - between)
    total = RUN.warm_up + RUN.days
    fast = RUN.replications * total / statistics.median(ours)
    slow = PLAIN_REPLICATIONS * total / statistics.median(theirs)
    return {
        "days_a_second": fast,
        "plain_days_a_second": slow,
        "ratio_to_plain": fast / slow,
        "fill_rate": found.fill_rate.value,
        "plain_fill_rate": fill,
        "on_hand": found.on_hand.value,
        "plain_on_hand": stock,
    }


def main() -> None:
    """Print the figures, as JSON on request."""
    levels, pace = served(), speed()
    if "--json" in sys.argv[1:]:
        print(json.dumps({"target": TARGET, "levels": levels, **pace}))
        return
    print(f"Recommended for a cycle service of {TARGET:.1%}, lead time 21 ± 5 days, with the ERP's lots")
    for name, x in levels.items():
        gap = 100 * (x["cycle"] - TARGET)
        print(
            f"  {name:<18} {x['minimum']:4.0f}/{x['target']:<4.0f} cycle {100 * x['cycle']:6.2f} ± "
            f"{100 * x['cycle_half_width']:.2f}% ({gap:+.2f}; formula {100 * x['formula']:.2f}%)  fill "
            f"{100 * x['fill_rate']:6.2f} ± {100 * x['fill_rate_half_width']:.2f}%  cost a day "
            f"{x['cost_a_day']:6.2f} ± {x['cost_half_width']:.2f}"
        )
    print(
        f"Replication-days a second {pace['days_a_second']:,.0f}, plain Python {pace['plain_days_a_second']:,.0f}: ",
        end="",
    )
    print(f"ratio {pace['ratio_to_plain']:.1f}")
    print(
        f"  both say: fill rate {pace['fill_rate']:.4f} and {pace['plain_fill_rate']:.4f}, "
        f"stock {pace['on_hand']:.1f} and {pace['plain_on_hand']:.1f}"
    )


if __name__ == "__main__":
    main()
