"""The proof behind a plan: what it costs, how far from optimal it can be, and what the runner-up would have cost."""

from __future__ import annotations

from dataclasses import dataclass

from interfaces.views.money import money_text
from interfaces.views.words import percent
from trimtab.bundles import Bundle


@dataclass(frozen=True)
class ProofView:
    """Solver figures over the horizon."""

    cost: str
    bound: str
    gap: str
    proven: str
    alternatives: tuple[tuple[str, str], ...]


def proof_view(bundle: Bundle) -> ProofView:
    """Return what the solver proved."""
    solver, currency = bundle.solver, bundle.impact.currency
    gap = solver.cost - solver.bound
    return ProofView(
        cost=money_text(solver.cost, currency),
        bound=money_text(solver.bound, currency),
        gap=percent(solver.gap, 2),
        proven=(
            "Proven optimal: no plan under these limits costs less."
            if gap <= 0
            else f"Proven: no plan under these limits costs more than {money_text(gap, currency, cents=True)} less."
        ),
        alternatives=tuple((a.summary, money_text(a.costs_more, currency, sign=True)) for a in bundle.alternatives),
    )
