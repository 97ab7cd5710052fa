"""The bundle graph: one thread per bundle, one interrupt, and the ledger as the authority at every step.

await_decision ──▶ arm ──▶ execute ──▶ verify ──▶ close
   ▲        │       │         └──────── halted ─────▲
   │        └─ over ┼──────────────────────────────┘
   └──── revise ◀───┘ stale
"""

from __future__ import annotations

from typing import Any, TypeAlias

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.bundle_steps import BundleSteps, BundleThread
from agents.checkpoints import Checkpoints

BundleGraph: TypeAlias = "CompiledStateGraph[BundleThread, Any, BundleThread, BundleThread]"


def build_bundle_graph(steps: BundleSteps, checkpoints: Checkpoints | None) -> BundleGraph:
    """Compile the graph over its steps."""
    graph = StateGraph(BundleThread)
    graph.add_node("await_decision", steps.await_decision)
    graph.add_node("arm", steps.arm)
    graph.add_node("execute", steps.execute)
    graph.add_node("verify", steps.verify)
    graph.add_node("close", steps.close)
    graph.add_node("revise", steps.revise)

    graph.add_edge(START, "await_decision")
    graph.add_conditional_edges(
        "await_decision",
        steps.after_decision,
        {"decided": "arm", "stale": "revise", "awaiting": "await_decision", "over": "close"},
    )
    graph.add_conditional_edges(
        "arm", steps.after_arming, {"armed": "execute", "stale": "revise", "withdrawn": "await_decision"}
    )
    graph.add_conditional_edges("execute", steps.after_sending, {"sent": "verify", "halted": "close"})
    graph.add_edge("verify", "close")
    graph.add_edge("revise", "await_decision")
    graph.add_edge("close", END)
    return graph.compile(checkpointer=checkpoints)
