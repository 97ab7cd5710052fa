"""The case graph: what moved, what each function can offer, one optimisation, objections, bundles.

assess (each function agent) ──▶ optimise ──▶ review ──▶ compose ──▶ submit
                                    ▲           │
                                    └─ objections (at most 3 rounds)
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.case_steps import CaseStep, CaseSteps, CaseThread
from agents.checkpoints import Checkpoints

CaseGraph: TypeAlias = "CompiledStateGraph[CaseThread, Any, CaseThread, CaseThread]"


def build_case_graph(
    steps: CaseSteps,
    submit: CaseStep,
    checkpoints: Checkpoints | Literal[False] | None = None,
) -> CaseGraph:
    """Compile the graph; `submit` is its last step: a first submission, or the revision of a stale bundle."""
    graph = StateGraph(CaseThread)
    graph.add_node("assess", steps.assess)
    graph.add_node("optimise", steps.optimise)
    graph.add_node("review", steps.review)
    graph.add_node("compose", steps.compose)
    graph.add_node("submit", submit)

    graph.add_conditional_edges(START, steps.ask_every_function, ["assess"])
    graph.add_edge("assess", "optimise")
    graph.add_edge("optimise", "review")
    graph.add_conditional_edges("review", steps.after_review, {"again": "optimise", "agreed": "compose"})
    graph.add_edge("compose", "submit")
    graph.add_edge("submit", END)
    return graph.compile(checkpointer=checkpoints)
