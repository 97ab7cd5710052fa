"""Seeded defects: each takes one safeguard out of the house, in the child only; the proof must then fail."""

from __future__ import annotations

import functools
import importlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from sqlalchemy import update

import tools.execution.adapters.tryton.documents as documents_module
from tools.execution.executor import Executor
from trimtab.actions import Action
from trimtab.bundles import Bundle, BundleState, Route
from trimtab.errors import BudgetExhausted
from trimtab.identifiers import random_id
from trimtab.ledger import Transaction, schema
from trimtab.ledger.approvals import Approvals
from trimtab.ledger.audit import GENESIS, AuditHead, AuditTrail
from trimtab.ledger.budgets import Budgets
from trimtab.ledger.bundles import BundleRecord, Bundles
from trimtab.ledger.intents import Intents, IntentState
from trimtab.ledger.leases import Leases
from trimtab.mandates import BudgetUse
from trimtab.people import Principal
from trimtab.policy import No, requirements_met_by

# Packages export functions under the names of their modules: the modules are asked for by name.
arming = importlib.import_module("tools.execution.arming")
deciding = importlib.import_module("trimtab.approvals.decide")
undoing = importlib.import_module("trimtab.approvals.undo")
Patches = list[tuple[Any, str, Any]]


@dataclass(frozen=True)
class Defect:
    """A safeguard that is taken out, and why it is there."""

    name: str
    says: str
    patches: Callable[[], Patches]


@contextmanager
def seeded(name: str) -> Iterator[None]:
    """Work with one defect, or with none if the name is empty."""
    with ExitStack() as stack:
        for owner, attribute, replacement in DEFECTS[name].patches() if name else []:
            if not hasattr(owner, attribute):
                raise RuntimeError(f"harness: the defect {name} finds no {attribute} in {owner} any more")
            stack.enter_context(patch.object(owner, attribute, replacement))
        yield


def _no_state_check() -> Patches:
    """decide() neither locks the bundle nor looks at its state."""

    def lock(self: Bundles, bundle_id: str) -> BundleRecord:
        return self.get(bundle_id)

    def check(tx: Transaction, record: BundleRecord, named_digest: str) -> None:
        del tx, record, named_digest

    return [(deciding, "_check_open", check), (Bundles, "lock", lock)]


def _quorum_ignored() -> Patches:
    """One approval counts for every requirement."""

    def met(principal: Principal, bundle: Bundle, route: Route, granted: Mapping[str, str]) -> Any:
        found = requirements_met_by(principal, bundle, route, granted)
        return found if isinstance(found, No) else tuple(r for r in route.requirements if r.id not in granted)

    return [(deciding, "requirements_met_by", met)]


def _approval_not_unique() -> Patches:
    """The second approval of a requirement overwrites the first, and nobody is told."""

    def grant(self: Approvals, record: Any, requirement: str, digest: str) -> bool:
        table = schema.approval
        self._connection.execute(
            update(table)
            .where(
                table.c.company == self._company,
                table.c.bundle_id == record.bundle_id,
                table.c.revision == record.revision,
                table.c.requirement == requirement,
            )
            .values(principal=record.principal, decision_id=record.id)
        )
        _granted(self, record, requirement, digest)
        return True

    def met(principal: Principal, bundle: Bundle, route: Route, granted: Mapping[str, str]) -> Any:
        del granted
        return requirements_met_by(principal, bundle, route, {})

    return [(Approvals, "grant", grant), (deciding, "requirements_met_by", met)]


_granted = Approvals.grant


def _no_find() -> Patches:
    """What was left in flight is sent again without asking the system of record first."""

    def found(self: Executor, intent: Any, epoch: int) -> bool:
        with self._fenced(intent.bundle_id, epoch) as tx:
            tx.intents.adopt(intent.action.id, epoch)
            tx.intents.put_back(intent.action.id, epoch, tx.wall_now, "")
        return False

    return [(Executor, "_found", found)]


def _no_arm_check() -> Patches:
    """Arming does not look whether the bundle is still right."""
    return [(arming, "_breaches", _finds_nothing)]


def _finds_nothing(*_: object) -> tuple[()]:
    return ()


def _lets_everybody(*_: object) -> None:
    return None


def _no_undo_window() -> Patches:
    """Undo is allowed while something is on its way."""

    def undo(ledger: Any, bundle_id: str, principal_id: str, channel: Any) -> None:
        del channel
        with ledger.write() as tx:
            record = tx.bundles.lock(bundle_id)
            tx.approvals.withdraw(bundle_id, record.revision)
            tx.bundles.set_state(bundle_id, BundleState.AWAITING, decision_id=None, not_before=None)
            tx.audit.append(principal_id, "decision.undone", bundle_id, decision=record.decision_id)

    stories, moves = (importlib.import_module(f"tests.proof.{name}") for name in ("stories", "moves"))
    return [(undoing, "undo", undo), (stories, "undo", undo), (moves, "undo", undo)]


def _no_epoch() -> Patches:
    """Nothing is fenced: a worker that was paused past its lease goes on writing."""
    moved = Intents._move

    def move(self: Intents, action_id: str, from_states: Any, to_state: Any, **values: Any) -> None:
        values.pop("only_epoch", None)
        values.pop("older_than", None)
        moved(self, action_id, list(IntentState), to_state, **values)

    return [(Leases, "renew", _lets_everybody), (Intents, "_move", move)]


def _key_changes() -> Patches:
    """The key under which the system of record is asked is drawn anew for every try."""
    patches: Patches = []
    from tests.proof.systems import SharedFileErp  # noqa: PLC0415

    for adapter in (SharedFileErp, documents_module.DocumentAdapter):
        for method in ("execute", "find"):
            patches.append((adapter, method, _with_new_key(getattr(adapter, method))))
    return patches


def _with_new_key(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def changed(self: Any, action: Action, key: str) -> Any:
        return call(self, action, key if action.kind == "adjust_level" else random_id("act"))

    return changed


def _budget_checked_then_spent() -> Patches:
    """The budget is read, compared, and then written."""

    def reserve(self: Budgets, use: BudgetUse) -> None:
        self._insert_if_absent(schema.budget, scope=use.scope, used=0)
        held = self.used(use.scope)
        if held + use.amount > use.limit:
            raise BudgetExhausted("used up")
        time.sleep(0.02)
        self._connection.execute(
            update(schema.budget)
            .where(schema.budget.c.company == self._company, schema.budget.c.scope == use.scope)
            .values(used=held + use.amount)
        )

    return [(Budgets, "reserve", reserve)]


def _old_digest_counts() -> Patches:
    """A decision that names an older revision counts for the one in force."""
    check = deciding._check_open

    def without_digest(tx: Transaction, record: BundleRecord, named_digest: str) -> None:
        del named_digest
        check(tx, record, record.digest)

    return [(deciding, "_check_open", without_digest)]


def _audit_not_chained() -> Patches:
    """Every entry starts a chain of its own."""

    def lock_head(self: AuditTrail) -> AuditHead:
        return AuditHead(_locked_head(self).sequence, GENESIS)

    return [(AuditTrail, "_lock_head", lock_head)]


_locked_head = AuditTrail._lock_head


def _audit_head_not_locked() -> Patches:
    """Two transactions read the same end of the chain."""

    def lock_head(self: AuditTrail) -> AuditHead:
        self._insert_if_absent(schema.audit_head, sequence=0, hash=GENESIS)
        return self.head()

    return [(AuditTrail, "_lock_head", lock_head)]


def _create_without_search() -> Patches:
    """The Tryton adapters create without looking whether the document is there."""

    def create(client: Any, model: str, reference: str, values: Callable[[], Mapping[str, Any]]) -> Any:
        made = client.create(model, {**values(), "reference": reference})
        (row,) = client.read(model, ["state", "number"], [["id", "=", made["id"]]])
        return row

    return [(documents_module, "create_once", create)]


DEFECTS = {
    d.name: d
    for d in (
        Defect("no-state-check", "decide neither locks the bundle nor checks its state", _no_state_check),
        Defect("quorum-ignored", "one approval counts for every requirement", _quorum_ignored),
        Defect("approval-not-unique", "the same requirement can be met twice", _approval_not_unique),
        Defect("no-find", "sent again without find after a crash", _no_find),
        Defect("no-arm-check", "armed without a fresh check", _no_arm_check),
        Defect("undo-while-sending", "undo allowed while something is on its way", _no_undo_window),
        Defect("no-epoch", "receipts written without lease and epoch", _no_epoch),
        Defect("key-changes", "another key for every try", _key_changes),
        Defect("budget-check-then-spend", "budget checked, then spent", _budget_checked_then_spent),
        Defect("old-digest-counts", "a decision on an old revision counts", _old_digest_counts),
        Defect("audit-not-chained", "audit entries without their predecessor", _audit_not_chained),
        Defect("audit-head-not-locked", "the end of the audit chain is read without a lock", _audit_head_not_locked),
        Defect("create-without-search", "Tryton documents created without a search", _create_without_search),
    )
}
