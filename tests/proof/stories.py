"""What people do in a run. Each story can be told again from any point: it looks at the ledger for what is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from tests.proof.clock import JumpingClock
from tests.proof.company import APPROVERS, STEP, a_case, a_proposal, bundle_id_of, case_id_of
from tests.proof.systems import System
from tests.proof.world import World, Wrap
from trimtab.actions import Action
from trimtab.approvals import complete_task, decide, submit, undo
from trimtab.bundles import BundleState
from trimtab.decisions import Approve, Channel, Reject, RejectCode
from trimtab.errors import ConflictError
from trimtab.ledger import Ledger, schema
from trimtab.ledger.bundles import BundleRecord
from trimtab.ports import ExecutionAdapter
from trimtab.receipts import Receipt

MOST_STEPS = 60


@dataclass(frozen=True)
class Acks:
    """What a client was told and could rely on: one line each, kept outside the ledger."""

    path: Path

    def told(self, what: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(what + "\n")

    def read(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []


@dataclass(frozen=True)
class Story:
    """A course of events and how it ends."""

    name: str
    ends: BundleState
    act: Callable[[World, BundleRecord, Acks], None]
    revisions: int = 1
    meddle: Callable[[Ledger, System, Action, str], None] | None = None
    """Something that happens before or after an adapter executes."""


def tell(world: World, story: Story, acks: Acks) -> None:
    """Play a story to its end: people act, the worker works, waiting is jumped over."""
    clock = world.clock
    assert isinstance(clock, JumpingClock)
    bundle_id = submitted(world, acks)
    for _ in range(MOST_STEPS):
        with world.ledger.read() as tx:
            record = tx.bundles.get(bundle_id)
        story.act(world, record, acks)
        done = world.worker.step()
        done += confirm_tasks(world, acks)
        if done == 0:
            if settled(world, story, bundle_id):
                return
            clock.jump(wall=7.0)
    with world.ledger.read() as tx:
        state = tx.bundles.get(bundle_id).state
    raise AssertionError(f"{story.name}: {state.value} after {MOST_STEPS} steps, wanted {story.ends.value}")


def settled(world: World, story: Story, bundle_id: str) -> bool:
    """Tell whether the story has ended and nobody is asked to do anything any more."""
    outbox = schema.outbox
    waiting = select(func.count()).where(outbox.c.company == world.ledger.company, outbox.c.state == "pending")
    with world.ledger.read() as tx:
        ended = tx.bundles.get(bundle_id).state is story.ends
        return ended and tx.connection.execute(waiting).scalar_one() == 0


def submitted(world: World, acks: Acks) -> str:
    """T0, again and again until it is told to have worked."""
    now = world.clock.business_now()
    with world.ledger.write() as tx:
        if not tx.cases.exists(case_id_of(world.run)):
            tx.cases.open(a_case(world.run, now))
    bundle_id = bundle_id_of(world.run)
    with world.ledger.read() as tx:
        known = any(b.id == bundle_id for b in tx.bundles.of_case(case_id_of(world.run)))
    if not known:
        proposal = a_proposal(world.run, world.system.point(), now, policy=world.policy)
        submit(world.ledger, case_id_of(world.run), 1, [proposal])
        acks.told(f"submitted {bundle_id}")
    return bundle_id


def approve_all(world: World, record: BundleRecord, acks: Acks) -> None:
    """Everybody who is asked says yes; who has no answer says it again."""
    if record.state is not BundleState.AWAITING:
        return
    with world.ledger.read() as tx:
        granted = tx.approvals.granted(record.id, record.revision)
    for requirement in record.route.requirements:
        if requirement.id not in granted:
            approve(world, record, APPROVERS[requirement.id], acks)


def approve(world: World, record: BundleRecord, principal: str, acks: Acks) -> None:
    try:
        outcome = decide(world.ledger, record.id, principal, Approve(digest=record.digest), Channel.WEB)
    except ConflictError:
        return
    acks.told(f"approved {principal} {record.revision} {outcome.decision_id} {outcome.state.value}")


def reject_after_one(world: World, record: BundleRecord, acks: Acks) -> None:
    if record.state is not BundleState.AWAITING:
        return
    approve(world, record, "bea", acks)
    no = Reject(digest=record.digest, code=RejectCode.WRONG_DATA, text="the count is wrong")
    try:
        outcome = decide(world.ledger, record.id, "pat", no, Channel.WEB)
    except ConflictError:
        return
    acks.told(f"rejected pat {record.revision} {outcome.decision_id} {outcome.state.value}")


def stale_before_arming(world: World, record: BundleRecord, acks: Acks) -> None:
    approve_all(world, record, acks)
    with world.ledger.read() as tx:
        now = tx.bundles.get(record.id)
    level = now.bundle.leg("level").action
    if now.state is BundleState.DECIDED and now.revision == 1 and world.system.point().minimum == level.minimum_before:
        world.system.somebody_raises_the_point(3 * STEP)


def undo_once(world: World, record: BundleRecord, acks: Acks) -> None:
    approve_all(world, record, acks)
    with world.ledger.read() as tx:
        now = tx.bundles.get(record.id)
        undone = any(e.type == "decision.undone" for e in tx.audit.entries(record.id))
    if now.state is BundleState.DECIDED and not undone:
        undo(world.ledger, record.id, "pat", Channel.WEB)
        acks.told(f"undone pat {now.revision} {now.decision_id}")


def approve_one_and_wait(world: World, record: BundleRecord, acks: Acks) -> None:
    if record.state is BundleState.AWAITING:
        with world.ledger.read() as tx:
            granted = tx.approvals.granted(record.id, record.revision)
        if not granted:
            approve(world, record, "bea", acks)
        else:
            assert isinstance(world.clock, JumpingClock)
            world.clock.jump(business=25 * 3600)


def confirm_tasks(world: World, acks: Acks) -> int:
    """The people who have a task do it."""
    with world.ledger.read() as tx:
        waiting = tx.tasks.all()
        sent = {t.id: tx.intents.get(t.id).receipt is not None for t in waiting}
    done = 0
    for task in waiting:
        if sent[task.id]:
            complete_task(world.ledger, task.id, "sam", "mail of today")
            acks.told(f"task {task.id}")
            done += 1
    return done


class Meddled(ExecutionAdapter):
    """An adapter during whose work something happens."""

    def __init__(self, inner: ExecutionAdapter, meddle: Callable[[Action, str], None]) -> None:
        self._inner, self._meddle = inner, meddle
        self.system, self.kinds = inner.system, inner.kinds  # type: ignore[misc]
        self.preview, self.find = inner.preview, inner.find  # type: ignore[method-assign]
        self.verify, self.compensate = inner.verify, inner.compensate  # type: ignore[method-assign]

    def execute(self, action: Action, key: str) -> Receipt:
        self._meddle(action, "before")
        receipt = self._inner.execute(action, key)
        self._meddle(action, "after")
        return receipt


def meddled(story: Story, system: System) -> Wrap:
    """Return how a story wraps adapters."""

    def wrap(adapter: ExecutionAdapter, ledger: Ledger) -> ExecutionAdapter:
        meddle = story.meddle
        return (
            adapter if meddle is None else Meddled(adapter, lambda action, when: meddle(ledger, system, action, when))
        )

    return wrap


def quick_hands(ledger: Ledger, system: System, action: Action, when: str) -> None:
    """Sam confirms the task the moment it is there, before its receipt is in the ledger."""
    if action.kind == "repromise_order" and when == "after":
        with suppress(ConflictError):
            complete_task(ledger, action.id, "sam", "mail of today")


def somebody_interferes(ledger: Ledger, system: System, action: Action, when: str) -> None:
    """After arming, before the level is sent, somebody changes the order point in the ERP."""
    if action.kind != "place_purchase" or when != "before":
        return
    with ledger.read() as tx:
        intent = tx.intents.get(action.id)
        level = tx.bundles.get(intent.bundle_id).bundle.leg("level").action
    if system.point().minimum == level.minimum_before:
        system.somebody_raises_the_point(5 * STEP)


STORIES = {
    s.name: s
    for s in (
        Story("approve", BundleState.DONE, approve_all),
        Story("reject", BundleState.REJECTED, reject_after_one),
        Story("stale", BundleState.DONE, stale_before_arming, revisions=2),
        Story("undo", BundleState.DONE, undo_once),
        Story("expire", BundleState.EXPIRED, approve_one_and_wait),
        Story("conflict", BundleState.HALTED, approve_all, meddle=somebody_interferes),
        Story("quick", BundleState.DONE, approve_all, meddle=quick_hands),
    )
}
