"""One run: a fresh ledger, a story, a kill, recoveries, and the invariants; each step in a process of its own."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.children import Ended, run
from tests.proof.clock import JumpingClock
from tests.proof.company import bundle_id_of, case_id_of, proof_policy
from tests.proof.defects import seeded
from tests.proof.invariants import broken, executed
from tests.proof.points import Watch
from tests.proof.stores import COMPANY, Stores
from tests.proof.stories import STORIES, Acks, meddled, tell
from tests.proof.systems import SharedFile, System
from tests.proof.world import open_world
from trimtab.clock import SystemClock
from trimtab.ledger import Ledger
from trimtab.ledger.engine import open_engine

GENERATION_SECONDS = 61.0
MOST_RECOVERIES = 6
EXECUTED = "executed"
"""A file in the lanes' folder: the ids of all actions that were sent and have a document."""


@dataclass(frozen=True)
class Job:
    """What one run does: at the `occurrence`-th passing of `point` the first process is killed."""

    story: str
    point: str = ""
    occurrence: int = 1
    then: str = ""
    """Where the first recovering process is killed."""
    defect: str = ""
    again: float = 0.0
    """Probability that a recovering process is killed too."""
    seed: int = 0


@dataclass
class Verdict:
    """What became of a run."""

    job: Job
    kills: int = 0
    open_decision: bool = False
    """Whether the kill fell between the first approval and the end of the bundle."""
    broken: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


@dataclass
class Runner:
    """Runs jobs one after the other over one engine and one kind of system."""

    stores: Stores
    system_in: Callable[[Path], System]
    folder: Path

    def run(self, job: Job) -> Verdict:
        directory = Path(tempfile.mkdtemp(prefix="run-", dir=self.folder))
        url = self.stores.fresh(directory)
        try:
            return self._run(job, directory, url)
        finally:
            self.stores.drop(url)
            shutil.rmtree(directory, ignore_errors=True)

    def _run(self, job: Job, directory: Path, url: str) -> Verdict:
        system, chance = self.system_in(directory), random.Random(job.seed)
        verdict = Verdict(job)
        clock = JumpingClock(directory / "clock")
        place = _Place(directory, url, system)
        wanted: tuple[str, int] | None = (job.point, job.occurrence) if job.point else None
        for generation in range(MOST_RECOVERIES):
            after: int | None = None
            if generation and chance.random() < job.again and generation < MOST_RECOVERIES - 1:
                after = chance.randrange(1, 120)
            ended = run(lambda w=wanted, a=after: place.live(job, w, a), directory / "answer")  # type: ignore[misc]
            if not ended.killed:
                verdict.passed = ended.result or []
                return self._judge(verdict, place, ended, job)
            verdict.kills += 1
            if generation == 0:
                verdict.open_decision = _decision_open(url, place.run)
            wanted = (job.then, 1) if job.then and generation == 0 else None
            clock.jump(wall=GENERATION_SECONDS)
        verdict.broken.append("it never recovered")
        return verdict

    def _judge(self, verdict: Verdict, place: _Place, ended: Ended, job: Job) -> Verdict:
        if ended.failure:
            verdict.broken.append(f"recovery: {ended.failure}")
        if job.point and not verdict.kills:
            verdict.broken.append("harness: the point was not passed")
        checked = run(lambda: place.check(job), place.directory / "answer")
        verdict.broken += checked.result or []
        if checked.failure:
            verdict.broken.append(f"check: {checked.failure}")
        return verdict


@dataclass(frozen=True)
class _Place:
    directory: Path
    url: str
    system: System

    @property
    def run(self) -> str:
        """Return what all ids of this run are derived from."""
        return self.directory.name

    def live(self, job: Job, wanted: tuple[str, int] | None, after: int | None) -> list[str]:
        """Tell the story in this process, to its end or to the kill; returns the points that were passed."""
        story, clock = STORIES[job.story], JumpingClock(self.directory / "clock")
        watch = Watch(wanted=wanted, at_most=after)
        with (
            seeded(job.defect),
            open_world(
                self.url, self.run, clock, self.system, proof_policy(), watch=watch, wrap=meddled(story, self.system)
            ) as world,
        ):
            tell(world, story, Acks(self.directory / "acks"))
        return watch.passed

    def check(self, job: Job) -> list[str]:
        clock = JumpingClock(self.directory / "clock")
        with open_world(self.url, self.run, clock, self.system, proof_policy(), watch=Watch()) as world:
            with (self.directory.parent / EXECUTED).open("a", encoding="utf-8") as file:
                file.writelines(f"{action}\n" for action in executed(world, bundle_id_of(self.run)))
            return broken(world, STORIES[job.story], Acks(self.directory / "acks"), bundle_id_of(self.run))


def _decision_open(url: str, run: str) -> bool:
    """Tell whether somebody had approved and the bundle had not come to its end."""
    engine = open_engine(url)
    with Ledger(engine, COMPANY, SystemClock()).read() as tx:
        bundles = tx.bundles.of_case(case_id_of(run))
        found = any(not b.state.final and tx.approvals.decisions(b.id) for b in bundles)
    engine.dispose()
    return found


def shared_file(directory: Path) -> System:
    """A system of record of the run's own."""
    system = SharedFile(directory / "erp.sqlite")
    system.build()
    return system
