"""What must hold after every run, checked with fresh eyes: in the ledger, the thread, the audit trail and the ERP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from tests.proof.stories import Acks, Story
from tests.proof.world import World
from trimtab.actions import AdjustLevel, PlacePurchase, TransferStock
from trimtab.bundles import Bundle, BundleState
from trimtab.decisions import Approve
from trimtab.errors import IntegrityError
from trimtab.ledger import Transaction
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.intents import IntentState


def executed(world: World, bundle_id: str) -> list[str]:
    """Return the ids of the actions that were sent and have a document of their own."""
    with world.ledger.read() as tx:
        sent = [i.action for i in tx.intents.of_bundle(bundle_id) if i.state is IntentState.DONE]
    return [a.id for a in sent if isinstance(a, PlacePurchase | TransferStock)]


def broken(world: World, story: Story, acks: Acks, bundle_id: str) -> list[str]:
    """Return every invariant that does not hold, with what was found instead."""
    with world.ledger.read() as tx:
        record = tx.bundles.get(bundle_id)
        revisions = [bundle for bundle, _ in tx.bundles.revisions(bundle_id)]
        found = [
            *_ends(record, story),
            *_decisions(tx, record, acks),
            *_in_the_erp(world, record, revisions),
            *_at_rest(tx, record),
            *_audit(tx, record),
            *_budget(tx, record),
            *_claims(tx, record),
            *_outbox(tx),
        ]
    return [*found, *_thread(world, record)]


def _ends(record: BundleRecord, story: Story) -> Iterator[str]:
    if record.state is not story.ends:
        yield f"decision survives: {record.state.value} ({record.because}), wanted {story.ends.value}"
    if story.ends is BundleState.DONE and record.revision != story.revisions:
        yield f"asked again: revision {record.revision}, wanted {story.revisions}"


def _decisions(tx: Transaction, record: BundleRecord, acks: Acks) -> Iterator[str]:
    """What a client was told is on record; what was executed was approved by that digest, by everybody asked."""
    on_record = {d.id: d for d in tx.approvals.decisions(record.id)}
    for line in acks.read():
        what, *rest = line.split()
        if what in {"approved", "rejected"} and rest[2] not in on_record:
            yield f"decision survives: {line!r} was acknowledged and is not on record"
    if record.state not in {BundleState.DONE, BundleState.EXECUTING, BundleState.HALTED}:
        return
    granted = tx.approvals.granted(record.id, record.revision)
    missing = {r.id for r in record.route.requirements} - granted.keys()
    if missing:
        yield f"authority: executed without the approval of {sorted(missing)}"
    for requirement in record.route.requirements:
        who = granted.get(requirement.id)
        if who is not None and requirement.role not in tx.people.get(who).roles:
            yield f"authority: {who} met {requirement.id} without having the role"
    if record.bundle.digest() != record.digest:
        yield "digest: the content in force is not the content that was digested"
    named = {
        d.decision.digest
        for d in on_record.values()
        if isinstance(d.decision, Approve) and d.revision == record.revision and d.principal in granted.values()
    }
    if named != {record.digest}:
        yield f"digest: approvals name {sorted(named)}, executed was {record.digest}"
    last = on_record.get(record.decision_id or "")
    if last is None or last.revision != record.revision:
        yield "authority: the decision in force is not one on this revision"


def _in_the_erp(world: World, record: BundleRecord, revisions: list[Bundle]) -> Iterator[str]:
    """Exactly once what was approved and sent; never what was not; no draft left behind."""
    executed = record.state is BundleState.DONE
    halted = record.state is BundleState.HALTED
    all_ids = [leg.action.id for b in revisions for leg in b.legs]
    held = world.system.documents(all_ids)
    for reference in held.keys() - set(all_ids):
        yield f"exactly once: {held[reference][0].kind} under the reference {reference}, which nobody approved"
    with world.ledger.read() as tx:
        tasks = Counter(t.id for t in tx.tasks.all(None))
        sent = {i.action.id for i in tx.intents.of_bundle(record.id) if i.state is IntentState.DONE}
    for bundle in revisions:
        in_force = bundle.revision == record.revision
        for leg in bundle.legs:
            action, found = leg.action, held[leg.action.id]
            due = in_force and (executed or (halted and action.id in sent))
            if [d for d in found if not d.final]:
                yield f"orphan draft: {action.kind} {[d.id for d in found if not d.final]}"
            if isinstance(action, PlacePurchase | TransferStock):
                if len(found) != due:
                    why = "exactly once" if due else f"never executed when {record.state.value}"
                    yield f"{why}: {len(found)} documents for {action.kind} of revision {bundle.revision}"
                wanted = sorted((x.item, x.quantity) for x in action.lines)
                if due and found and sorted(found[0].lines) != wanted:
                    yield f"as approved: {action.kind} holds {found[0].lines}, approved {wanted}"
            elif action.kind == "repromise_order" and tasks[action.id] != due:
                yield f"exactly once: {tasks[action.id]} tasks for revision {bundle.revision}"
    level = record.bundle.leg("level").action
    assert isinstance(level, AdjustLevel)
    point = world.system.point()
    if executed and (point.minimum, point.target) != (level.minimum_after, level.target_after):
        yield f"as approved: order point is {point}"
    if not executed and (point.minimum, point.target) == (level.minimum_after, level.target_after):
        yield f"never executed when {record.state.value}: the order point was changed"


def _at_rest(tx: Transaction, record: BundleRecord) -> Iterator[str]:
    intents = tx.intents.of_bundle(record.id)
    for intent in intents:
        if intent.state.in_flight or intent.state is IntentState.PLANNED:
            yield f"in flight: {intent.action.kind} is {intent.state.value} ({intent.error})"
    if record.state is BundleState.DONE:
        waiting = {k: v.value for k, v in tx.bundles.leg_states(record.id, record.revision).items() if v != "committed"}
        if waiting:
            yield f"legs: {waiting}"
        receipts = {i.action.kind: i.receipt for i in intents if i.revision == record.revision}
        for kind, receipt in receipts.items():
            if receipt is None or receipt.leg_state != "committed":
                yield f"receipt: {kind} has {receipt}"
        promise = receipts.get("repromise_order")
        if promise is not None and promise.number != "mail of today":
            yield f"receipt: the reference of the task is {promise.number!r}"
    if record.state in {BundleState.REJECTED, BundleState.EXPIRED} and intents:
        yield f"never executed when {record.state.value}: intents were written"


def _audit(tx: Transaction, record: BundleRecord) -> Iterator[str]:
    try:
        tx.audit.verify()
    except IntegrityError as error:
        yield f"audit: {error}"
    entries = list(tx.audit.entries(record.id))
    sent = Counter(str(e.payload) for e in entries if e.type == "leg.sent")
    by_action = Counter(text.partition('"action":"')[2].partition('"')[0] for text in sent.elements())
    if [a for a, n in by_action.items() if n != 1]:
        yield f"audit: legs sent more than once: {by_action}"
    types = [e.type for e in entries]
    if record.state is BundleState.DONE:
        for once in ("bundle.armed", "bundle.done"):
            if types.count(once) != 1:
                yield f"audit: {types.count(once)} entries {once}"
        wanted = len(record.route.requirements)
        counted = len(tx.approvals.granted(record.id, record.revision))
        if types.index("bundle.armed") < max(i for i, t in enumerate(types) if t == "decision.approve"):
            yield "audit: armed before it was decided"
        if counted != wanted:
            yield f"quorum: {counted} approvals count, {wanted} were asked"


def _budget(tx: Transaction, record: BundleRecord) -> Iterator[str]:
    spent = record.state in {BundleState.DONE, BundleState.HALTED, BundleState.DECIDED, BundleState.EXECUTING}
    for use in record.route.budgets:
        held = tx.budgets.used(use.scope)
        wanted = use.amount if spent else Decimal(0)
        if held != wanted:
            yield f"budget: {use.scope} holds {held}, wanted {wanted}"


def _claims(tx: Transaction, record: BundleRecord) -> Iterator[str]:
    case = tx.cases.get(record.bundle.case_id)
    if case.state.value != "closed":
        yield f"case: {case.state.value} in round {case.round}"
    for claim in record.bundle.claims:
        if tx.cases.claimed_by(claim) is not None:
            yield f"case: {claim} is still claimed"


def _outbox(tx: Transaction) -> Iterator[str]:
    for row in tx.outbox.dead():
        yield f"outbox: dead {row.kind.value} {row.subject}: {row.error}"


def _thread(world: World, record: BundleRecord) -> Iterator[str]:
    """The program counter agrees with the authority."""
    thread = world.bundles.get_state({"configurable": {"thread_id": record.id}})
    if record.state is BundleState.AWAITING:
        asked = [i.value["metadata"]["digest"] for i in thread.interrupts]
        if asked != [record.digest]:
            yield f"thread: asks about {asked}, the ledger about {record.digest}"
    elif thread.next or thread.interrupts:
        questions = len(thread.interrupts)
        yield f"thread: stands before {thread.next} with {questions} questions, the ledger says {record.state.value}"
