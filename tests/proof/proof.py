"""The whole proof, engine by engine: crashes, races, seeded defects."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.proof.crashes import (
    SEED,
    Map,
    Tally,
    every_kill,
    explore,
    near_the_erp,
    on_file,
    on_tryton,
    over_http,
    prove,
    sampled,
)
from tests.proof.erp import ErpAddress, tryton
from tests.proof.field import RaceJob, RaceVerdict
from tests.proof.hunts import Caught, hunt_all, hunts_for
from tests.proof.lanes import Fleet, fleet
from tests.proof.races import RACES, race
from tests.proof.report import Report
from tests.proof.runs import EXECUTED
from tests.proof.stores import scratch
from tests.proof.workers import WORKER_RACES
from tests.services.postgres import PostgresCluster, postgres_cluster

ENGINES = ("sqlite", "postgres")
KILLS_AT_LEAST = 300


class Rounds(NamedTuple):
    """How often each race is run: of people, of workers, of workers against Tryton."""

    people: int
    workers: int
    tryton: int


LONG, SHORT, FEW = Rounds(40, 40, 25), Rounds(6, 5, 3), Rounds(3, 3, 1)
Say = Callable[[str], None]


class Proof:
    """One proof over one Tryton; what was explored once holds for both engines, whose points have the same names."""

    def __init__(self, folder: Path, erp: ErpAddress, say: Say) -> None:
        self.folder = folder
        self.erp = erp
        self.say = say
        self.forgiven: Counter[str] = Counter()
        """Documents that seeded defects left behind."""
        self._maps: dict[str, Map] = {}

    @contextmanager
    def lanes(self, engine: str, cluster: PostgresCluster | None) -> Iterator[Fleet]:
        """Open the lanes of an engine."""
        mine = self.folder / engine
        mine.mkdir(exist_ok=True)
        with fleet(engine, mine, cluster if engine == "postgres" else None, self.erp) as lanes:
            yield lanes

    def short_crashes(self, lanes: Fleet, engine: str, *, every: int = 1) -> list[Tally]:
        """One kill in every class of points on the shared file, and one around every request on Tryton.

        With `every` above 1 the engines take turns: each is killed in one of so many classes.
        """
        turn = ENGINES.index(engine)
        on_files = sampled(every_kill(self._map("file", lambda: explore(lanes, on_file))), turn)[turn % every :: every]
        around = every_kill(self._map("requests", lambda: explore(lanes, on_tryton, ["approve"])))
        requests = sampled(over_http(around), turn)[turn % every :: every]
        return [
            prove(lanes, engine, on_file, on_files, self.say),
            prove(lanes, engine, on_tryton, requests, self.say),
        ]

    def long_crashes(self, lanes: Fleet, engine: str) -> list[Tally]:
        """Every point of every story on the shared file, and those from arming to the last reading on Tryton."""
        everywhere = every_kill(self._map("file", lambda: explore(lanes, on_file)), KILLS_AT_LEAST)
        requests = near_the_erp(every_kill(self._map("tryton", lambda: explore(lanes, on_tryton))))
        return [
            prove(lanes, engine, on_file, everywhere, self.say),
            prove(lanes, engine, on_tryton, requests, self.say),
        ]

    def races(self, lanes: Fleet, rounds_of: Rounds) -> list[RaceVerdict]:
        """Every race, some rounds each; two of them against Tryton too."""
        rounds = dict.fromkeys(RACES, rounds_of.people)
        rounds |= dict.fromkeys(WORKER_RACES, rounds_of.workers)
        rounds |= {f"tryton {name}": rounds_of.tryton for name in WORKER_RACES if name != "undo against arming"}
        jobs = [RaceJob(name, many, seed=SEED + n) for n, (name, many) in enumerate(rounds.items())]
        # The long ones first: no lane is left with one of them at the end.
        return list(lanes.work(race, reversed(jobs)))

    def strays(self) -> list[str]:
        """Compare all documents in Tryton with all actions that were executed: nothing more, nothing twice."""
        executed = {line for file in self.folder.glob(f"*/{EXECUTED}") for line in file.read_text().splitlines()}
        return [
            f"exactly once: {count} documents in Tryton under {action}, {int(action in executed)} approved and sent"
            for action, count in sorted((self.erp.references() - self.forgiven).items())
            if count != 1 or action not in executed
        ]

    def hunts(self, lanes: Fleet, engine: str, *, short: bool) -> list[Caught]:
        """Put the seeded defects in, one after the other."""
        caught = hunt_all(lanes, engine, hunts_for(engine, short=short))
        self.forgiven = self.erp.references()
        return caught

    def _map(self, name: str, explore_now: Callable[[], Map]) -> Map:
        if name not in self._maps:
            self._maps[name] = explore_now()
        return self._maps[name]


def prove_all(engines: Sequence[str], *, short: bool, say: Say) -> Report:
    """Run the proof on engines, against a real Tryton."""
    started, report = time.monotonic(), Report()
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        proof = Proof(folder, stack.enter_context(tryton(folder / "erp")), say)
        cluster = stack.enter_context(postgres_cluster()) if "postgres" in engines else None
        for engine in engines:
            with proof.lanes(engine, cluster) as lanes:
                say(f"{engine}: crashes")
                crashed = proof.short_crashes(lanes, engine) if short else proof.long_crashes(lanes, engine)
                report.tallies += crashed
                say(f"{engine}: races")
                report.races[engine] = proof.races(lanes, SHORT if short else LONG)
                report.strays += proof.strays()
                say(f"{engine}: seeded defects")
                report.caught += proof.hunts(lanes, engine, short=short)
    report.seconds = time.monotonic() - started
    return report
