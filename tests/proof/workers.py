"""Races of workers: several advance one bundle, some against an undo, some paused past their lease."""

import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.proof.children import run, start, wait
from tests.proof.clock import JumpingClock
from tests.proof.company import bundle_id_of, proof_policy
from tests.proof.defects import seeded
from tests.proof.field import Field, RaceJob, RaceVerdict, must, outcome_of
from tests.proof.invariants import broken, executed
from tests.proof.moves import take_back
from tests.proof.points import Watch
from tests.proof.runs import EXECUTED, GENERATION_SECONDS, Runner
from tests.proof.stores import COMPANY
from tests.proof.stories import MOST_STEPS, STORIES, Acks, approve_all, confirm_tasks, submitted
from tests.proof.systems import RealTryton, System
from tests.proof.world import World, open_world
from trimtab.bundles import BundleState
from trimtab.errors import ConflictError
from trimtab.ledger import Ledger
from trimtab.ledger.engine import open_engine

BARRIER_SECONDS = 60


def run_workers(job: RaceJob, runs: Runner) -> RaceVerdict:
    """Let several workers advance one bundle at once, some against an undo, some paused past their lease."""
    verdict = RaceVerdict(job, races=job.rounds)
    chance = random.Random(job.seed)
    name = job.name.removeprefix("tryton ")
    for _ in range(job.rounds):
        directory = Path(tempfile.mkdtemp(prefix="work-", dir=runs.folder))
        url = runs.stores.fresh(directory)
        system = runs.system_in(directory)
        try:
            at = Arena(directory, url, system, job.defect)
            WORKER_RACES[name](at, verdict, chance)
        finally:
            runs.stores.drop(url)
            shutil.rmtree(directory, ignore_errors=True)
    return verdict


@dataclass(frozen=True)
class Arena:
    directory: Path
    url: str
    system: System
    defect: str

    @property
    def run(self) -> str:
        return self.directory.name

    @property
    def clock(self) -> JumpingClock:
        return JumpingClock(self.directory / "clock")

    @property
    def acks(self) -> Acks:
        return Acks(self.directory / "acks")

    def world(self, name: str, watch: Watch) -> object:
        return open_world(self.url, self.run, self.clock, self.system, proof_policy(0), watch=watch, worker=name)

    def decided(self) -> None:
        """Bring the bundle to where everybody has approved."""
        with self.world("prelude", Watch()) as world:  # type: ignore[attr-defined]
            bundle_id = submitted(world, self.acks)
            world.worker.step()
            with world.ledger.read() as tx:
                record = tx.bundles.get(bundle_id)
            approve_all(world, record, self.acks)

    def work(self, name: str, watch: Watch, *, jumping: bool) -> list[str]:
        """Work until the bundle is done and nothing is left to do."""
        with seeded(self.defect), self.world(name, watch) as world:  # type: ignore[attr-defined]
            work_to_the_end(world, self.acks, jumping=jumping)
        return watch.passed

    def check(self, ends: BundleState) -> list[str]:
        story = STORIES["approve"]
        with self.world("check", Watch()) as world:  # type: ignore[attr-defined]
            if ends is not BundleState.DONE:
                return [] if _state(world, self.run) is ends else [f"{_state(world, self.run)}, wanted {ends}"]
            with (self.directory.parent / EXECUTED).open("a", encoding="utf-8") as file:
                file.writelines(f"{action}\n" for action in executed(world, bundle_id_of(self.run)))
            return broken(world, story, self.acks, bundle_id_of(self.run))


def _state(world: World, run: str) -> BundleState:
    with world.ledger.read() as tx:
        return tx.bundles.get(bundle_id_of(run)).state


def work_to_the_end(world: World, acks: Acks, *, jumping: bool) -> None:
    """Step until done; waiting is jumped over, or done in real time where other workers share the clock."""
    idle = 0
    for _ in range(MOST_STEPS * 10):
        done = world.worker.step()
        try:
            done += confirm_tasks(world, acks)
        except ConflictError:
            done += 1
        if done:
            idle = 0
            continue
        idle += 1
        if _state(world, world.run).final and idle > 1:
            return
        if jumping and isinstance(world.clock, JumpingClock):
            world.clock.jump(wall=7.0)
        else:
            time.sleep(0.02)
    raise AssertionError(f"the bundle is {_state(world, world.run).value} and nothing moves any more")


def _several(at: Arena, verdict: RaceVerdict, chance: random.Random) -> None:
    """Several workers, one bundle: every effect once."""
    must(run(at.decided, at.directory / "prepared"), verdict)
    many = chance.choice([2, 3, 4])
    barrier = multiprocessing.get_context("fork").Barrier(many)

    def body(number: int) -> list[str]:
        barrier.wait(BARRIER_SECONDS)
        return at.work(f"worker-{number}", Watch(), jumping=False)

    answers = [at.directory / f"answer-{n}" for n in range(many)]
    children = [start(lambda n=n: body(n), answers[n]) for n in range(many)]  # type: ignore[misc]
    for child, answer in zip(children, answers, strict=True):
        must(wait(child, answer), verdict)
    verdict.broken += must(run(lambda: at.check(BundleState.DONE), at.directory / "checked"), verdict) or []


def _against_undo(at: Arena, verdict: RaceVerdict, chance: random.Random) -> None:
    """A worker arms while somebody takes the decision back: undone and not executed, or executed and told so."""
    must(run(at.decided, at.directory / "prepared"), verdict)
    after = chance.randrange(1, 60)

    def take() -> str:
        ledger = Ledger(open_engine(at.url), COMPANY, at.clock)
        with seeded(at.defect):
            return outcome_of(take_back(Field(at.run, 1), "pat"), ledger)

    def work() -> list[str]:
        watch = Watch(at_most=after, strike=lambda: os.kill(os.getpid(), signal.SIGSTOP))
        with seeded(at.defect), at.world("worker", watch) as world:  # type: ignore[attr-defined]
            for _ in range(4):
                world.worker.step()
        return watch.passed

    child = start(work, at.directory / "worked")
    _, status = os.waitpid(child, os.WUNTRACED)
    holding = start(take, at.directory / "taken")
    if os.WIFSTOPPED(status):
        time.sleep(0.15)
        os.kill(child, signal.SIGCONT)
        must(wait(child, at.directory / "worked"), verdict)
    told = str(must(wait(holding, at.directory / "taken"), verdict))
    verdict.outcomes[told.partition(" ")[0]] += 1
    at.clock.jump(wall=GENERATION_SECONDS)
    if told.startswith("ok"):
        found = must(run(lambda: _nothing_sent(at), at.directory / "checked"), verdict)
    else:
        if told != "conflict.too_late_to_undo":
            verdict.broken.append(f"undo: {told}")
        must(run(lambda: at.work("again", Watch(), jumping=True), at.directory / "again"), verdict)
        found = must(run(lambda: at.check(BundleState.DONE), at.directory / "checked"), verdict)
    verdict.broken += [f"undo {told} after point {after}: {f}" for f in found or []]


def _nothing_sent(at: Arena) -> list[str]:
    with at.world("later", Watch()) as world:  # type: ignore[attr-defined]
        for _ in range(3):
            world.worker.step()
            at.clock.jump(wall=7.0)
        bundle_id = bundle_id_of(at.run)
        with world.ledger.read() as tx:
            record, intents = tx.bundles.get(bundle_id), tx.intents.of_bundle(bundle_id)
        documents = at.system.documents([leg.action.id for leg in record.bundle.legs])
        found = [f"undone, yet {len(d)} documents carry {a}" for a, d in documents.items() if d]
        if record.state is not BundleState.AWAITING or intents:
            found.append(f"undone, yet {record.state.value} with {len(intents)} intents")
        return found


def _paused(at: Arena, verdict: RaceVerdict, chance: random.Random) -> None:
    """A worker is stopped past its lease, another goes on, the first wakes up meanwhile or afterwards: no harm."""
    must(run(at.decided, at.directory / "prepared"), verdict)
    real = isinstance(at.system, RealTryton)
    after = chance.randrange(20, 200 if real else 130)

    def unsafe(name: str) -> bool:
        return holding_locks(name) or out_of_reach(name)

    def first() -> list[str]:
        watch = Watch(at_most=after, unless=unsafe, strike=lambda: os.kill(os.getpid(), signal.SIGSTOP))
        return at.work("sleeper", watch, jumping=True)

    child = start(first, at.directory / "slept")
    _, status = os.waitpid(child, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        verdict.broken.append(f"harness: the first worker never came to point {after}")
        return
    at.clock.jump(wall=GENERATION_SECONDS)
    successor = start(lambda: at.work("successor", Watch(), jumping=True), at.directory / "succeeded")
    if chance.random() < 0.5:
        time.sleep(chance.uniform(0.02, 0.5))
        os.kill(child, signal.SIGCONT)
    must(wait(successor, at.directory / "succeeded"), verdict)
    os.kill(child, signal.SIGCONT)
    must(wait(child, at.directory / "slept"), verdict)
    found = must(run(lambda: at.check(BundleState.DONE), at.directory / "checked"), verdict)
    verdict.broken += [f"paused after point {after}: {f}" for f in found or []]


def holding_locks(name: str) -> bool:
    """Tell whether a process stopped here would keep everybody else waiting: inside a transaction."""
    _, mechanism, detail, side, _ = name.split("|")
    return mechanism == "sql" and (detail, side) != ("commit", "after")


def out_of_reach(name: str) -> bool:
    """Tell whether a request leaves here whatever the ledger says: between the last look at the lease and the send.

    Whoever sleeps here past its lease makes its request when it wakes up. A create is found again by its reference; a
    button pressed twice in the same instant is what Tryton on SQLite, which locks no rows, does not sort out.
    """
    phase, mechanism, detail, side, _ = name.split("|")
    return phase == "fence" or (
        mechanism == "http" and side == "before" and not detail.startswith("GET") and "{id}" in detail
    )


WORKER_RACES: dict[str, Callable[[Arena, RaceVerdict, random.Random], None]] = {
    "several workers advance one bundle": _several,
    "undo against arming": _against_undo,
    "a worker is paused past its lease": _paused,
}
