"""The worker: it moves what is behind, waits for what has to wait, and lets nothing keep the rest from being done."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.proof.clock import JumpingClock
from tests.proof.company import APPROVERS, a_case, a_proposal, case_id_of, proof_policy
from tests.proof.points import Watch
from tests.proof.stores import SqliteStores, scratch
from tests.proof.stories import Acks, approve_all, confirm_tasks, submitted
from tests.proof.systems import SharedFile
from tests.proof.world import World, open_world
from tests.trimtab.asking import asking_legs, proposal_of
from tools.execution.executor import lease_name
from trimtab.approvals import answer, assert_fact, submit, undo
from trimtab.bundles import BundleState
from trimtab.commitments import Answer, AnswerKind
from trimtab.decisions import AssertFact, Channel
from trimtab.errors import TooLateToUndo, Unavailable
from trimtab.facts import StockStatement
from trimtab.ledger import schema
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.outbox import OutboxKind


class Site:
    """A world with one bundle, and short words for what happens in it."""

    def __init__(self, world: World, stack: ExitStack, folder: Any, url: str) -> None:
        self.world = world
        self.acks = Acks(folder / "acks")
        self.bundle_id = submitted(world, self.acks)
        self._stack, self._folder, self._url = stack, folder, url

    @property
    def clock(self) -> JumpingClock:
        assert isinstance(self.world.clock, JumpingClock)
        return self.world.clock

    def record(self) -> BundleRecord:
        with self.world.ledger.read() as tx:
            return tx.bundles.get(self.bundle_id)

    def decide(self) -> None:
        """Let the thread ask, everybody approve and the undo window close."""
        self.step()
        approve_all(self.world, self.record(), self.acks)
        self.clock.jump(wall=11)

    def step(self, times: int = 1) -> None:
        for _ in range(times):
            self.world.worker.step()

    def thread(self) -> Any:
        return self.world.bundles.get_state({"configurable": {"thread_id": self.bundle_id}})

    def documents(self) -> int:
        actions = [leg.action.id for leg in self.record().bundle.legs]
        return sum(len(found) for found in self.world.system.documents(actions).values())

    def wakes(self) -> int:
        rows = select(func.count()).where(schema.outbox.c.kind == "wake_bundle", schema.outbox.c.state == "pending")
        with self.world.ledger.read() as tx:
            return int(tx.connection.execute(rows).scalar_one())

    def forget_wakes(self) -> None:
        """Lose every row of the outbox, as a restored backup might."""
        with self.world.ledger.write() as tx:
            tx.connection.execute(schema.outbox.delete())

    def colleague(self, name: str) -> World:
        """Another worker over the same ledger."""
        return self._stack.enter_context(
            open_world(
                self._url, self.world.run, self.clock, self.world.system, proof_policy(), watch=Watch(), worker=name
            )
        )


@pytest.fixture
def site() -> Iterator[Site]:
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        (folder / "run").mkdir()
        url = SqliteStores(folder / "template").fresh(folder / "run")
        system = SharedFile(folder / "run" / "erp.sqlite")
        system.build()
        world = stack.enter_context(
            open_world(url, "run", JumpingClock(folder / "clock"), system, proof_policy(), watch=Watch())
        )
        yield Site(world, stack, folder / "run", url)


def test_a_proposal_becomes_one_question(site: Site) -> None:
    site.step(3)
    (question,) = site.thread().interrupts
    assert question.value["reason"] == "approval_required"
    assert question.value["metadata"]["digest"] == site.record().digest


def test_a_decided_bundle_is_not_touched_inside_the_undo_window(site: Site) -> None:
    site.step()
    approve_all(site.world, site.record(), site.acks)
    site.clock.jump(wall=5)
    site.step(3)
    assert site.record().state is BundleState.DECIDED
    assert len(site.thread().interrupts) == 1


def test_a_decided_bundle_is_executed_and_waits_for_the_person(site: Site) -> None:
    site.decide()
    site.step(2)
    assert site.record().state is BundleState.EXECUTING
    assert (site.thread().next, site.documents()) == ((), 2)
    confirm_tasks(site.world, site.acks)
    assert site.record().state is BundleState.DONE


def test_the_thread_is_found_again_without_its_wake_rows(site: Site) -> None:
    site.forget_wakes()
    site.step()
    assert len(site.thread().interrupts) == 1
    approve_all(site.world, site.record(), site.acks)
    site.forget_wakes()
    site.clock.jump(wall=11)
    site.step()
    assert site.documents() == 2


def test_an_undo_between_the_answer_and_arming_asks_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.decide()
    worker = site.world.worker
    inner = worker._move

    def undone_meanwhile(record: Any, config: Any) -> None:
        with suppress(TooLateToUndo):
            undo(site.world.ledger, site.bundle_id, "pat", Channel.WEB)
        inner(record, config)

    with monkeypatch.context() as patched:
        patched.setattr(worker, "_move", undone_meanwhile)
        site.step()
    assert site.record().state is BundleState.AWAITING
    assert (len(site.thread().interrupts), site.documents()) == (1, 0)
    approve_all(site.world, site.record(), site.acks)
    site.clock.jump(wall=11)
    site.step(2)
    assert site.documents() == 2


def test_an_erp_that_is_away_while_reading_back_is_waited_for_and_nothing_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Unavailable("away", system="file-erp")
    site.decide()
    monkeypatch.setattr("tests.proof.systems.SharedFileErp.verify", _raises(away))
    for _ in range(30):
        site.step()
        site.clock.jump(wall=61)
    with site.world.ledger.read() as tx:
        assert tx.outbox.dead() == []
    monkeypatch.undo()
    site.step(2)
    assert (site.thread().next, site.documents()) == ((), 2)


def test_what_was_sent_and_not_read_back_is_swept_even_if_its_wake_row_is_lost(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.decide()
    with monkeypatch.context() as patched:
        patched.setattr("tests.proof.systems.SharedFileErp.verify", _raises(RuntimeError("a defect")))
        site.step()
    assert site.thread().next == ("verify",)
    site.forget_wakes()
    site.clock.jump(wall=6)
    site.step()
    assert site.thread().next == ()


def test_the_kill_switch_is_waited_for(site: Site) -> None:
    with site.world.ledger.write() as tx:
        tx.leases.stop_execution(stopped=True, because="stock count")
    site.decide()
    for _ in range(20):
        site.step()
        site.clock.jump(wall=61)
    assert (site.record().state, site.documents()) == (BundleState.DECIDED, 0)
    with site.world.ledger.write() as tx:
        assert tx.outbox.dead() == []
        tx.leases.stop_execution(stopped=False, because="")
    site.step(2)
    assert site.documents() == 2


def test_one_bundle_that_cannot_be_moved_keeps_no_other_waiting(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.world.ledger.write() as tx:
        tx.cases.open(a_case("other", tx.business_now, 2))
    site.decide()
    broken = case_id_of("other", 2)
    inner = site.world.worker._advance_case

    def fails(case_id: str, round_: int) -> None:
        if case_id == broken:
            raise RuntimeError("no policy for this")
        inner(case_id, round_)

    monkeypatch.setattr(site.world.worker, "_advance_case", fails)
    site.forget_wakes()
    site.clock.jump(wall=6)
    site.step()
    assert site.documents() == 2


def test_wake_rows_do_not_multiply_while_several_workers_wait(site: Site) -> None:
    colleagues = [site.world, site.colleague("second"), site.colleague("third")]
    site.step()
    with site.world.ledger.write() as tx:
        tx.leases.take(lease_name(site.bundle_id), "somebody who works long", 10_000)
        tx.outbox.put(OutboxKind.WAKE_BUNDLE, site.bundle_id)
    for _ in range(10):
        for world in colleagues:
            world.worker.step()
        site.clock.jump(wall=2)
    assert site.wakes() <= 2


def test_a_bundle_that_another_worker_holds_is_left_alone_and_looked_at_later(site: Site) -> None:
    site.decide()
    with site.world.ledger.write() as tx:
        tx.leases.take(lease_name(site.bundle_id), "somebody else", 30)
    site.step()
    assert site.documents() == 0
    site.clock.jump(wall=31)
    site.step(2)
    assert site.documents() == 2


def test_a_decision_by_everybody_is_told_once_to_the_thread(site: Site) -> None:
    site.decide()
    site.step(4)
    with site.world.ledger.read() as tx:
        types = [e.type for e in tx.audit.entries(site.bundle_id)]
    assert types.count("bundle.armed") == 1
    assert types.count("decision.approve") == len(APPROVERS)


def _raises(error: Exception) -> Any:
    def method(*_: object) -> None:
        raise error

    return method


def asks(site: Site) -> None:
    """Put a bundle that asks a supplier twice before it buys in the place of the site's."""
    ledger, now = site.world.ledger, site.clock.business_now()
    proposal = a_proposal("run", site.world.system.point(), now, number=2, policy=site.world.policy)
    bundle = proposal.bundle.model_copy(update={"legs": asking_legs("run")})
    with ledger.write() as tx:
        tx.cases.open(a_case("run", now, 2))
    submit(ledger, case_id_of("run", 2), 1, [proposal_of(bundle, site.world.policy, now)])
    site.bundle_id = bundle.id


def questions(site: Site) -> dict[str, str]:
    """State by leg."""
    with site.world.ledger.read() as tx:
        return {tx.intents.get(t.id).leg_id: t.state for t in tx.tasks.of_bundle(site.bundle_id)}


def says(site: Site, leg: str, kind: AnswerKind = AnswerKind.ACCEPTED) -> None:
    task = site.record().bundle.leg(leg).action.id
    answer(site.world.ledger, task, "bea", Answer(kind=kind, text="by phone"), Channel.WEB)


def test_a_bundle_that_asks_sleeps_until_everybody_has_answered_and_then_goes_on_by_itself(site: Site) -> None:
    asks(site)
    site.decide()
    site.step(2)
    assert questions(site) == {"fast": "open", "slow": "open"}
    for _ in range(3):
        site.clock.jump(wall=61)
        site.step()
    assert (site.wakes(), site.thread().next, site.documents()) == (0, ("execute",), 0)
    says(site, "fast")
    site.step()
    assert (site.record().state, site.documents()) == (BundleState.EXECUTING, 0)
    says(site, "slow")
    site.step(2)
    assert (site.record().state, site.thread().next, site.documents()) == (BundleState.DONE, (), 1)


def test_an_answer_whose_wake_row_was_lost_is_swept(site: Site) -> None:
    asks(site)
    site.decide()
    site.step(2)
    says(site, "fast")
    says(site, "slow")
    site.forget_wakes()
    site.clock.jump(wall=6)
    site.step()
    assert site.record().state is BundleState.DONE


def test_a_refusal_ends_the_thread_with_nothing_sent(site: Site) -> None:
    asks(site)
    site.decide()
    site.step(2)
    says(site, "slow", AnswerKind.REFUSED)
    site.step(2)
    assert (site.record().state, site.thread().next, site.documents()) == (BundleState.HALTED, (), 0)


def test_the_worker_notices_that_nobody_answers(site: Site) -> None:
    asks(site)
    site.decide()
    site.step(2)
    site.clock.jump(business=3 * 86400, wall=6)
    site.step(2)
    assert questions(site)["fast"] == "silent"
    assert (site.record().state, site.documents()) == (BundleState.HALTED, 0)


def test_the_worker_tells_once_that_a_fact_has_ended(site: Site) -> None:
    statement = StockStatement(item="WINCH-40", location="CEN", quantity=Decimal(41))
    until = site.clock.business_now() + timedelta(days=1)
    said = AssertFact(statement=statement, expires_at=until, text="counted")
    fact = assert_fact(site.world.ledger, "lou", said, Channel.WEB)
    for _ in range(3):
        site.clock.jump(business=86401, wall=6)
        site.step()
    with site.world.ledger.read() as tx:
        assert [e.type for e in tx.audit.entries(fact.id)].count("fact.expired") == 1
