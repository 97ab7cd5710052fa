"""Lanes: processes without threads that take one job after the other; the parent only waits for them."""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services.postgres import PostgresCluster

PRELOADED = ["tests.proof.runs", "tests.proof.races", "agents.checkpoints", "langgraph.checkpoint.postgres"]
LANES = 2


@dataclass(frozen=True)
class LanePlan:
    """What a lane needs to know, in words that can be sent to another process."""

    engine: str
    folder: Path
    number: int
    postgres_url: str = ""
    erp: Any = None


class Fleet:
    """Some lanes that share a stream of jobs."""

    def __init__(self, plans: Sequence[LanePlan]) -> None:
        # A process with threads must not fork: NumPy's are not started.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._lanes = [
            ProcessPoolExecutor(1, mp_context=context, initializer=_open_lane, initargs=(plan,)) for plan in plans
        ]

    def work(self, task: Callable[[Any], Any], jobs: Iterable[Any]) -> Iterator[Any]:
        """Yield the result of every job as it comes; whatever a lane raises is raised here."""
        waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        count = 0
        for job in jobs:
            waiting.put(job)
            count += 1

        def drive(lane: ProcessPoolExecutor) -> None:
            while True:
                try:
                    job = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    done.put(lane.submit(task, job).result())
                except BaseException as error:  # noqa: BLE001 - handed to who waits for the results
                    done.put(error)

        threads = [threading.Thread(target=drive, args=(lane,), daemon=True) for lane in self._lanes]
        for thread in threads:
            thread.start()
        for _ in range(count):
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
        for thread in threads:
            thread.join()

    def close(self) -> None:
        for lane in self._lanes:
            lane.shutdown(wait=True, cancel_futures=True)


@contextmanager
def fleet(engine: str, folder: Path, cluster: PostgresCluster | None, erp: Any = None) -> Iterator[Fleet]:
    """Open the lanes of one engine; with an ERP each lane has an order point of its own there."""
    server = cluster._server_url if cluster is not None else ""
    with ExitStack() as stack:
        lanes = Fleet([LanePlan(engine, folder, number, server, erp) for number in range(LANES)])
        stack.callback(lanes.close)
        yield lanes


_PLAN: list[LanePlan] = []


def this_lane() -> LanePlan:
    """Return the plan of the lane this process is."""
    return _PLAN[0]


def _open_lane(plan: LanePlan) -> None:
    _PLAN[:] = [plan]
