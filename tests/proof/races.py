"""The race proof: several processes decide, undo, submit and execute at once; one outcome each, losers are told."""

import multiprocessing
import shutil
import tempfile
import threading
from pathlib import Path

from tests.proof.children import run, start, wait
from tests.proof.company import APPROVERS, a_case
from tests.proof.crashes import runner
from tests.proof.defects import seeded
from tests.proof.field import Field, Race, RaceJob, RaceVerdict, ledger_of, must, outcome_of
from tests.proof.moves import (
    RIVALS,
    a_proposal_digest,
    about_to_expire,
    approve,
    at_the_last_moment,
    awaiting,
    awaiting_all_but,
    confirm,
    decided,
    defer,
    let_expire,
    nothing_yet,
    open_rival_case,
    put_in,
    reject,
    revised,
    rivals_for_a_budget,
    several_bundles,
    take_back,
    task_opened,
)
from tests.proof.outcomes import (
    all_decided,
    claimed_once,
    deferred_or_decided,
    exactly_one_wins,
    expired_or_decided,
    one_word_stands,
    only_the_new_digest,
    quorum,
    submitted_once,
    undone_once,
    within_budget,
)
from tests.proof.stores import Stores
from tests.proof.workers import WORKER_RACES, run_workers
from trimtab.errors import IntegrityError

BARRIER_SECONDS = 60


def race(job: RaceJob) -> RaceVerdict:
    """Run a job in this lane."""
    if job.name.startswith("tryton "):
        return run_workers(job, runner(True))
    if job.name in WORKER_RACES:
        return run_workers(job, runner(False))
    return run_race(job, runner(False).stores, runner(False).folder)


def run_race(job: RaceJob, stores: Stores, folder: Path) -> RaceVerdict:
    """Let the racers start together, round after round, each in a process of its own."""
    chosen, verdict = RACES[job.name], RaceVerdict(job, races=job.rounds)
    directory = Path(tempfile.mkdtemp(prefix="race-", dir=folder))
    url = stores.fresh(directory)
    fields = [Field(directory.name, n) for n in range(1, job.rounds + 1)]

    def prepare() -> None:
        ledger = ledger_of(url)
        for at in fields:
            with ledger.write() as tx:
                tx.cases.open(a_case(at.run, ledger.clock.business_now(), at.number))
            chosen.prepare(ledger, at)

    def drive(place: int, barrier: threading.Barrier) -> list[str]:
        ledger = ledger_of(url)
        with seeded(job.defect):
            told = []
            for at in fields:
                racer = chosen.racers(at)[place]
                barrier.wait(BARRIER_SECONDS)
                told.append(outcome_of(racer, ledger))
            return told

    def judge(told: list[list[str]]) -> list[str]:
        ledger = ledger_of(url)
        found: list[str] = []
        for number, at in enumerate(fields):
            outcomes = [who[number] for who in told]
            found += [f"{o} in {outcomes}" for o in outcomes if o.startswith("untyped")]
            found += chosen.judge(ledger, at, outcomes)
        try:
            with ledger.read() as tx:
                tx.audit.verify()
        except IntegrityError as error:
            found.append(f"audit: {error}")
        return found

    try:
        must(run(prepare, directory / "prepared"), verdict)
        many = len(chosen.racers(fields[0]))
        barrier = multiprocessing.get_context("fork").Barrier(many)
        answers = [directory / f"racer-{n}" for n in range(many)]
        children = [start(lambda n=n: drive(n, barrier), answers[n]) for n in range(many)]  # type: ignore[misc]
        told = [must(wait(child, answer), verdict) or [] for child, answer in zip(children, answers, strict=True)]
        if not verdict.broken:
            verdict.outcomes.update(o.partition(" ")[0] for who in told for o in who)
            verdict.broken += must(run(lambda: judge(told), directory / "judged"), verdict) or []
    finally:
        stores.drop(url)
        shutil.rmtree(directory, ignore_errors=True)
    return verdict


RACES = {
    r.name: r
    for r in (
        Race(
            "two buyers approve the same requirement",
            awaiting,
            lambda at: [approve(at, "bea"), approve(at, "ben")],
            exactly_one_wins("conflict.already_decided"),
        ),
        Race(
            "the last four owners approve at once",
            awaiting,
            lambda at: [approve(at, who) for who in APPROVERS.values()],
            quorum,
        ),
        Race(
            "the last two owners approve at once",
            awaiting_all_but("pat", "sam"),
            lambda at: [approve(at, "sam"), approve(at, "pat")],
            quorum,
        ),
        Race(
            "double clicks",
            awaiting_all_but("pat"),
            lambda at: [approve(at, "pat")] * 8,
            exactly_one_wins("conflict.already_decided"),
        ),
        Race(
            "the last approval against rejections",
            awaiting_all_but("pat"),
            lambda at: [approve(at, "pat"), reject(at, "bea"), reject(at, "pat")],
            one_word_stands,
        ),
        Race(
            "the last approval against a deferral",
            awaiting_all_but("pat"),
            lambda at: [approve(at, "pat"), defer(at, "bea")],
            deferred_or_decided,
        ),
        Race(
            "different bundles are decided at once",
            several_bundles,
            lambda at: [approve(Field(at.run, at.number * 100 + n), "pat") for n in range(RIVALS)],
            all_decided,
        ),
        Race("undo against undo", decided, lambda at: [take_back(at, w) for w in ("bea", "lou", "pat")], undone_once),
        Race(
            "an old digest is replayed",
            revised,
            lambda at: [
                approve(at, "pat", digest=a_proposal_digest(at)),
                approve(at, "pat", digest=a_proposal_digest(at)),
                approve(at, "pat"),
                approve(at, "pat"),
            ],
            only_the_new_digest,
        ),
        Race(
            "three bundles, budget for one",
            rivals_for_a_budget,
            lambda at: [approve(Field(at.run, at.number * 100 + n), "pat") for n in range(RIVALS)],
            within_budget,
        ),
        Race(
            "the same round is submitted by several workers",
            nothing_yet,
            lambda at: [put_in(at)] * 4,
            submitted_once,
        ),
        Race(
            "two workers open cases about the same item",
            nothing_yet,
            lambda at: [open_rival_case(at, 0), open_rival_case(at, 1)],
            claimed_once,
        ),
        Race(
            "an approval at the moment of expiry",
            about_to_expire,
            lambda at: [
                at_the_last_moment(at, approve(at, "pat")),
                at_the_last_moment(at, let_expire(at)),
                at_the_last_moment(at, let_expire(at)),
            ],
            expired_or_decided,
        ),
        Race(
            "a task is confirmed twice",
            task_opened,
            lambda at: [confirm(at, "sam"), confirm(at, "sam")],
            exactly_one_wins("conflict.already_decided"),
        ),
    )
}
