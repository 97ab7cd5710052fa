"""Promises: what plans said they would save, beside what they did save against the twin that did nothing."""

from __future__ import annotations

from functools import partial

from agents.simulating.comparison import Companies, Tell
from agents.simulating.loop import Proposal, live
from agents.simulating.parallel import answered
from agents.simulating.statistics import Measured, ratio_of
from agents.simulating.way import WEEK, Cadence, Way
from trimtab.measures import Frozen

WAY = Way(Cadence.WEEKLY)
WEEKS = (0, 1, 2)
"""Of the plans of these weeks the twin left one alone; from the next week on both were planned alike."""


class Promise(Frozen):
    """A plan of one day: what it promised to save, and by how much the company fared better for it, in currency."""

    seed: int
    day: int
    promised: float
    realised: float


class Promises(Frozen):
    """Plans and their twins; `slope` of realised against promised, through zero: Σ promised·realised / Σ promised²."""

    promises: tuple[Promise, ...]
    slope: Measured
    kept: Measured
    """Σ realised / Σ promised."""


def promises(companies: Companies, processes: int = 2, tell: Tell = lambda _: None) -> Promises:
    """Return what the plans of the first weeks promised and saved, all companies planned weekly and together."""
    found: list[Promise] = []
    for seed, of_seed in answered(partial(_of_seed, companies), companies.seeds, processes):
        found += of_seed
        tell(f"company {seed}: {len(of_seed)} plans and their twins")
    found.sort(key=lambda p: (p.seed, p.day))
    seeds = sorted({p.seed for p in found})
    squares = [sum(p.promised**2 for p in found if p.seed == s) for s in seeds]
    products = [sum(p.promised * p.realised for p in found if p.seed == s) for s in seeds]
    promised = [sum(p.promised for p in found if p.seed == s) for s in seeds]
    realised = [sum(p.realised for p in found if p.seed == s) for s in seeds]
    return Promises(promises=tuple(found), slope=ratio_of(products, squares), kept=ratio_of(realised, promised))


def _of_seed(companies: Companies, seed: int) -> list[Promise]:
    company = companies.of(seed)
    lived = live(company, WAY)
    by_day: dict[int, Proposal] = {p.day: p for p in lived.proposals}
    found = []
    for day in (week * WEEK for week in WEEKS):
        if day in by_day:
            twin = live(company, WAY, left_alone={day})
            realised = lived.accounts.profit - twin.accounts.profit
            found.append(Promise(seed=seed, day=day, promised=by_day[day].saving, realised=realised))
    return found
