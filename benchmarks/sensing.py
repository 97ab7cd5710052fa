"""Watching at scale: events in, drift screened: how fast, in how much memory, how rightly, how soon priced.

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
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks._watched_company import LOCATIONS, LOWER, UPPER, Company, company, stream
from benchmarks.day import ordinary
from tools.drift import price_of_drift, screen
from tools.feeds.payloads import MODELS
from tools.optimizer import plan
from tools.watching import Change, Screened, price
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
EXACT = 1e-5
ALONE, DOCUMENTS = 200, 10
LOOKED = SIZES[1]


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
            for part in _tenths(day):
                found, seconds = _busy(lambda m=made, p=part: _take(m, p))  # type: ignore[misc]
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
    figures["cost_at_100000_to_1000"] = figures[f"us_an_event_{SIZES[-1]}"] / figures[f"us_an_event_{SIZES[0]}"]
    figures["peak_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return figures


def looks() -> dict[str, float]:
    """Return how much is left to the optimizer where what is in doubt is priced with every batch, and what it takes."""
    made = company(LOOKED // LOCATIONS, untold=UNTOLD[LOOKED])
    days = list(stream(made))
    _warm(made, days[0][:200])
    taken, pricing, events, screened, doubtful, raised = 0.0, 0.0, 0, 0, 0, 0
    for day in days:
        for part in _tenths(day):
            found, seconds = _busy(lambda p=part: _take(made, p))  # type: ignore[misc]
            seen, looking = _busy(lambda f=found: made.watch.look(f.doubtful))  # type: ignore[misc]
            taken, pricing, events = taken + seconds, pricing + looking, events + len(part)
            screened, doubtful = screened + len(found.bounds.chosen), doubtful + len(found.doubtful)
            raised += sum(look.change is Change.RAISED for look in seen)
    return {
        "looks_share": doubtful / screened,
        "looks_ms": 1e3 * pricing / doubtful,
        "looks_events_a_second": events / (taken + pricing),
        "looks_raised_a_day": raised / len(days),
    }


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


def documents() -> dict[str, float]:
    """Return how long the drift of a product with documents takes to price, as agents do it, in milliseconds."""
    slipped, calm = ordinary(slipped=True), ordinary(slipped=False)
    stages: dict[str, list[float]] = {"screen": [], "price": [], "plan": []}
    for _ in range(DOCUMENTS):
        stages["screen"].append(1000 * _wall(lambda: screen(slipped))[1])
        stages["price"].append(1000 * _wall(lambda: price_of_drift(slipped, calm.beliefs))[1])
        stages["plan"].append(1000 * _wall(lambda: plan(slipped))[1])
    return {f"documents_{name}_p{p}_ms": float(np.percentile(ms, p)) for name, ms in stages.items() for p in (50, 95)}


def prices() -> dict[str, float]:
    """Return how near the price of drift is to full re-optimisation, and how often the proof alone settles it.

    The reference is solved to `EXACT`; what its own bounds leave open is counted against us.
    """
    made = company(NETWORKS_CHANGED, seed=11)
    screening, rng = made.watch.screening, np.random.default_rng(13)
    believed = screening.networks
    drift, most, error, open_, seconds = (np.zeros(CHANGES) for _ in range(5))
    for number in range(CHANGES):
        k = number % NETWORKS_CHANGED
        part, arrays = slice(k, k + 1), (believed.demand[k], believed.known[k], believed.sd[k])
        before = [a.copy() for a in arrays]
        change(*arrays, rng)
        found, seconds[number] = _busy(lambda n=k: screening.bounds([n], UPPER))  # type: ignore[misc]
        exact = price(believed[part], screening.plans.quantity[part], screening.frozen, tolerance=EXACT)
        ours = price(believed[part], screening.plans.quantity[part], screening.frozen)
        drift[number], most[number] = exact.drift, found.saving_at_most[0]
        open_[number] = sum(float(p.cost[0] - p.bound[0]) for p in (exact.default, exact.best))
        error[number] = abs(ours.drift - exact.drift) + open_[number]
        for array, values in zip(arrays, before, strict=True):
            array[:] = values
    allowed = np.maximum(0.01 * drift, FLOOR)
    figures = {
        "changes": float(CHANGES),
        "drift_p50": float(np.median(drift)),
        "drift_p95": float(np.percentile(drift, 95)),
        "priced_within_tolerance": float((error <= allowed).mean()),
        "largest_error_in_tolerances": float((error / allowed).max()),
        "proofs_wrong": float((drift > most + open_).sum()),
        "bound_us": 1e6 * float(seconds.mean()),
    }
    for name, limit in (("lower", LOWER), ("upper", UPPER)):
        harmless = drift <= limit
        figures |= {
            f"harmless_{name}": float(harmless.sum()),
            f"settled_{name}": float((most[harmless] <= limit).mean()),
            f"wrongly_settled_{name}": float(((most <= limit) & (drift - open_ > limit)).sum()),
        }
    return figures


def change(demand: Array, known: Array, sd: Array, rng: np.random.Generator) -> None:
    """Change the beliefs about one network, whose arrays are (l, d): one of five things, small or large."""
    size, place = float(np.exp(rng.normal(1.0, 1.2))), int(rng.integers(0, len(demand)))
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


def _take(made: Company, told: list[bytes]) -> Screened:
    return made.watch.take(made.reader.read(told))


def _tenths(day: list[bytes]) -> Iterator[list[bytes]]:
    batch = max(1, len(day) // 10)
    for first in range(0, len(day), batch):
        yield day[first : first + batch]


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
    figures = dirt() | prices() | latency() | documents() | looks() | throughput()
    if "--json" in sys.argv[1:]:
        print(json.dumps(figures))
        return
    _print_throughput(figures)
    print(f"one event of one product, alone, no polling, wall time ({MILLISECONDS:.0f} ms allowed at p95)")
    for name in ("read", "believe_and_screen", "price", "all"):
        p50, p95 = figures[f"{name}_p50_ms"], figures[f"{name}_p95_ms"]
        print(f"  {name.replace('_', ' '):<20} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms")
    print("  beside it a product of documents (4 locations, 3 open purchases, 10 change offers), as agents price it:")
    for name in ("screen", "price", "plan"):
        p50, p95 = figures[f"documents_{name}_p50_ms"], figures[f"documents_{name}_p95_ms"]
        print(f"  {name:<20} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms")
    print(f"price of drift on {figures['changes']:.0f} random changes, beside re-optimisation to a gap of {EXACT:g}")
    print(f"  drift p50 {figures['drift_p50']:.1f}, p95 {figures['drift_p95']:.0f}; within 1% or {FLOOR:g}", end=": ")
    print(f"{100 * figures['priced_within_tolerance']:.1f}%", end=", ")
    print(f"largest error {figures['largest_error_in_tolerances']:.2f} of what is allowed")
    for name, limit in (("lower", LOWER), ("upper", UPPER)):
        print(f"  drift of at most {limit:.0f}: {figures[f'harmless_{name}']:.0f} changes", end=", ")
        print(f"{100 * figures[f'settled_{name}']:.1f}% settled by the proof alone", end=", ")
        print(f"{figures[f'wrongly_settled_{name}']:.0f} wrongly")
    print(f"  bounds below the true drift: {figures['proofs_wrong']:.0f}; a proof takes {figures['bound_us']:.0f} us")


def _print_throughput(figures: dict[str, float]) -> None:
    print("from an event's JSON to the screened drift of its product, processor time of one thread")
    for size in SIZES:
        of = {name.removesuffix(f"_{size}"): value for name, value in figures.items() if name.endswith(f"_{size}")}
        print(f"  {size:7d} item-locations: {of['events_a_second']:.0f} events/s", end=" ")
        print(
            f"({of['events_a_second'] / EVENTS_A_SECOND:.2f} of the aim), {of['us_an_event']:.1f} us an event", end=", "
        )
        print(f"{of['ratio_to_reading']:.1f} times the bare cost of reading it ({of['reading_us_an_event']:.1f} us)")
        print(f"    {of['events']:.0f} events, {of['screened']:.0f} networks screened", end=", ")
        print(f"nothing proven of {100 * of['doubtful_share']:.1f}%, and without a price again with each event")
    print(
        f"  at {LOOKED}, all in doubt priced at once: {100 * figures['looks_share']:.1f}% of those screened", end=", "
    )
    print(f"{figures['looks_ms']:.0f} ms each, {figures['looks_raised_a_day']:.0f} alarms a day", end="; ")
    print(f"{figures['looks_events_a_second']:.0f} events/s, the optimizer included")
    print(f"  cost per event at 100,000 to that at 1,000: {figures['cost_at_100000_to_1000']:.2f}", end="   ")
    print(f"peak {figures['peak_gib']:.2f} of {GIBIBYTES:.0f} GiB")
    counts = [(n.removeprefix("count_"), v) for n, v in figures.items() if n.startswith("count_")]
    print("  at 100,000: " + ", ".join(f"{name.replace('_', ' ')} {count:.0f}" for name, count in counts))
    print(
        f"  shuffled and told twice, the same beliefs to the last digit: {'yes' if figures['same_beliefs'] else 'NO'}"
    )


if __name__ == "__main__":
    main()
