"""The crash proof: kill -9 at every named point inside an open decision, recover, and look at what is there."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from tests.proof.lanes import Fleet, this_lane
from tests.proof.runs import Job, Runner, Verdict, shared_file
from tests.proof.stores import PostgresStores, SqliteStores, Stores
from tests.proof.stories import STORIES
from tests.services.postgres import PostgresCluster

Say = Callable[[str], None]
SEED = 20261123


@cache
def stores() -> Stores:
    """Return the stores of this lane."""
    plan = this_lane()
    if plan.engine == "postgres":
        return PostgresStores(PostgresCluster(plan.postgres_url))
    return SqliteStores(plan.folder / f"template-{plan.number}")


@cache
def runner(real: bool) -> Runner:
    """Return the runner of this lane."""
    plan = this_lane()
    return Runner(stores(), (lambda _: plan.erp.lane(plan.number)) if real else shared_file, plan.folder)


def on_file(job: Job) -> Verdict:
    """Run a job against the shared file."""
    return runner(False).run(job)


def on_tryton(job: Job) -> Verdict:
    """Run a job against Tryton."""
    return runner(True).run(job)


@dataclass
class Tally:
    """What a crash proof counts."""

    engine: str
    runs: int = 0
    kills: int = 0
    counted: int = 0
    """Kills inside an open decision: after the first approval, before the end."""
    coverage: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        self.runs += 1
        self.kills += verdict.kills
        counted = verdict.kills if verdict.open_decision else max(0, verdict.kills - 1)
        self.counted += counted
        if verdict.open_decision and verdict.job.point:
            self.coverage[split(verdict.job.point)] += 1
        if verdict.job.then and verdict.kills > 1:
            self.coverage[split(verdict.job.then)] += 1
        if verdict.broken:
            job = verdict.job
            where = f"{job.story} killed at {job.point} #{job.occurrence} then {job.then or 'nowhere'}"
            self.failures.append(f"{self.engine}, {where}, seed {job.seed}: {'; '.join(verdict.broken)}")


def split(point: str) -> tuple[str, str]:
    """Return the class of a point, and its action kind."""
    phase, mechanism, detail, side, kind = point.split("|")
    if mechanism == "sql":
        detail = "commit" if detail == "commit" else "statement"
    if mechanism == "http" and detail.startswith("GET"):
        detail = "GET"
    if mechanism == "checkpoint":
        detail = detail.partition(",")[0].partition(" ")[0]
    return f"{phase} | {mechanism} {detail} | {side}", kind


@dataclass(frozen=True)
class Map:
    """The points that each story passes, and those of a recovery that has to ask what became of a send."""

    passed: dict[str, list[str]]
    finding: tuple[tuple[str, str], ...]


def explore(lanes: Fleet, task: Callable[[Job], Verdict], stories: Iterable[str] = tuple(STORIES)) -> Map:
    """Play stories without a kill, and once with each answer lost; raises AssertionError where one of them fails."""
    passed: dict[str, list[str]] = {}
    for verdict in lanes.work(task, [Job(name) for name in stories]):
        if verdict.broken:
            raise AssertionError(f"the story {verdict.job.story} fails without any kill: {verdict.broken}")
        passed[verdict.job.story] = verdict.passed
    finding: list[tuple[str, str]] = []
    for verdict in lanes.work(task, [Job("approve", p) for p in lost_answers(passed["approve"])]):
        if verdict.broken:
            raise AssertionError(f"{verdict.job}: {verdict.broken}")
        finding += [(verdict.job.point, p) for p in dict.fromkeys(verdict.passed) if p.startswith("find|")]
    return Map(passed, tuple(finding))


def lost_answers(passed: Iterable[str]) -> list[str]:
    """Return the points at which a send has happened and its answer is lost, one for each action kind."""
    last: dict[str, str] = {}
    for point in passed:
        phase, mechanism, _, side, kind = point.split("|")
        if phase == "send" and side == "after" and mechanism in {"erp", "http"}:
            last[kind] = point
        if phase == "send" and mechanism == "sql" and side == "after" and kind == "repromise_order":
            last[kind] = point
    return list(last.values())


def every_kill(known_points: Map, at_least: int = 0) -> list[Job]:
    """Return one kill at every named point of every story, and random further ones up to `at_least`."""
    chance = random.Random(SEED)
    jobs: list[Job] = []
    known: set[str] = set()
    passed = known_points.passed
    for story in passed:
        for point, count in Counter(passed[story]).items():
            if point not in known and not point.startswith("other|"):
                known.add(point)
                jobs.append(Job(story, point, chance.randint(1, count), again=0.3, seed=chance.getrandbits(32)))
    for first, then in known_points.finding:
        jobs.append(Job("approve", first, 1, then=then, seed=chance.getrandbits(32)))
    while len(jobs) < at_least:
        story = chance.choice([s for s in passed if s not in {"reject", "expire"}])
        counts = Counter(p for p in passed[story] if not p.startswith(("other|", "T0 submit|")))
        point = chance.choice(sorted(counts))
        jobs.append(Job(story, point, chance.randint(1, counts[point]), again=0.5, seed=chance.getrandbits(32)))
    chance.shuffle(jobs)
    return jobs


def sampled(jobs: Iterable[Job], turn: int) -> list[Job]:
    """Return one kill for every phase, mechanism and detail; the side, before or after, changes with every `turn`."""
    classes: dict[str, dict[str, Job]] = {}
    for job in jobs:
        name, _, side = split(job.then or job.point)[0].rpartition(" | ")
        classes.setdefault(name, {}).setdefault(side, job)
    return [
        sides[sorted(sides)[(turn + number) % len(sides)]] for number, (_, sides) in enumerate(sorted(classes.items()))
    ]


def near_the_erp(jobs: Iterable[Job]) -> list[Job]:
    """Return the kills between arming and the last reading, where the system of record matters."""
    near = ("T3", "fence", "send", "find", "T4", "verify", "halt", "unknown", "try later", "thread", "close")
    return [job for job in jobs if (job.then or job.point).startswith(near)]


def over_http(jobs: Iterable[Job]) -> list[Job]:
    """Return the kills around a request to the system of record."""
    return [job for job in jobs if "|http|" in (job.then or job.point)]


def prove(lanes: Fleet, engine: str, task: Callable[[Job], Verdict], jobs: Sequence[Job], say: Say) -> Tally:
    """Run the jobs and count."""
    tally = Tally(engine)
    for number, verdict in enumerate(lanes.work(task, jobs), start=1):
        tally.add(verdict)
        if verdict.broken:
            say(tally.failures[-1])
        if number % 25 == 0 or number == len(jobs):
            say(f"{engine}: {number}/{len(jobs)} runs, {tally.counted} kills counted, {len(tally.failures)} failures")
    return tally
