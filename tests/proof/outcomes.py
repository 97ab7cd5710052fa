"""What may come out of a race: one outcome each, and losers are told in so many words."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select

from tests.proof.field import Field
from trimtab.bundles import BundleState
from trimtab.decisions import Approve
from trimtab.ledger import Ledger, schema


def _count(outcomes: list[str], prefix: str) -> int:
    return sum(o.startswith(prefix) for o in outcomes)


def exactly_one_wins(loser: str) -> Callable[[Ledger, Field, list[str]], list[str]]:
    def judge(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
        won, lost = _count(outcomes, "ok"), outcomes.count(loser)
        return [] if won == 1 and won + lost == len(outcomes) else [f"one outcome: {outcomes}"]

    return judge


def quorum(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    """All approvals count, the bundle is decided exactly once, budgets are held once."""
    record = at.record(ledger)
    found = []
    if _count(outcomes, "ok") != len(outcomes) or _count(outcomes, "ok decided") != 1:
        found.append(f"quorum: {outcomes}")
    if record.state is not BundleState.DECIDED:
        found.append(f"quorum lost: everybody approved, the bundle is {record.state.value}")
    return found + _held_once(ledger, at) + _woken(ledger, at)


def _held_once(ledger: Ledger, at: Field) -> list[str]:
    """The budget holds what every decided bundle of the run reserved, once."""
    with ledger.read() as tx:
        bundles = tx.bundles.in_states(list(BundleState))
        wanted: Counter[str] = Counter()
        for record in bundles:
            for use in record.route.budgets:
                wanted[use.scope] += use.amount if record.state is BundleState.DECIDED else 0  # type: ignore[assignment]
        held = {scope: tx.budgets.used(scope) for scope in wanted}
    return [] if held == dict(wanted) else [f"budget: holds {held}, decided bundles reserved {dict(wanted)}"]


def _woken(ledger: Ledger, at: Field) -> list[str]:
    table = schema.outbox
    query = select(func.count()).where(table.c.subject == at.bundle_id, table.c.kind == "wake_bundle")
    with ledger.read() as tx:
        rows = tx.connection.execute(query).scalar_one()
    return [] if rows == 2 else [f"outbox: {rows} wake rows, wanted one for T0 and one for the decision"]


def one_word_stands(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    """The last approval and a rejection: one of them stands, the other is told."""
    state = at.record(ledger).state.value
    ok = [o for o in outcomes if o.startswith("ok")]
    told = outcomes.count("conflict.already_decided")
    fine = ok == [f"ok {state}"] and state in {"decided", "rejected"} and told == len(outcomes) - 1
    with ledger.read() as tx:
        decisions = [d.decision.kind for d in tx.approvals.decisions(at.bundle_id)]
        left = len(tx.approvals.granted(at.bundle_id, 1))
    fine = fine and decisions.count("reject") == (state == "rejected") and left == (4 if state == "decided" else 0)
    return [] if fine else [f"one outcome: {outcomes}, state {state}, decisions {decisions}, {left} approvals"]


def deferred_or_decided(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    state = at.record(ledger).state.value
    fine = (
        outcomes[0] == "ok decided"
        and state == "decided"
        and outcomes[1]
        in {
            "ok awaiting",
            "conflict.already_decided",
        }
    )
    return [] if fine else [f"one outcome: {outcomes}, state {state}"]


def undone_once(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    record = at.record(ledger)
    with ledger.read() as tx:
        left = tx.approvals.granted(at.bundle_id, 1)
    found = exactly_one_wins("conflict.too_late_to_undo")(ledger, at, outcomes)
    if record.state is not BundleState.AWAITING or left:
        found.append(f"undo: {record.state.value} with {left}")
    return found + _held_once(ledger, at)


def only_the_new_digest(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    old, new = outcomes[: len(outcomes) // 2], outcomes[len(outcomes) // 2 :]
    record = at.record(ledger)
    with ledger.read() as tx:
        wrong = [
            d.id
            for d in tx.approvals.decisions(at.bundle_id)
            if d.revision == 2 and isinstance(d.decision, Approve) and d.decision.digest != record.digest
        ]
    fine = _count(new, "ok decided") == 1 and all(
        o in {"conflict.stale_revision", "conflict.already_decided"} for o in old
    )
    return [] if fine and not wrong else [f"digest: {outcomes}, {len(wrong)} decisions on an old digest"]


def within_budget(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    fine = _count(outcomes, "ok decided") == 1 and outcomes.count("conflict.budget_exhausted") == len(outcomes) - 1
    found = [] if fine else [f"budget: {outcomes}"]
    return found + _held_once(ledger, at)


def all_decided(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    found = [] if outcomes == ["ok decided"] * len(outcomes) else [f"different bundles: {outcomes}"]
    return found + _held_once(ledger, at)


def submitted_once(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    with ledger.read() as tx:
        count = len(tx.bundles.of_case(at.case_id))
        entries = [e.type for e in tx.audit.entries(at.bundle_id)].count("bundle.submitted")
    fine = set(outcomes) == {"ok 1"} and (count, entries) == (1, 1)
    return [] if fine else [f"submit: {outcomes}, {count} bundles, {entries} audit entries"]


def claimed_once(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    """One case opens; of the others nothing is left, not even a row or half of their claims."""
    found = exactly_one_wins("conflict.claim_taken")(ledger, at, outcomes)
    with ledger.read() as tx:
        cases = [c for c in tx.cases.all() if f"shared-{at.number}" in c.subjects]
        held = {tx.cases.claimed_by(s) for s in (f"shared-{at.number}", f"aside-{at.number}-0", f"aside-{at.number}-1")}
    if len(cases) != 1 or held - {None} != {cases[0].id}:
        found.append(f"claims: {len(cases)} cases, held by {held}")
    return found


def expired_or_decided(ledger: Ledger, at: Field, outcomes: list[str]) -> list[str]:
    state = at.record(ledger).state.value
    if state == "decided":
        fine = outcomes[0] == "ok decided" and "ok expired" not in outcomes
    elif state == "expired":
        fine = outcomes[0] in {"conflict.expired", "conflict.already_decided"}
    else:
        fine = outcomes[0] == "conflict.expired"
    return [] if fine else [f"one outcome: {outcomes}, state {state}"]
