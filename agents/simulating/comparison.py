"""A comparison: the same companies and the same fates under different ways to plan, against perfect foresight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from statistics import median

from agents.simulating.loop import PLAN_IN_TURN, Outcome, live
from agents.simulating.parallel import answered
from agents.simulating.statistics import Measured, mean_of, ratio_of
from agents.simulating.way import Cadence, Way
from tools.simulation.companies import Company, foresight_profit, random_company
from trimtab.measures import Frozen

ISOLATED = Way(Cadence.WEEKLY, shared=False, together=False)
WAYS = (
    ISOLATED,
    Way(Cadence.DAILY, shared=False, together=False),
    Way(Cadence.AT_DRIFT, shared=False, together=False),
    Way(Cadence.AT_DRIFT, together=False),
    Way(Cadence.WEEKLY),
    Way(Cadence.DAILY),
    Way(Cadence.AT_DRIFT),
    Way(Cadence.AT_DRIFT, latency_days=1),
    Way(Cadence.AT_DRIFT, latency_days=3),
    Way(Cadence.AT_DRIFT, latency_days=7),
)
"""The first is what all others are compared with."""

ITEM_LOCATIONS_EACH = 1000
"""So many item-locations an approver looks after: a hundred people for a hundred thousand."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Companies:
    """Which companies are compared: their seeds, over how many days, with how many items."""

    seeds: tuple[int, ...]
    days: int = 56
    items: int = 2
    stationary: bool = False

    def of(self, seed: int) -> Company:
        """Return the company of a seed."""
        return random_company(seed, self.days, self.items, stationary=self.stationary)


class Row(Frozen):
    """How companies fare under one way; money in the company's currency a day, shares of 1.

    `gain`: profit above the first way's, paired, as a share of what foresight earns. `closed`: the share of the
    avoidable regret closed, (profit − first way's) / (foresight − first way's), sums over seeds. `cases`: proposals a
    company and day between the usual times; `asked`: how often a day they ask the approver of a thousand
    item-locations, one a function.
    """

    way: str
    profit: Measured
    of_foresight: Measured
    gain: Measured
    closed: Measured
    fill_rate: Measured
    stock_value: Measured
    bullwhip: float
    proposals: float
    cases: float
    asked: float
    documents: float
    changes: float


class Comparison(Frozen):
    """All ways on the same companies."""

    seeds: tuple[int, ...]
    days: int
    items: int
    stationary: bool
    rows: tuple[Row, ...]
    foresight: Measured
    """What foresight earns a day, in the company's currency: a bound that no plan exceeds."""


def compare(
    companies: Companies, ways: Sequence[Way] = WAYS, processes: int = 2, tell: Tell = lambda _: None
) -> Comparison:
    """Return how companies fare under several ways, the first being what the others are compared with."""
    outcomes: dict[Way, dict[int, Outcome]] = defaultdict(dict)
    bounds = {seed: foresight_profit(companies.of(seed)) for seed in companies.seeds}
    asked = list(product(companies.seeds, ways))
    for number, ((seed, way), outcome) in enumerate(answered(partial(_lived, companies), asked, processes), start=1):
        outcomes[way][seed] = outcome
        tell(f"{number} of {len(asked)}: company {seed}, {way.name}")
    days = companies.days
    places = len(companies.of(companies.seeds[0]).places)
    rows = tuple(_row(way, outcomes[way], outcomes[ways[0]], bounds, days, places) for way in ways)
    earned = mean_of([bounds[seed] / days for seed in companies.seeds])
    return Comparison(
        seeds=companies.seeds,
        days=days,
        items=companies.items,
        stationary=companies.stationary,
        rows=rows,
        foresight=earned,
    )


def _lived(companies: Companies, asked: tuple[int, Way]) -> Outcome:
    seed, way = asked
    return live(companies.of(seed), way)


def _row(
    way: Way,
    found: dict[int, Outcome],
    first: dict[int, Outcome],
    bounds: dict[int, float],
    days: int,
    item_locations: int,
) -> Row:
    seeds = sorted(found)
    profits = [found[s].profit for s in seeds]
    gains = [found[s].profit - first[s].profit for s in seeds]
    proposals = [p for s in seeds for p in found[s].proposals]
    cases = [p for p in proposals if p.between]
    lived = days * len(seeds)
    return Row(
        way=way.name,
        profit=mean_of([p / days for p in profits]),
        of_foresight=mean_of([p / bounds[s] for p, s in zip(profits, seeds, strict=True)]),
        gain=mean_of([g / bounds[s] for g, s in zip(gains, seeds, strict=True)]),
        closed=ratio_of(gains, [bounds[s] - first[s].profit for s in seeds]),
        fill_rate=mean_of([found[s].accounts.fill_rate for s in seeds]),
        stock_value=mean_of([found[s].accounts.mean_stock_value for s in seeds]),
        bullwhip=median(found[s].accounts.bullwhip for s in seeds),
        proposals=len(proposals) / lived,
        cases=len(cases) / lived,
        asked=sum(p.owners for p in cases) / lived / len(PLAN_IN_TURN) * ITEM_LOCATIONS_EACH / item_locations,
        documents=sum(found[s].accounts.documents for s in seeds) / lived,
        changes=sum(found[s].accounts.changes for s in seeds) / lived,
    )
