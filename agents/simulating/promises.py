"""Promises: what plans said they would save, beside what they did save against the twin that did nothing."""

from __future__ import annotations

from functools import partial

from agents.simulating.comparison import Companies, Tell
from agents.simulating.loop import live
from agents.simulating.parallel import answered
from agents.simulating.statistics import Measured, ratio_of
from agents.simulating.way import Cadence, Way
from trimtab.measures import Frozen

WAYS = (Way(Cadence.WEEKLY), Way(Cadence.AT_DRIFT))
MOST_PLANS = 3
"""Of every company the first three plans, or cases at drift: each needs a life of its own."""


class Promise(Frozen):
    """A plan of one day, in currency: what waiting for the next chance would have lost, and what it did lose.

    `attention`: what it cost to have people decide.
    """

    seed: int
    day: int
    promised: float
    realised: float
    attention: float


class Promises(Frozen):
    """Plans and their twins, under one way.

    `slope` of realised against promised, through zero: Σ promised·realised / Σ promised². `kept`: Σ realised over Σ
    promised. `worth_it`: the share of plans that saved more than the attention they cost. None without plans.
    """

    way: str
    promises: tuple[Promise, ...]
    slope: Measured | None
    kept: Measured | None
    worth_it: float | None


def promises(companies: Companies, way: Way, processes: int = 2, tell: Tell = lambda _: None) -> Promises:
    """Return what plans promised and saved; at drift only those between the usual times.

    The twin leaves one plan alone, lives on under the same way, and knows everything else that its company knew.
    """
    found: list[Promise] = []
    for seed, of_seed in answered(partial(kept_by, companies, way), companies.seeds, processes):
        found += of_seed
        tell(f"company {seed}, {way.name}: {len(of_seed)} plans and their twins")
    found.sort(key=lambda p: (p.seed, p.day))
    return summary(way, found)


def summary(way: Way, found: list[Promise]) -> Promises:
    """Return promises with what they come to."""
    if not found:
        return Promises(way=way.name, promises=(), slope=None, kept=None, worth_it=None)
    of_seeds = [[p for p in found if p.seed == s] for s in sorted({p.seed for p in found})]
    products = [sum(p.promised * p.realised for p in of_seed) for of_seed in of_seeds]
    squares = [sum(p.promised**2 for p in of_seed) for of_seed in of_seeds]
    realised, promised = ([sum(getattr(p, n) for p in x) for x in of_seeds] for n in ("realised", "promised"))
    return Promises(
        way=way.name,
        promises=tuple(found),
        slope=ratio_of(products, squares),
        kept=ratio_of(realised, promised),
        worth_it=sum(p.realised > p.attention for p in found) / len(found),
    )


def kept_by(companies: Companies, way: Way, seed: int) -> list[Promise]:
    """Return the first plans of one company and what they saved."""
    company = companies.of(seed)
    price = float(company.network.costs.attention_price.amount)
    lived = live(company, way)
    plans = [p for p in lived.proposals if p.between or way.cadence is not Cadence.AT_DRIFT][:MOST_PLANS]
    found = []
    for plan in plans:
        twin = live(company, way, left_alone={plan.day})
        found.append(
            Promise(
                seed=seed,
                day=plan.day,
                promised=plan.saving,
                realised=lived.accounts.profit - twin.accounts.profit,
                attention=price * plan.owners,
            )
        )
    return found
