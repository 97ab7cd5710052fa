"""The two graphs for LangGraph's own tools (`langgraph.json`); the server brings its checkpointer."""

from __future__ import annotations

from agents.bundle_graph import BundleGraph
from agents.case_graph import CaseGraph
from interfaces.cli.compose import Company, tryton_systems
from interfaces.cli.opening import ledger_of, network_of
from trimtab.settings import Settings


def case() -> CaseGraph:
    """Return the case graph of the company the settings name."""
    return _company().case_graph()


def bundle() -> BundleGraph:
    """Return the bundle graph of the company the settings name."""
    return _company().bundle_graph()


def _company() -> Company:
    settings = Settings()
    network = network_of(settings)
    return Company(ledger_of(settings), network, tryton_systems(settings, network), settings.lease_seconds)
