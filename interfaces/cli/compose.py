"""The composition root: from settings to a ledger, and from there to a working company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from agents.bundle_graph import BundleGraph, build_bundle_graph
from agents.bundle_steps import BundleSteps
from agents.case_graph import CaseGraph, build_case_graph
from agents.case_steps import CaseSteps, CaseThread
from agents.casework import Casework
from agents.checkpoints import Checkpoints, open_checkpoints
from agents.desk import Desk
from agents.logistics import LogisticsAgent
from agents.outcomes import Outcomes
from agents.procurement import ProcurementAgent
from agents.sales import SalesAgent
from agents.sensing import Sensing
from agents.worker import Pace, Worker
from tools.execution import Adapters, Executor
from tools.execution.adapters.human_task import AnswersOnRecord, HumanTaskAdapter
from tools.execution.adapters.tryton import tryton_adapters, tryton_commitments
from tools.execution.confirmed import ConfirmedReader
from tools.feeds.csv import CsvFeed
from tools.feeds.demand_csv import DemandCsv
from tools.feeds.dropped import DroppedFile
from tools.feeds.forecast_csv import ForecastCsv
from tools.feeds.receipts_csv import ReceiptsCsv
from tools.feeds.tryton import TrytonFeed
from tools.levels import LevelFeed, LevelFile, LevelService
from tools.notify import LogNotifier
from tools.tryton import TrytonClient, TrytonReader
from trimtab.clock import clock_of
from trimtab.errors import ConfigurationError
from trimtab.ledger import Ledger
from trimtab.network import Network
from trimtab.policy import load_policy
from trimtab.ports import Clock, CommitmentAdapter, ExecutionAdapter, Feed, LevelSource, StateReader
from trimtab.settings import Settings


@dataclass(frozen=True)
class Systems:
    """The systems of record a company has: where state is read, events come from, and actions go to."""

    reader: StateReader
    feeds: tuple[Feed, ...]
    adapters: tuple[ExecutionAdapter, ...]
    commitments: tuple[CommitmentAdapter, ...] = ()
    close: Callable[[], None] = lambda: None
    """Ends the connections."""
    levels: LevelSource | None = None
    """The company's own planning system."""


def tryton_systems(settings: Settings, network: Network) -> Systems:
    """Connect to Tryton, and to the folder where files are dropped."""
    if settings.tryton_url is None or not settings.tryton_key.get_secret_value():
        raise ConfigurationError("no ERP is connected.", remedy="Set TRIMTAB_TRYTON_URL, _DATABASE and _KEY.")
    clock = clock_of(settings)
    client = TrytonClient.from_settings(settings)
    levels = level_source(settings, network, clock)
    feeds = (LevelFeed(levels),) if levels is not None else ()
    return Systems(
        reader=TrytonReader(client, network, clock),
        feeds=(*_files(settings.inbox_directory, network, clock), TrytonFeed(client, network, clock), *feeds),
        adapters=tryton_adapters(client, clock),
        commitments=tryton_commitments(client, clock),
        close=lambda: _close(client, levels),
        levels=levels,
    )


def _close(client: TrytonClient, levels: LevelSource | None) -> None:
    client.close()
    if levels is not None:
        levels.close()


def level_source(settings: Settings, network: Network, clock: Clock) -> LevelSource | None:
    """Return the planning system that the settings name, over HTTP or as a file; None where there is none."""
    if settings.levels_url is not None:
        address = f"{str(settings.levels_url).rstrip('/')}/"
        http = httpx.Client(base_url=address, timeout=settings.erp_timeout_seconds, trust_env=False)
        return LevelService(http, network, clock)
    if settings.levels_file is not None:
        return LevelFile(settings.levels_file, network, clock)
    return None


def _files(inbox: Path | None, network: Network, clock: Clock) -> tuple[Feed, ...]:
    if inbox is None:
        return ()
    kinds: dict[str, type[CsvFeed[Any]]] = {
        "demand.csv": DemandCsv,
        "forecast.csv": ForecastCsv,
        "receipts.csv": ReceiptsCsv,
    }
    paths = {inbox / name: feed for name, feed in kinds.items()}
    return tuple(DroppedFile(feed(path, network, clock), path, clock) for path, feed in paths.items())


class Company:
    """One company put together: agents at a desk, graphs over their steps, an executor over its systems."""

    def __init__(self, ledger: Ledger, network: Network, systems: Systems, lease_seconds: float) -> None:
        """Everything that needs no checkpointer yet."""
        self._ledger = ledger
        self._systems = systems
        reader = ConfirmedReader(systems.reader, ledger)
        self._desk = Desk(ledger, reader, network, load_policy(ledger.company), systems.levels)
        self._agents = agents_at(self._desk)
        adapters = Adapters(
            systems.adapters, HumanTaskAdapter(ledger, network), systems.commitments, AnswersOnRecord(ledger.clock)
        )
        self._executor = Executor(ledger, reader, adapters, lease_seconds, network.version)
        self._steps = CaseSteps(self._desk, self._agents)
        self._solve_again = build_case_graph(self._steps, self._steps.resubmit, checkpoints=False)

    def case_graph(self, checkpoints: Checkpoints | None = None) -> CaseGraph:
        """Return the graph that solves a case."""
        return build_case_graph(self._steps, self._steps.submit, checkpoints)

    def bundle_graph(self, checkpoints: Checkpoints | None = None) -> BundleGraph:
        """Return the graph that waits for a decision and carries it out."""
        return build_bundle_graph(BundleSteps(self._ledger, self._executor, self._revise), checkpoints)

    def sensing(self, worker: str) -> Sensing:
        """Return what turns events into cases."""
        return Sensing(self._desk, self._agents, self._systems.feeds, worker)

    def outcomes(self) -> Outcomes:
        """Return what closes the books of a business day."""
        return Outcomes(self._desk)

    def _revise(self, bundle_id: str) -> None:
        with self._ledger.read() as tx:
            stale = tx.bundles.get(bundle_id)
        again: CaseThread = {
            "case_id": stale.bundle.case_id,
            "round": stale.bundle.round,
            "bundle_id": bundle_id,
            "revision": stale.revision + 1,
        }
        # In a context of its own: LangGraph would hand the calling thread's checkpoints and durability down to it.
        Context().run(lambda: self._solve_again.invoke(again))


def agents_at(desk: Desk) -> tuple[SalesAgent, ProcurementAgent, LogisticsAgent]:
    """Return the function agents at a desk."""
    return SalesAgent(desk), ProcurementAgent(desk), LogisticsAgent(desk)


def working_casework(ledger: Ledger, network: Network, systems: Systems) -> Casework:
    """Return what solves edits and questions, for the process that serves the pages."""
    desk = Desk(ledger, ConfirmedReader(systems.reader, ledger), network, load_policy(ledger.company), systems.levels)
    return Casework(desk, agents_at(desk))


@contextmanager
def working_company(ledger: Ledger, network: Network, systems: Systems, pace: Pace) -> Iterator[Worker]:
    """Open the checkpoints beside the ledger and yield a worker that is ready to run."""
    company = Company(ledger, network, systems, pace.lease_seconds)
    with open_checkpoints(ledger.engine.url.render_as_string(hide_password=False)) as checkpoints:
        yield Worker(
            ledger,
            company.sensing(pace.worker),
            company.case_graph(checkpoints),
            company.bundle_graph(checkpoints),
            company.outcomes(),
            LogNotifier(),
            pace=pace,
        )
