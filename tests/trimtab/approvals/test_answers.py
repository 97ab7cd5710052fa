"""Answers and silence: what is accepted goes on, everything else stops the bundle and is solved again."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.trimtab.asking import FAST, SLOW, Asked, asked
from tests.trimtab.ledgers import Office
from tests.trimtab.proposals import day, euro
from trimtab.approvals import answer, close_if_settled, complete_task, silence, undo
from trimtab.bundles import BundleState, LegState
from trimtab.cases import Case, CaseState
from trimtab.commitments import Answer, AnswerKind
from trimtab.decisions import Channel
from trimtab.errors import AlreadyDecided, ConflictError, InvalidField, NotFound, NotPermitted, TooLateToUndo
from trimtab.ledger.outbox import OutboxKind
from trimtab.offers import ExpediteOffer, ForbidEarlier, RescheduleOffer, Standing
from trimtab.receipts import Task

AtOnce = Callable[[list[Callable[[], object]]], list[object]]
YES = Answer(kind=AnswerKind.ACCEPTED, text="Fine, says Ms Lam")
NO = Answer(kind=AnswerKind.REFUSED, text="No vessel before")


def counter(**terms: Any) -> Answer:
    return Answer(kind=AnswerKind.COUNTERED, text="Not quite", **terms)


def say(out: Asked, leg: str, said: Answer, who: str = "bea") -> Task:
    return answer(out.office.ledger, out.task(leg), who, said, Channel.WEB)


def case_of(out: Asked) -> Case:
    with out.office.ledger.read() as tx:
        return tx.cases.get(out.record.bundle.case_id)


def test_what_is_accepted_waits_to_be_committed_and_wakes_the_bundle(office: Office) -> None:
    out = asked(office)
    before = _wakes(office)
    task = say(out, "fast", YES)
    assert (task.answer, task.done_by, task.state) == (YES, "bea", "done")
    assert out.legs() == {"fast": LegState.ACCEPTED, "slow": LegState.REQUESTED, "buy": LegState.PROPOSED}
    assert out.now().state is BundleState.EXECUTING
    assert _wakes(office)[len(before) :] == [{"answered": out.task("fast")}]
    with office.ledger.read() as tx:
        receipt = tx.intents.get(out.task("fast")).receipt
    assert receipt is not None
    assert receipt.leg_state is LegState.ACCEPTED


def test_a_day_that_is_over_is_no_answer_and_nothing_is_kept_of_it(office: Office) -> None:
    out = asked(office)
    yesterday = office.clock.business_now().date() - timedelta(days=1)
    with pytest.raises(InvalidField, match="is over already") as refused:
        say(out, "fast", counter(due=yesterday))
    assert refused.value.field == "due"
    assert out.legs()["fast"] is LegState.REQUESTED


def test_a_date_that_was_asked_for_is_an_acceptance_and_another_one_is_a_counter_offer(office: Office) -> None:
    out = asked(office)
    assert say(out, "fast", YES.model_copy(update={"due": day(10)})).answer is not None
    assert out.legs()["fast"] is LegState.ACCEPTED
    counted = say(out, "slow", YES.model_copy(update={"due": day(25)})).answer
    assert counted is not None
    assert counted.kind is AnswerKind.COUNTERED
    assert (out.legs()["slow"], out.now().state) == (LegState.COUNTERED, BundleState.HALTED)


def test_a_counter_offer_stops_the_bundle_and_is_quoted_in_the_next_round(office: Office) -> None:
    out = asked(office)
    until = office.clock.business_now() + timedelta(days=3)
    say(out, "fast", counter(due=day(15), fee=euro("410.50"), valid_until=until))
    record = out.now()
    assert record.state is BundleState.HALTED
    assert record.because == "KMW, asked about PO-12, countered: Not quite; nothing else was sent"
    case = case_of(out)
    assert (case.state, case.round, case.constraints) == (CaseState.OPEN, 2, ())
    (quote,) = case.quotes
    assert isinstance(quote, ExpediteOffer)
    assert (quote.id, quote.to, quote.fee, quote.due) == (FAST, day(15), euro("410.50"), day(20))
    assert (quote.standing, quote.valid_until) == (Standing.QUOTED, until)


def test_what_is_refused_is_not_asked_again_and_nothing_else_is_sent(office: Office) -> None:
    out = asked(office)
    say(out, "fast", NO)
    assert out.legs()["fast"] is LegState.REFUSED
    (only,) = case_of(out).constraints
    assert isinstance(only, ForbidEarlier)
    assert (only.document, only.line, only.before) == ("12", "34", day(11)), "nothing as early as was refused"
    with office.ledger.read() as tx:
        states = {i.leg_id: i.state.value for i in tx.intents.of_bundle(out.record.id)}
        assert tx.budgets.used(out.record.route.budgets[0].scope) == 0
    assert states == {"fast": "done", "slow": "done", "buy": "halted"}
    assert out.tasks()["slow"].state == "withdrawn"
    with pytest.raises(AlreadyDecided, match="was stopped"):
        say(out, "slow", YES)


def test_what_others_accepted_before_a_refusal_is_known_to_be_possible(office: Office) -> None:
    out = asked(office)
    say(out, "slow", YES)
    say(out, "fast", NO)
    (quote,) = case_of(out).quotes
    assert isinstance(quote, RescheduleOffer)
    assert (quote.id, quote.to, quote.standing) == (SLOW, day(30), Standing.QUOTED)


def test_a_counter_offer_that_helps_nobody_is_not_quoted(office: Office) -> None:
    out = asked(office)
    say(out, "fast", counter(due=day(20)))
    case = case_of(out)
    assert case.quotes == ()
    assert [c.before for c in case.constraints if isinstance(c, ForbidEarlier)] == [day(20)]


def test_silence_is_noticed_when_the_answer_was_due_and_once(office: Office) -> None:
    out = asked(office)
    office.wait(days=2, seconds=-1)
    assert silence(office.ledger) == 0
    office.wait(seconds=1)
    assert silence(office.ledger) == 1
    assert silence(office.ledger) == 0
    tasks = out.tasks()
    assert sorted(t.state for t in tasks.values()) == ["silent", "withdrawn"]
    assert LegState.SILENT in out.legs().values()
    assert "did not answer by 2026-03-04 09:00 UTC" in out.now().because
    assert len(case_of(out).constraints) == 1
    assert case_of(out).round == 2
    silent = next(leg for leg, t in tasks.items() if t.state == "silent")
    with pytest.raises(AlreadyDecided, match="no answer came in time"):
        say(out, silent, YES)


def test_who_has_answered_is_not_silent(office: Office) -> None:
    out = asked(office)
    say(out, "fast", YES)
    say(out, "slow", YES)
    office.wait(days=9)
    assert silence(office.ledger) == 0
    assert out.now().state is BundleState.EXECUTING


def test_questions_of_a_bundle_that_was_stopped_otherwise_are_closed(office: Office) -> None:
    out = asked(office)
    with office.ledger.write() as tx:
        tx.bundles.set_state(out.record.id, BundleState.HALTED, because="the ERP said no")
    with pytest.raises(AlreadyDecided, match="halted: the ERP said no"):
        say(out, "fast", YES)
    assert out.tasks()["fast"].state == "open"
    assert silence(office.ledger) == 0
    assert {t.state for t in out.tasks().values()} == {"withdrawn"}


def test_only_its_owner_answers_and_only_a_question(office: Office) -> None:
    out = asked(office)
    with pytest.raises(NotPermitted, match="procurement"):
        say(out, "fast", YES, who="pat")
    with pytest.raises(NotFound):
        answer(office.ledger, "act_nothing", "bea", YES, Channel.WEB)
    with pytest.raises(InvalidField, match="asks the other side"):
        complete_task(office.ledger, out.task("fast"), "bea", "phoned")
    with office.ledger.write() as tx:
        tx.tasks.open(out.task("buy"), out.record.id, "procurement", "Send the fax")
    with pytest.raises(InvalidField, match="nobody was asked"):
        say(out, "buy", YES)


def test_an_offer_that_is_over_and_a_foreign_fee_are_refused(office: Office) -> None:
    out = asked(office)
    with pytest.raises(InvalidField, match="valid_until"):
        say(out, "fast", counter(due=day(15), valid_until=office.clock.business_now()))
    foreign = euro("400").model_copy(update={"currency": "USD"})
    with pytest.raises(InvalidField, match="USD"):
        say(out, "fast", counter(fee=foreign))
    assert out.tasks()["fast"].state == "open"


def test_nothing_is_stopped_while_another_question_is_on_its_way(office: Office) -> None:
    out = asked(office, sent=("fast",))
    with office.ledger.write() as tx:
        tx.intents.mark_sending(out.task("slow"), epoch=1)
    with pytest.raises(ConflictError, match="on its way"):
        say(out, "fast", NO)
    assert out.tasks()["fast"].state == "open"
    assert silence(office.ledger) == 0
    assert say(out, "fast", YES).answer == YES


def test_of_two_who_answer_at_once_one_is_told_what_the_other_said(office: Office, at_once: AtOnce) -> None:
    out = asked(office)
    told = at_once([lambda: say(out, "fast", NO, "bea"), lambda: say(out, "fast", YES, "ben")])
    kept = out.tasks()["fast"]
    assert sum(isinstance(t, Task) for t in told) == 1
    (lost,) = [t for t in told if not isinstance(t, Task)]
    assert isinstance(lost, AlreadyDecided)
    assert kept.answer is not None
    assert kept.answer.text in str(lost)
    expected = {"bea": BundleState.HALTED, "ben": BundleState.EXECUTING}[kept.done_by]
    assert out.now().state is expected


def test_two_refusals_at_once_open_one_round(office: Office, at_once: AtOnce) -> None:
    out = asked(office)
    told = at_once([lambda: say(out, "fast", NO), lambda: say(out, "slow", NO)])
    assert sum(isinstance(t, Task) for t in told) == 1
    assert case_of(out).round == 2
    assert len(case_of(out).constraints) == 1


def test_an_answer_and_silence_at_once_leave_one_of_them(office: Office, at_once: AtOnce) -> None:
    out = asked(office)
    say(out, "slow", YES)
    office.wait(days=2)
    heard, silent = at_once([lambda: say(out, "fast", YES), lambda: silence(office.ledger)])
    if isinstance(heard, Task):
        assert (silent, out.now().state) == (0, BundleState.EXECUTING)
    else:
        assert isinstance(heard, AlreadyDecided)
        assert (silent, out.now().state) == (1, BundleState.HALTED)


def test_once_a_question_is_out_nothing_can_be_undone(office: Office, at_once: AtOnce) -> None:
    out = asked(office)
    heard, undone = at_once(
        [lambda: say(out, "fast", YES), lambda: undo(office.ledger, out.record.id, "bea", Channel.WEB)]
    )
    assert isinstance(heard, Task)
    assert isinstance(undone, TooLateToUndo)
    assert out.now().state is BundleState.EXECUTING


def test_an_accepted_leg_is_not_settled_before_it_is_committed(office: Office) -> None:
    out = asked(office)
    say(out, "fast", YES)
    say(out, "slow", YES)
    with office.ledger.write() as tx:
        tx.intents.mark_sending(out.task("buy"), epoch=1)
        receipt = tx.intents.get(out.task("fast")).receipt
        assert receipt is not None
        tx.intents.settle(out.task("buy"), 1, receipt.model_copy(update={"action_id": out.task("buy")}))
        tx.bundles.set_leg_state(out.record.id, 1, "buy", LegState.COMMITTED)
        assert close_if_settled(tx, out.record.id) is BundleState.EXECUTING
        for leg in ("fast", "slow"):
            tx.bundles.set_leg_state(out.record.id, 1, leg, LegState.COMMITTED)
        assert close_if_settled(tx, out.record.id) is BundleState.DONE


def test_every_answer_is_in_the_audit_trail(office: Office) -> None:
    out = asked(office)
    say(out, "slow", YES)
    say(out, "fast", counter(quantity=Decimal(6)))
    assert office.audit_types()[-3:] == ["task.answered", "task.answered", "bundle.halted"]


def _wakes(office: Office) -> list[dict[str, Any]]:
    office.wait(seconds=60)
    with office.ledger.read() as tx:
        return [r.payload for r in tx.outbox.due(1000) if r.kind is OutboxKind.WAKE_BUNDLE]
