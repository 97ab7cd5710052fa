"""What racers do, and where they start from."""

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from tests.proof.company import APPROVERS, a_case, a_proposal, proof_policy
from tests.proof.field import POINT, Field, Racer
from trimtab.approvals import complete_task, decide, expire, mark_stale, revise, submit, undo
from trimtab.assumptions import Breach
from trimtab.bundles import BundleState, LegState
from trimtab.decisions import Approve, Channel, Defer, Reject, RejectCode
from trimtab.errors import ClaimTaken, TrimtabError
from trimtab.ledger import Ledger
from trimtab.mandates import BudgetUse
from trimtab.policy import Policy
from trimtab.policy.model import PurchaseBudget
from trimtab.receipts import Receipt


def approve(at: Field, who: str, digest: str | None = None) -> Racer:
    return lambda ledger: (
        decide(ledger, at.bundle_id, who, Approve(digest=digest or at.record(ledger).digest), Channel.WEB).state.value
    )


def reject(at: Field, who: str) -> Racer:
    def move(ledger: Ledger) -> str:
        no = Reject(digest=at.record(ledger).digest, code=RejectCode.WRONG_DATA, text="no")
        return decide(ledger, at.bundle_id, who, no, Channel.API).state.value

    return move


def defer(at: Field, who: str) -> Racer:
    def move(ledger: Ledger) -> str:
        later = Defer(digest=at.record(ledger).digest, until=ledger.clock.business_now() + timedelta(hours=1))
        return decide(ledger, at.bundle_id, who, later, Channel.SLACK).state.value

    return move


def take_back(at: Field, who: str) -> Racer:
    def move(ledger: Ledger) -> str:
        undo(ledger, at.bundle_id, who, Channel.WEB)
        return "undone"

    return move


def put_in(at: Field, policy: Policy | None = None) -> Racer:
    def move(ledger: Ledger) -> str:
        proposal = a_proposal(
            at.run, POINT, ledger.clock.business_now(), number=at.number, policy=policy or proof_policy(0)
        )
        return f"{len(submit(ledger, at.case_id, 1, [proposal]))}"

    return move


def let_expire(at: Field) -> Racer:
    return lambda ledger: "expired" if at.bundle_id in expire(ledger) else "left"


# --- where they start from


def nothing_yet(ledger: Ledger, at: Field) -> None:
    """The round is open and nothing is submitted."""


def awaiting(ledger: Ledger, at: Field) -> None:
    put_in(at)(ledger)


def awaiting_all_but(*last: str) -> Callable[[Ledger, Field], None]:
    def prepare(ledger: Ledger, at: Field) -> None:
        awaiting(ledger, at)
        for who in APPROVERS.values():
            if who not in last:
                approve(at, who)(ledger)

    return prepare


def decided(ledger: Ledger, at: Field) -> None:
    awaiting_all_but()(ledger, at)


def revised(ledger: Ledger, at: Field) -> None:
    """Revision 2 is in force; all but the planner have approved it."""
    awaiting(ledger, at)
    with ledger.write() as tx:
        held = tx.bundles.lock(at.bundle_id)
        mark_stale(tx, held, [Breach(subject="x", what="minimum", assumed="1", actual="2")], "agents")
    again = a_proposal(at.run, POINT, ledger.clock.business_now(), number=at.number, revision=2, policy=proof_policy(0))
    revise(ledger, at.bundle_id, 1, again)
    for who in ("bea", "lou", "sam"):
        approve(at, who)(ledger)


SCARCE = proof_policy(0).model_copy(update={"budgets": (PurchaseBudget(supplier="BRF", per_day=Decimal(1000)),)})
RIVALS = 3


def rivals_for_a_budget(ledger: Ledger, at: Field) -> None:
    """Three bundles of one supplier, of which the day's budget allows one; all wait for the planner only."""
    day = ledger.clock.business_now() + timedelta(days=at.number)
    with ledger.write() as tx:
        # The row is there: an INSERT that waits for another's would serialise what has to be raced.
        tx.budgets.reserve(BudgetUse(scope=f"purchase:BRF:{day.date()}", limit=Decimal(1000), amount=Decimal(0)))
    for rival in range(RIVALS):
        other = Field(at.run, at.number * 100 + rival)
        with ledger.write() as tx:
            tx.cases.open(a_case(other.run, day, other.number))
        proposal = a_proposal(other.run, POINT, day, number=other.number, policy=SCARCE)
        submit(ledger, other.case_id, 1, [proposal])
        for who in ("bea", "lou", "sam"):
            approve(other, who)(ledger)


def several_bundles(ledger: Ledger, at: Field) -> None:
    """Three bundles that have nothing in common, not even a budget."""
    free = proof_policy(0).model_copy(update={"budgets": ()})
    for number in range(RIVALS):
        other = Field(at.run, at.number * 100 + number)
        with ledger.write() as tx:
            tx.cases.open(a_case(other.run, tx.business_now, other.number))
        put_in(other, free)(ledger)
        for who in ("bea", "lou", "sam"):
            approve(other, who)(ledger)


def about_to_expire(ledger: Ledger, at: Field) -> None:
    """The bundle expires this instant: whoever comes first, nothing is decided twice."""
    awaiting_all_but("pat")(ledger, at)
    with ledger.write() as tx:
        soon = tx.business_now + timedelta(milliseconds=1500 + 30 * at.number)
        tx.bundles.set_state(at.bundle_id, BundleState.AWAITING, expires_at=soon)


def task_opened(ledger: Ledger, at: Field) -> None:
    """A task is open and its leg sent."""
    decided(ledger, at)
    record = at.record(ledger)
    leg = record.bundle.leg("promise")
    with ledger.write() as tx:
        tx.intents.plan(record.id, 1, [(leg, {})], 1)
        tx.bundles.set_state(record.id, BundleState.EXECUTING)
        tx.intents.mark_sending(leg.action.id, 1)
        tx.tasks.open(leg.action.id, record.id, "sales", "tell them")
        receipt = Receipt(
            action_id=leg.action.id,
            system="people",
            document=leg.action.id,
            number="task",
            document_state="open",
            leg_state=LegState.REQUESTED,
            at=tx.business_now,
        )
        tx.intents.settle(leg.action.id, 1, receipt)


def open_rival_case(at: Field, rival: int) -> Racer:
    def move(ledger: Ledger) -> str:
        case = a_case(f"{at.run}/{rival}", ledger.clock.business_now(), at.number)
        subjects = (f"aside-{at.number}-{rival}", f"shared-{at.number}")
        with ledger.write() as tx:
            try:
                tx.cases.open(case.model_copy(update={"subjects": subjects}))
            except ClaimTaken as taken:
                kept: TrimtabError | None = taken
            else:
                kept = None
        if kept is not None:
            raise kept
        return "opened"

    return move


def at_the_last_moment(at: Field, move: Racer) -> Racer:
    """Wait until the bundle expires, to within a millisecond or so."""

    def wait_for_it(ledger: Ledger) -> str:
        ends = at.record(ledger).expires_at
        while ledger.clock.business_now() < ends - timedelta(milliseconds=3):
            time.sleep(0.001)
        return move(ledger)

    return wait_for_it


def confirm(at: Field, who: str) -> Racer:
    def move(ledger: Ledger) -> str:
        leg = at.record(ledger).bundle.leg("promise")
        return complete_task(ledger, leg.action.id, who, "mail").state

    return move


def a_proposal_digest(at: Field) -> str:
    """Return a well-formed digest that is not the one in force."""
    return "0" * 60 + f"{at.number:04d}"
