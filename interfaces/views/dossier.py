"""The dossier: everything the ledger holds about one bundle, read in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from interfaces.views.inbox import InboxEntry, inbox_entry
from trimtab import subjects
from trimtab.assumptions import Breach
from trimtab.bundles import Bundle, LegState
from trimtab.cases import Case
from trimtab.events import Event, EventType
from trimtab.ledger import Transaction
from trimtab.ledger.approvals import DecisionRecord
from trimtab.ledger.audit import AuditEntry
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.intents import Intent
from trimtab.people import Principal
from trimtab.receipts import Task

_OF_LINES = (EventType.PURCHASE_CHANGED.value, EventType.SALES_CHANGED.value)
_LINE_KINDS = frozenset({"purchase-line", "sales-line"})


@dataclass(frozen=True)
class Dossier:
    """One bundle with its case, revisions, decisions, documents, tasks, events and audit entries."""

    entry: InboxEntry
    case: Case
    revisions: tuple[tuple[Bundle, tuple[Breach, ...]], ...]
    granted: dict[str, str]
    decisions: tuple[DecisionRecord, ...]
    leg_states: dict[str, LegState]
    intents: tuple[Intent, ...]
    tasks: tuple[Task, ...]
    events: dict[str, Event]
    lines: tuple[Event, ...]
    """What was last heard of the order lines that the bundle rests on or is about."""
    audit: tuple[AuditEntry, ...]
    people: dict[str, Principal]
    rounds: tuple[BundleRecord, ...]
    """The other bundles of the case that were proposed later."""
    now: datetime
    wall_now: datetime

    @property
    def record(self) -> BundleRecord:
        """Return the bundle as the ledger holds it."""
        return self.entry.record

    @property
    def bundle(self) -> Bundle:
        """Return the revision in force."""
        return self.entry.record.bundle

    @property
    def names_of_people(self) -> dict[str, str]:
        """Return everybody's name by id."""
        return {p.id: p.name for p in self.people.values()}

    def person(self, principal_id: str) -> str:
        """Return a principal's name; agents and policies are called by their id."""
        known = self.people.get(principal_id)
        return known.name if known else principal_id


def read_dossier(tx: Transaction, bundle_id: str, principal: Principal) -> Dossier:
    """Read everything about a bundle, as a principal sees it; raises NotFound."""
    record = tx.bundles.get(bundle_id)
    case = tx.cases.get(record.bundle.case_id)
    granted = tx.approvals.granted(bundle_id, record.revision)
    wanted = {e for evidence in record.bundle.evidence for e in evidence.event_ids} | set(case.event_ids)
    wanted |= {e for part in case.drift.attribution for e in part.event_ids}
    return Dossier(
        entry=inbox_entry(record, granted, principal, tx.business_now),
        case=case,
        revisions=tuple(tx.bundles.revisions(bundle_id)),
        granted=granted,
        decisions=tuple(tx.approvals.decisions(bundle_id)),
        leg_states=tx.bundles.leg_states(bundle_id, record.revision),
        intents=tuple(tx.intents.of_bundle(bundle_id)),
        tasks=tuple(tx.tasks.of_bundle(bundle_id)),
        events={e.id: e for e in tx.events.named(sorted(wanted))} if wanted else {},
        lines=tuple(tx.events.of_subjects(_order_lines(record.bundle, case), _OF_LINES)),
        audit=tuple(tx.audit.entries(bundle_id)),
        people={p.id: p for p in tx.people.all()},
        rounds=tuple(r for r in tx.bundles.of_case(case.id) if r.bundle.round > record.bundle.round),
        now=tx.business_now,
        wall_now=tx.wall_now,
    )


def _order_lines(bundle: Bundle, case: Case) -> set[str]:
    """Return the subjects of the order lines that a bundle names."""
    named = {*(r.subject for r in bundle.assumptions.ranges), *(a.subject for a in case.drift.attribution)}
    return {s for s in named if subjects.kind_of(s) in _LINE_KINDS}
