"""Whatever people, time, the ERP and crashes do, in any order: only what was validly decided is executed, and once."""

from __future__ import annotations

import atexit
from contextlib import ExitStack, suppress
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.proof.company import APPROVERS, Point, a_proposal
from tests.proof.stores import scratch
from tests.tools.execution.desk import adapters_of
from tests.trimtab.ledgers import NOW, POINT, Office, an_office
from tools.execution import Executor
from tools.execution.adapters.fake import FakeErp
from tools.execution.executor import lease_name
from trimtab.actions import Action
from trimtab.approvals import complete_task, decide, expire, revise, undo
from trimtab.bundles import BundleState
from trimtab.clock import ManualClock
from trimtab.decisions import Approve, Channel, Defer, Reject, RejectCode
from trimtab.errors import Ambiguous, ConflictError, Refused, TrimtabError, Unavailable
from trimtab.ledger import open_ledger
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.intents import IntentState
from trimtab.state import OrderPoint, OrderPointKind, Snapshot, StockOnHand

_FOLDERS = ExitStack()
atexit.register(_FOLDERS.close)
_LEDGER = open_ledger(f"sqlite:///{_FOLDERS.enter_context(scratch()) / 'ledger.sqlite'}", "first", ManualClock(NOW))
LEASE_SECONDS = 30.0
RARE = 20
"""What ends a bundle happens only after this many steps: before it would leave little to look at."""
PEOPLE = ["bea", "ben", "lou", "sam", "pat", "fin", "vic"]


class Killed(BaseException):
    """The process is gone: nothing that comes after is done."""


class BundleMachine(RuleBasedStateMachine):
    """One bundle, the fake ERP, and everything that can happen to both."""

    def __init__(self) -> None:
        super().__init__()
        self.office: Office = an_office(_LEDGER)
        snapshot = Snapshot(
            as_of=NOW,
            system="fake-erp",
            on_hand=(StockOnHand(item="WINCH-40", location="CEN", quantity=Decimal(50)),),
            order_points=(
                OrderPoint(
                    document=POINT.document,
                    item=POINT.item,
                    location=POINT.location,
                    kind=OrderPointKind.PURCHASE,
                    minimum=POINT.minimum,
                    target=POINT.target,
                ),
            ),
        )
        self.erp = FakeErp(snapshot, self.office.clock)
        self.executor = Executor(self.office.ledger, self.erp, adapters_of(self.office, self.erp), LEASE_SECONDS)
        self.digests: list[str] = []
        self.said_yes: set[tuple[str, str]] = set()
        """Who approved which digest and has not taken it back."""
        self.allowed: set[str] = set()
        """Keys of everything that was ever armed on a valid decision."""
        self.trouble: str = ""
        self.steps = 0
        self.erp.before, self.erp.after = self._before, self._after

    # --- what the ERP does

    def _before(self, action: Action) -> None:
        trouble, self.trouble = self.trouble, "" if not self.trouble.startswith("after") else self.trouble
        if trouble == "refuses":
            raise Refused("no", system="fake-erp")
        if trouble == "is away":
            raise Unavailable("away", system="fake-erp")
        if trouble == "loses the request":
            raise Ambiguous("no answer", system="fake-erp")
        if trouble == "kill before":
            raise Killed

    def _after(self, action: Action) -> None:
        trouble, self.trouble = self.trouble, ""
        if trouble == "after: loses the answer":
            raise Ambiguous("no answer", system="fake-erp")
        if trouble == "after: kill":
            raise Killed

    # --- what people do

    @initialize()
    def proposed(self) -> None:
        self.digests.append(self.office.submitted().digest)

    @property
    def record(self) -> BundleRecord:
        return self.office.bundle()

    @rule(who=st.sampled_from(PEOPLE), back=st.sampled_from([0, 0, 0, 1]))
    def approve(self, who: str, back: int) -> None:
        digest = self.digests[max(0, len(self.digests) - 1 - back)]
        try:
            decide(self.office.ledger, self.office.bundle_id(), who, Approve(digest=digest), Channel.WEB)
        except TrimtabError:
            return
        assert digest == self.record.digest
        self.said_yes.add((who, digest))

    @rule()
    def everybody_approves(self) -> None:
        for who in APPROVERS.values():
            self.approve(who, 0)

    @precondition(lambda self: self.steps > RARE)
    @rule(who=st.sampled_from(PEOPLE))
    def reject(self, who: str) -> None:
        no = Reject(digest=self.record.digest, code=RejectCode.WRONG_DATA, text="no")
        with suppress(TrimtabError):
            decide(self.office.ledger, self.office.bundle_id(), who, no, Channel.WEB)
            self.said_yes.clear()

    @rule(who=st.sampled_from(PEOPLE), hours=st.integers(-1, 60))
    def defer(self, who: str, hours: int) -> None:
        later = Defer(digest=self.record.digest, until=self.office.clock.business_now() + timedelta(hours=hours))
        with suppress(TrimtabError):
            decide(self.office.ledger, self.office.bundle_id(), who, later, Channel.WEB)

    @rule(who=st.sampled_from(["pat", "sam", "vic"]))
    def undo(self, who: str) -> None:
        with suppress(TrimtabError):
            undo(self.office.ledger, self.office.bundle_id(), who, Channel.WEB)
            self.said_yes.clear()

    @rule()
    def confirm_tasks(self) -> None:
        with self.office.ledger.read() as tx:
            tasks = tx.tasks.all()
        for task in tasks:
            with suppress(ConflictError):
                complete_task(self.office.ledger, task.id, "sam", "mail")

    # --- what time and the world do

    @rule(seconds=st.sampled_from([1, 11, 31, 3600]))
    def time_passes(self, seconds: int) -> None:
        self.office.wait(seconds=seconds)

    @precondition(lambda self: self.steps > RARE)
    @rule()
    def two_days_pass(self) -> None:
        self.office.wait(hours=49)
        expire(self.office.ledger)

    @precondition(lambda self: self.steps % 3 == 0)
    @rule(by=st.integers(1, 3))
    def somebody_changes_the_order_point(self, by: int) -> None:
        points = tuple(p.model_copy(update={"minimum": p.minimum + by}) for p in self.erp.state.order_points)
        self.erp.state = self.erp.state.model_copy(update={"order_points": points})

    @rule(
        what=st.sampled_from(
            [
                "refuses",
                "is away",
                "loses the request",
                "kill before",
                "after: loses the answer",
                "after: kill",
            ]
        )
    )
    def trouble_comes(self, what: str) -> None:
        self.trouble = what

    # --- what the worker does

    def _epoch(self) -> int | None:
        with self.office.ledger.write() as tx:
            return tx.leases.take(lease_name(self.office.bundle_id()), "worker", LEASE_SECONDS)

    def _release(self, epoch: int) -> None:
        with self.office.ledger.write() as tx:
            tx.leases.release(lease_name(self.office.bundle_id()), epoch)

    @rule()
    def the_day_goes_on(self) -> None:
        """What is stale is solved again, everybody approves, the undo window closes, the worker comes by."""
        if self.record.state is BundleState.STALE:
            self.solve_again(worth_it=True)
        self.everybody_approves()
        self.office.wait(seconds=11)
        self.arm(with_old_decision=False)

    @rule(with_old_decision=st.booleans())
    def arm(self, with_old_decision: bool) -> None:
        before, epoch = self.record, self._epoch()
        if epoch is None:
            return
        decision = "dec_of_long_ago" if with_old_decision else (before.decision_id or "")
        point = self.erp.state.order_points[0]
        self.executor.arm(before.id, decision, epoch)
        self._release(epoch)
        if before.state is not BundleState.EXECUTING and self.record.state is BundleState.EXECUTING:
            approved = {who for who, digest in self.said_yes if digest == before.digest}
            for requirement in before.route.requirements:
                assert any(self._has(who, requirement.role.value) for who in approved), "armed without a quorum"
            assert not with_old_decision
            assert point.minimum == before.bundle.assumptions.ranges[0].value, "armed though stale"
            assert before.not_before is not None
            assert before.not_before <= self.office.clock.wall_now(), "armed inside the undo window"
            self.allowed |= {leg.action.id for leg in before.bundle.legs}

    @rule(wait=st.sampled_from([0, 0, 31]))
    def work(self, wait: int) -> None:
        """Send, verify and close, as the graph does; a kill leaves the lease behind."""
        self.office.wait(seconds=wait)
        epoch = self._epoch()
        if epoch is None or self.record.state is not BundleState.EXECUTING:
            if epoch is not None:
                self._release(epoch)
            return
        try:
            sending = self.executor.send(self.office.bundle_id(), epoch)
            if sending.wait_until is None and sending.state is BundleState.EXECUTING:
                self.executor.verify(self.office.bundle_id(), epoch)
                self.executor.close(self.office.bundle_id())
        except Killed:
            self.office.wait(seconds=LEASE_SECONDS)
        else:
            self._release(epoch)

    @precondition(lambda self: self.digests and self.record.state is BundleState.STALE)
    @rule(worth_it=st.sampled_from([True, True, True, False]))
    def solve_again(self, worth_it: bool) -> None:
        stale, held = self.record, self.erp.state.order_points[0]
        point = Point(held.document, held.item, held.location, held.minimum, held.target)
        again = a_proposal(self.office.company, point, self.office.clock.business_now(), revision=stale.revision + 1)
        revise(self.office.ledger, stale.id, stale.revision, again if worth_it else None)
        if worth_it:
            self.digests.append(self.record.digest)

    # --- what must hold after every step

    @staticmethod
    def _has(who: str, role: str) -> bool:
        return who == APPROVERS[role] or (who, role) == ("ben", "procurement")

    @invariant()
    def only_what_was_decided_is_in_the_erp_and_once(self) -> None:
        made = {key: len(documents) for key, documents in self.erp.documents.items() if documents}
        assert made.keys() <= self.allowed
        assert set(made.values()) <= {1}

    @invariant()
    def only_what_was_decided_is_a_task(self) -> None:
        with self.office.ledger.read() as tx:
            assert {t.id for t in tx.tasks.all(None)} <= self.allowed

    @invariant()
    def count_steps(self) -> None:
        self.steps += 1

    @invariant()
    def states_agree(self) -> None:
        if not self.digests:
            return
        record = self.record
        with self.office.ledger.read() as tx:
            intents = tx.intents.of_bundle(record.id)
            granted = tx.approvals.granted(record.id, record.revision)
            budgets = [tx.budgets.used(u.scope) for u in record.route.budgets]
        if record.state is BundleState.DONE:
            assert all(i.state is IntentState.DONE for i in intents)
        if record.state in {BundleState.AWAITING, BundleState.DECIDED, BundleState.STALE, BundleState.REJECTED}:
            assert not intents
        if record.state in {BundleState.DECIDED, BundleState.EXECUTING, BundleState.DONE}:
            assert len(granted) == len(record.route.requirements)
        if record.state in {BundleState.AWAITING, BundleState.STALE, BundleState.REJECTED, BundleState.EXPIRED}:
            assert budgets == [0] * len(budgets)
        else:
            assert budgets in ([u.amount for u in record.route.budgets], [0] * len(budgets))

    def teardown(self) -> None:
        with self.office.ledger.read() as tx:
            tx.audit.verify()


TestBundle = BundleMachine.TestCase
TestBundle.settings = settings(
    max_examples=40,
    phases=[Phase.generate, Phase.shrink],
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
