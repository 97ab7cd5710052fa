"""A bundle that asks a supplier twice before it buys, in the moment when both questions are out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tests.proof.company import a_case, proof_policy
from tests.trimtab.changes import expedite, leg_for, redated, reschedule
from tests.trimtab.ledgers import Office
from tests.trimtab.proposals import purchase
from trimtab.actions import Action
from trimtab.approvals import Proposal, decide, submit
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, BundleState, Leg, LegState, Route
from trimtab.decisions import Approve, Channel
from trimtab.ledger.bundles import BundleRecord
from trimtab.policy import Policy, route
from trimtab.policy.model import PurchaseBudget
from trimtab.receipts import Receipt, Task

FAST, SLOW, BUY = "expedite:12/34:2", "reschedule:12/36:1", "purchase:BRF/WINCH-40@CEN"
BUDGET = proof_policy().model_copy(update={"budgets": (PurchaseBudget(supplier="BRF", per_day=Decimal(100000)),)})


def asking_legs(key: str) -> tuple[Leg, ...]:
    """Ask for one line earlier and for another one later, then buy."""
    later = reschedule(f"act_{key}_slow").model_copy(update={"lines": (redated("36", after=30),)})
    return (
        leg_for(expedite(f"act_{key}_fast"), FAST, leg_id="fast"),
        leg_for(later, SLOW, leg_id="slow"),
        leg_for(purchase(f"act_{key}_buy"), BUY, leg_id="buy"),
    )


@dataclass(frozen=True)
class Asked:
    """The bundle, and short words for where it stands."""

    office: Office
    record: BundleRecord

    def task(self, leg: str) -> str:
        return self.record.bundle.leg(leg).action.id

    def now(self) -> BundleRecord:
        with self.office.ledger.read() as tx:
            return tx.bundles.get(self.record.id)

    def legs(self) -> dict[str, LegState]:
        with self.office.ledger.read() as tx:
            return tx.bundles.leg_states(self.record.id, self.record.revision)

    def tasks(self) -> dict[str, Task]:
        with self.office.ledger.read() as tx:
            return {tx.intents.get(t.id).leg_id: t for t in tx.tasks.of_bundle(self.record.id)}


def proposal_of(bundle: Bundle, policy: Policy, now: datetime) -> Proposal:
    return Proposal(bundle, route(bundle, policy, now))


def decided_with(office: Office, legs: tuple[Leg, ...], policy: Policy = BUDGET) -> BundleRecord:
    """Submit a bundle with these legs and let everybody asked approve it."""
    with office.ledger.write() as tx:
        tx.cases.open(a_case(office.company, tx.business_now))
    bundle = office.proposal().bundle.model_copy(update={"legs": legs})
    submit(office.ledger, office.case_id(), 1, [proposal_of(bundle, policy, office.clock.business_now())])
    for who in ("bea", "lou", "sam", "pat"):
        if office.bundle().state is BundleState.AWAITING and _is_asked(office.bundle().route, who):
            decide(office.ledger, bundle.id, who, Approve(digest=office.bundle().digest), Channel.WEB)
    return office.bundle()


def asked(office: Office, *, due_in: timedelta = timedelta(days=2), sent: tuple[str, ...] = ("fast", "slow")) -> Asked:
    """Bring a bundle to where its questions are out and the purchase waits for the answers."""
    record = decided_with(office, asking_legs(office.company))
    with office.ledger.write() as tx:
        tx.bundles.lock(record.id)
        tx.bundles.set_state(record.id, BundleState.EXECUTING)
        tx.intents.plan(record.id, 1, [(leg, {}) for leg in record.bundle.legs], epoch=1)
    for leg_id in sent:
        ask(office, record.bundle.leg(leg_id).action, record, leg_id, due_in)
    return Asked(office, office.bundle())


def ask(office: Office, action: Action, record: BundleRecord, leg_id: str, due_in: timedelta) -> None:
    """Open the task that asks, as the executor does."""
    with office.ledger.write() as tx:
        tx.intents.mark_sending(action.id, epoch=1)
        due = tx.business_now + due_in
        tx.tasks.open(action.id, record.id, Function.PROCUREMENT.value, "Ask Kowloon", asks=True, due_at=due)
        receipt = Receipt(
            action_id=action.id,
            system="people",
            document=action.id,
            number="",
            document_state="open",
            leg_state=LegState.REQUESTED,
            at=tx.wall_now,
        )
        tx.intents.settle(action.id, epoch=1, receipt=receipt)
        tx.bundles.set_leg_state(record.id, 1, leg_id, LegState.REQUESTED)


def _is_asked(asks: Route, who: str) -> bool:
    role = {"bea": "procurement", "lou": "logistics", "sam": "sales", "pat": "supply_planner"}[who]
    return role in {r.id for r in asks.requirements}
