"""The world of one process: the real worker, graphs and executor over a store and a system of record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from agents.bundle_graph import build_bundle_graph
from agents.bundle_steps import BundleSteps
from agents.checkpoints import open_checkpoints
from agents.outcomes import Outcomes
from agents.sensing import Sensing
from agents.worker import Pace, Worker
from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tests.proof.company import a_proposal
from tests.proof.points import Watch
from tests.proof.stores import COMPANY
from tests.proof.systems import System
from tools.execution import Adapters, Executor
from tools.execution.adapters.human_task import AnswersOnRecord, HumanTaskAdapter
from tools.notify import LogNotifier
from trimtab.approvals import revise, submit
from trimtab.ledger import Ledger
from trimtab.ledger.engine import open_engine
from trimtab.policy import Policy
from trimtab.ports import Clock, ExecutionAdapter


class QuietSensing:
    """No feed has news: the proof is about what follows a proposal."""

    def poll(self) -> int:
        return 0

    def observe(self) -> int:
        return 0

    def price(self) -> int:
        return 0


class NoBooks:
    """No day is closed: the proof is about what follows a proposal."""

    def close_day(self) -> int:
        return 0


class Rounds:
    """Stands where the case graph stands: a later round of a case finds nothing worth doing."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def invoke(self, thread: dict[str, Any], config: object, *, durability: str) -> None:
        submit(self._ledger, thread["case_id"], thread["round"], [], because="nothing is worth doing")


@dataclass
class World:
    """What one process works with; `run` is what all ids of this run are derived from."""

    run: str
    ledger: Ledger
    clock: Clock
    system: System
    worker: Worker
    bundles: Any
    policy: Policy


Wrap = Callable[[ExecutionAdapter, Ledger], ExecutionAdapter]


@contextmanager
def open_world(
    url: str,
    run: str,
    clock: Clock,
    system: System,
    policy: Policy,
    *,
    watch: Watch,
    worker: str = "worker",
    lease_seconds: float = 30.0,
    wrap: Wrap | None = None,
) -> Iterator[World]:
    """Put everything together as the composition root does, with watched engine, checkpointer and transport."""
    engine = open_engine(url)
    watch.engine(engine)
    ledger = Ledger(engine, COMPANY, clock)
    reader, adapters = system.connect(clock, watch)
    people: ExecutionAdapter = HumanTaskAdapter(ledger, network_of(HALYARD_SUPPLY))
    if wrap is not None:
        adapters, people = [wrap(adapter, ledger) for adapter in adapters], wrap(people, ledger)
    registry = Adapters(adapters, people, (), AnswersOnRecord(clock))
    executor = Executor(ledger, reader, registry, lease_seconds)

    def solve_again(bundle_id: str) -> None:
        with ledger.read() as tx:
            stale = tx.bundles.get(bundle_id)
        number = int(stale.bundle.claims[0].partition("@")[0].rpartition("-")[2])
        again = a_proposal(
            run,
            system.point(),
            clock.business_now(),
            round_=stale.bundle.round,
            revision=stale.revision + 1,
            number=number,
            policy=policy,
        )
        revise(ledger, bundle_id, stale.revision, again)

    with open_checkpoints(url) as checkpoints:
        watch.checkpoints(checkpoints)
        graph = build_bundle_graph(BundleSteps(ledger, executor, solve_again), checkpoints)
        yield World(
            run,
            ledger,
            clock,
            system,
            Worker(
                ledger,
                cast("Sensing", QuietSensing()),
                cast("Any", Rounds(ledger)),
                graph,
                cast("Outcomes", NoBooks()),
                LogNotifier(),
                pace=Pace(worker=worker, lease_seconds=lease_seconds),
            ),
            graph,
            policy,
        )
    engine.dispose()
