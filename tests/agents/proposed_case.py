"""The small case, solved once and proposed: what edits and questions are about."""

from dataclasses import dataclass
from pathlib import Path

from agents.casework import Casework
from agents.composing import Solved, bundle_id_of, bundle_of
from agents.logistics import LogisticsAgent
from agents.problems import problem_for
from agents.procurement import ProcurementAgent
from agents.sales import SalesAgent
from tests.agents.small_case import SmallCase, sold, state
from tools.drift import price_of_drift
from tools.optimizer import PlanProblem, plan
from trimtab.approvals import Proposal, submit
from trimtab.bundles import Bundle
from trimtab.ledger.bundles import BundleRecord
from trimtab.people import Principal, Role
from trimtab.policy import route
from trimtab.ports import FunctionAgent

SALES = (sold("7", "SKAG", 40, 9), sold("8", "NAVY", 30, 8))


@dataclass
class ProposedCase:
    """The case with its bundle in force, and what edits it and answers about it."""

    small: SmallCase
    agents: tuple[FunctionAgent, ...]
    problem: PlanProblem
    bundle: Bundle
    casework: Casework

    def record(self) -> BundleRecord:
        with self.small.ledger.read() as tx:
            return tx.bundles.get(self.bundle.id)


def propose(directory: Path) -> ProposedCase:
    """Solve the small case and put its bundle in force, awaiting decisions."""
    small = SmallCase(directory, state=state(sales=SALES))
    desk = small.desk
    agents: tuple[FunctionAgent, ...] = (SalesAgent(desk), ProcurementAgent(desk), LogisticsAgent(desk))
    with small.ledger.write() as tx:
        tx.cases.open(small.case)
        for role in Role:
            tx.people.save(Principal(id=role.value.replace("_", "-"), name=role.value, roles=frozenset({role})))
    offers = [o for a in agents for o in a.offer(small.case, small.state)]
    problem = problem_for(desk, small.case, small.state, offers)
    solved = Solved(small.case, problem, plan(problem), 1)
    bundle = bundle_of(desk, {a.function: a for a in agents}, solved, price_of_drift(problem))
    assert bundle is not None
    assert bundle.id == bundle_id_of(desk, small.case)
    submit(small.ledger, small.case.id, 1, [Proposal(bundle, route(bundle, desk.policy, desk.now()))])
    return ProposedCase(small, agents, problem, bundle, Casework(desk, agents))
