"""Watching at scale: events in, drift screened; how fast, in how much memory, how rightly, and how soon there is a price.

Run `python -m benchmarks.sensing [--json]`. Processor time of one process, one thread; the ratio is to the bare cost of
reading the same events in the same run: CloudEvents parsed and their payloads validated, nothing else.

Three companies of 1,000, 10,000 and 100,000 item-locations get the same days, in batches of a tenth of a day's events:
as many events concern each network of a batch whatever the size. The price of drift is compared with re-optimisation
that is solved until its own bound proves it, on random changes of a company in steady operation.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks._watched_company import LOCATIONS, LOWER, UPPER, Company, company, stream
from tools.feeds.payloads import MODELS
from tools.watching import Readings, price
from trimtab.errors import InfeasiblePlan
from trimtab.events import Event

T = TypeVar("T")
Array = NDArray[np.float64]

SIZES = (1_000, 10_000, 100_000)
UNTOLD = {1_000: 5, 10_000: 2, 100_000: 2}
"""Days told to each size: enough events to measure."""
EVENTS_A_SECOND, GIBIBYTES, MILLISECONDS = 20_000.0, 2.0, 500.0
CHANGES, NETWORKS_CHANGED = 1_000, 100
FLOOR = 2.5
"""The price of drift is right to 1% or to so much money: a hundredth of the attention price in the demo."""
EXACT = 1e-6
ALONE = 200


def throughput() -> dict[str, float]:
    """Return, by size, the cost of an event from its JSON to the screened drift, and of reading it alone."""
    figures: dict[str, float] = {}
    for size in SIZES:
        made = company(size // LOCATIONS, untold=UNTOLD[size])
        days = list(stream(made))
        _warm(made, days[0][:200])
        bare = sum(_busy(lambda d=day: _read_alone(d))[1] for day in days)  # type: ignore[misc]
        gc.collect()
        taken, events, screened, doubtful = 0.0, 0, 0, 0
        for day in days:
            batch = max(1, len(day) // 10)
            for first in range(0, len(day), batch):
                part = day[first : first + batch]
                found, seconds = _busy(lambda p=part: made.watch.take(made.reader.read(p)))  # type: ignore[misc]
                taken, events = taken + seconds, events + len(part)
                screened, doubtful = screened + len(found.bounds.chosen), doubtful + len(found.doubtful)
        figures |= {
            f"events_{size}": float(events),
            f"us_an_event_{size}": 1e6 * taken / events,
            f"events_a_second_{size}": events / taken,
            f"reading_us_an_event_{size}": 1e6 * bare / events,
            f"ratio_to_reading_{size}": taken / bare,
            f"screened_{size}": float(screened),
            f"doubtful_share_{size}": doubtful / screened,
        }
        if size == SIZES[-1]:
            figures |= {f"count_{name}": float(n) for name, n in asdict(made.watch.counts()).items()}
    figures["flat_1000_to_100000"] = figures[f"us_an_event_{SIZES[-1]}"] / figures[f"us_an_event_{SIZES[0]}"]
    figures["peak_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return figures


def latency() -> dict[str, float]:
    """Return how long one event of one product takes until its drift is priced, stage by stage, in milliseconds."""
    made = company(NETWORKS_CHANGED, untold=2, seed=7)
    events = [event for day in stream(made) for event in day]
    _warm(made, events[:200])
    stages: dict[str, list[float]] = {name: [] for name in ("read", "believe_and_screen", "price", "all")}
    for event in events[200 : 200 + ALONE]:
        readings, reading = _wall(lambda e=event: made.reader.read([e]))  # type: ignore[misc]
        found, screening = _wall(lambda r=readings: made.watch.take(r))  # type: ignore[misc]
        if not len(found.bounds.chosen):
            continue
        _, pricing = _wall(lambda n=found.bounds.chosen: made.watch.look(n))  # type: ignore[misc]
        for name, seconds in zip(stages, (reading, screening, pricing, reading + screening + pricing), strict=True):
            stages[name].append(1000 * seconds)
    return {f"{name}_p{p}_ms": float(np.percentile(ms, p)) for name, ms in stages.items() for p in (50, 95)}


def prices() -> dict[str, float]:
    """Return how near the price of drift is to full re-optimisation, and how often the proof alone settles it."""
    made = company(NETWORKS_CHANGED, seed=11)
    screening, rng = made.watch.screening, np.random.default_rng(13)
    truth, bound, errors, seconds, uncertain = [], [], [], 0.0, 0.0
    for number in range(CHANGES):
        k = number % NETWORKS_CHANGED
        part = slice(k, k + 1)
        before = [getattr(screening.networks, name)[k].copy() for name in ("demand", "known", "sd")]
        change(screening.networks.demand[k], screening.networks.known[k], screening.networks.sd[k], rng)
        found, busy = _busy(lambda n=k: screening.bounds([n], UPPER))  # type: ignore[misc]
        seconds += busy
        network, quantity = screening.networks[part], screening.plans.quantity[part]
        exact = price(network, quantity, screening.frozen, tolerance=EXACT)
        ours = price(network, quantity, screening.frozen)
        uncertain = max(uncertain, *(float(p.cost[0] - p.bound[0]) for p in (exact.default, exact.best)))
        truth.append(exact.drift)
        bound.append(float(found.saving_at_most[0]))
        errors.append(abs(ours.drift - exact.drift) / max(0.01 * exact.drift, FLOOR))
        for name, values in zip(("demand", "known", "sd"), before, strict=True):
            getattr(screening.networks, name)[k] = values
    drift, most = np.array(truth), np.array(bound)
    figures = {
        "changes": float(CHANGES),
        "largest_error_in_tolerances": max(errors),
        "reference_uncertain_by": uncertain,
        "proofs_wrong": float((drift > most + uncertain).sum()),
        "bound_us": 1e6 * seconds / CHANGES,
        "median_drift": float(np.median(drift)),
    }
    for name, limit in (("lower", LOWER), ("upper", UPPER), ("attention", 100 * FLOOR)):
        harmless = drift <= limit
        figures |= {
            f"harmless_{name}": float(harmless.sum()),
            f"settled_{name}": float((most[harmless] <= limit).mean()),
            f"wrong_{name}": float(((most <= limit) & ~harmless).sum()),
        }
    return figures


def change(demand: Array, known: Array, sd: Array, rng: np.random.Generator) -> None:
    """Change the beliefs about one network, whose arrays are (l, d): one of five things, small or large."""
    size, place = float(np.exp(rng.normal(0.0, 1.0))), int(rng.integers(0, len(demand)))
    kind = rng.integers(0, 5)
    if kind == 0:
        demand[place] *= max(0.0, 1.0 + 0.08 * size * rng.choice([-1, 1]))
    elif kind == 1:
        known[place] += np.round(3.0 * size * rng.choice([-1, 1]))
    elif kind == 2:
        sd[place] *= np.exp(0.2 * size * rng.choice([-1, 1]))
    elif kind == 3:
        demand *= 1.0 + 0.02 * size * rng.choice([-1, 1])
    else:
        late = 1 + int(2 * size)
        steps = np.diff(known[0], prepend=0.0)
        steps[0], first = 0.0, known[0, 0]
        later = np.zeros_like(steps)
        later[late:] = steps[:-late]
        known[0] = first + np.cumsum(later)


def dirt() -> dict[str, float]:
    """Return whether a dirty stream, shuffled and told twice over, leaves the same beliefs as in order."""
    beliefs = []
    for shuffled in (False, True):
        made = company(SIZES[0] // LOCATIONS, untold=5, seed=3)
        told = [event for day in stream(made) for event in day]
        if shuffled:
            rng = np.random.default_rng(5)
            told = [told[k] for k in rng.permutation(np.repeat(np.arange(len(told)), 2))]
        for first in range(0, len(told), 300):
            made.watch.take(made.reader.read(told[first : first + 300]))
        beliefs.append(made.watch.screening.networks)
    same = all(np.array_equal(getattr(beliefs[0], n), getattr(beliefs[1], n)) for n in ("demand", "known", "sd"))
    return {"same_beliefs": float(same)}


def _read_alone(told: list[bytes]) -> None:
    for one in told:
        event = Event.model_validate_json(one)
        try:
            MODELS[event.type].model_validate(event.data)
        except ValueError:
            continue


def _warm(made: Company, told: list[bytes]) -> None:
    """Compile the kernels on events that are told again."""
    screening = made.watch.screening
    screening.bounds(np.arange(2), -1.0)
    made.watch.take(made.reader.read(told))


def _busy(work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    done = work()
    return done, time.process_time() - start


def _wall(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


def main() -> None:
    """Print the figures, as JSON on request."""
    figures = dirt() | prices() | latency() | throughput()
    if "--json" in sys.argv[1:]:
        print(json.dumps(figures))
        return
    print(figures)


if __name__ == "__main__":
    main()
