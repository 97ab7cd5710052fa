"""Hunts: every seeded defect is put in, and the run that has to notice it is made; silence would be a failure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.proof.crashes import on_file, on_tryton
from tests.proof.field import RaceJob, RaceVerdict
from tests.proof.lanes import Fleet
from tests.proof.races import race
from tests.proof.runs import Job, Verdict

BOTH = frozenset({"sqlite", "postgres"})
SQLITE, POSTGRES = frozenset({"sqlite"}), frozenset({"postgres"})
LOST_ANSWER = "send|erp|execute|after|place_purchase"
LOST_DRAFT = "send|http|POST purchase.purchase|after|place_purchase"


@dataclass(frozen=True)
class Hunt:
    """A defect, where it can be noticed, and by which run; SQLite's one writer makes some of them harmless there."""

    defect: str
    run: Job | RaceJob
    engines: frozenset[str] = BOTH
    real: bool = False
    short: frozenset[str] = frozenset()
    """The engines on which the short proof makes this run."""


@dataclass(frozen=True)
class Caught:
    """What noticed a defect; nothing did if `by` is empty."""

    defect: str
    engine: str
    by: str


HUNTS = (
    Hunt("no-state-check", RaceJob("the last approval against rejections", 6), short=BOTH),
    Hunt("quorum-ignored", Job("approve"), short=SQLITE),
    Hunt("approval-not-unique", RaceJob("two buyers approve the same requirement", 4)),
    Hunt("no-find", Job("approve", LOST_ANSWER), short=BOTH),
    Hunt("no-arm-check", Job("stale"), short=SQLITE),
    Hunt("undo-while-sending", RaceJob("undo against arming", 8, seed=3)),
    Hunt("no-epoch", RaceJob("a worker is paused past its lease", 10, seed=1)),
    Hunt("key-changes", Job("approve", LOST_ANSWER), short=SQLITE),
    Hunt("budget-check-then-spend", RaceJob("three bundles, budget for one", 6), POSTGRES, short=POSTGRES),
    Hunt("old-digest-counts", RaceJob("an old digest is replayed", 8), short=SQLITE),
    Hunt("audit-not-chained", Job("approve"), short=SQLITE),
    Hunt("audit-head-not-locked", RaceJob("different bundles are decided at once", 6), POSTGRES),
    Hunt("create-without-search", Job("approve", LOST_DRAFT), real=True, short=SQLITE),
)


def hunt(one: Hunt) -> tuple[Hunt, Verdict | RaceVerdict]:
    """Make the run of one hunt in this lane."""
    if isinstance(one.run, RaceJob):
        return one, race(replace(one.run, defect=one.defect))
    job = replace(one.run, defect=one.defect)
    return one, on_tryton(job) if one.real else on_file(job)


def hunts_for(engine: str, *, short: bool) -> list[Hunt]:
    """Return the hunts of an engine."""
    return [h for h in HUNTS if engine in h.engines and (engine in h.short or not short)]


def hunt_all(lanes: Fleet, engine: str, hunts: Iterable[Hunt]) -> list[Caught]:
    """Return what noticed every defect."""
    caught = []
    for one, verdict in lanes.work(hunt, list(hunts)):
        caught.append(Caught(one.defect, engine, _noticed(verdict.broken)))
    return caught


def _noticed(found: list[str]) -> str:
    """Return the invariant that was broken first; a failure of the harness notices nothing."""
    if any("harness:" in text for text in found):
        return ""
    invariants = [text for text in found if not text.startswith(("recovery", "process", "check"))]
    invariants.sort(key=lambda text: text.startswith(("decision survives", "case:")))
    by = [*invariants, *(text.strip().rpartition("\n")[2] for text in found)]
    return by[0] if by else ""
