"""The audit trail as it is shown: where the chain ends, its newest entries, and when it was last verified."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from interfaces.views.names import Names
from interfaces.views.people import people_of
from interfaces.views.statements import statement_text
from interfaces.views.times import Almanac
from interfaces.views.words import capital
from trimtab.errors import IntegrityError, NotFound
from trimtab.events import EventType
from trimtab.ledger import Transaction
from trimtab.ledger.audit import AuditEntry, AuditHead
from trimtab.subjects import kind_of

ORDER_EVENTS = (EventType.PURCHASE_CHANGED.value, EventType.SALES_CHANGED.value)
CHAIN = "the whole chain"
SUBJECT = "audit"
"""What the entries about verifying are about."""
VERIFIED = "audit.verified"


@dataclass(frozen=True)
class Verified:
    """One verification: by whom, when, up to which entry, and what was wrong (empty: nothing)."""

    by: str
    at: datetime
    sequence: int
    problem: str


@dataclass(frozen=True)
class TrailLine:
    """One entry as a row: what happened, what it is about by name and where that is shown (may be empty), and who."""

    sequence: int
    what: str
    about: str
    link: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Trail:
    """The end of the chain and its newest entries, newest first; `verified` is the last verification on record."""

    head: AuditHead
    entries: tuple[AuditEntry, ...]
    verified: Verified | None

    @property
    def since(self) -> int:
        """Return how many entries came after the last verification."""
        return self.head.sequence - self.verified.sequence if self.verified else self.head.sequence


def read_trail(tx: Transaction, newest: int) -> Trail:
    """Return the newest entries and the last verification, without verifying anything."""
    return Trail(tx.audit.head(), tuple(tx.audit.newest(newest)), _last_verified(tx))


def trail_lines(tx: Transaction, trail: Trail, names: Names, almanac: Almanac) -> tuple[TrailLine, ...]:
    """Return the newest entries as rows; what is no longer on record goes by its id."""
    people = people_of(tx)
    subjects = {entry.subject for entry in trail.entries}
    lines = {s for s in subjects if kind_of(s) in {"purchase-line", "sales-line"}}
    pen = names.knowing(tx.events.of_subjects(lines, ORDER_EVENTS)) if lines else names
    kinds = {entry.subject: entry.type.partition(".")[0] for entry in trail.entries}
    titles = {e.subject: str(json.loads(e.payload).get("title", "")) for e in trail.entries if e.payload}
    about = {s: _about(tx, s, kinds[s], titles.get(s, ""), pen, almanac) for s in subjects}
    return tuple(
        TrailLine(
            sequence=entry.sequence,
            what=capital(entry.type.replace(".", " ").replace("_", " ")),
            about=people.get(entry.subject, about[entry.subject][0]),
            link=about[entry.subject][1],
            who=people.get(entry.actor, entry.actor),
            at=entry.at,
        )
        for entry in trail.entries
    )


def _about(tx: Transaction, subject: str, kind: str, title: str, names: Names, almanac: Almanac) -> tuple[str, str]:
    """Return what an entry of a kind is about, by name, and the path of the page that shows it."""
    try:
        if subject.startswith("bnd_"):
            return tx.bundles.get(subject).bundle.headline, f"/bundles/{subject}"
        if kind == "case":
            return tx.cases.get(subject).title, f"/cases/{subject}"
        if kind == "fact":
            return statement_text(tx.facts.get(subject).statement, names, almanac), "/facts"
    except NotFound:
        return subject, ""
    if kind == "signal":
        return title or subject, "/dismissed"
    return (CHAIN, "") if subject == SUBJECT else (names.subject(subject), "")


def problem_of_chain(tx: Transaction) -> str:
    """Verify the whole chain and say what is wrong with it, nothing where it holds."""
    try:
        tx.audit.verify()
    except IntegrityError as error:
        return error.message
    return ""


def record_verification(tx: Transaction, principal_id: str) -> None:
    """Verify the whole chain and put the result on record."""
    problem, head = problem_of_chain(tx), tx.audit.head()
    # The entry made here is the one after the head, and follows from it.
    tx.audit.append(principal_id, VERIFIED, SUBJECT, up_to=head.sequence + 1, problem=problem)


def _last_verified(tx: Transaction) -> Verified | None:
    last = None
    for entry in tx.audit.entries(SUBJECT):
        if entry.type == VERIFIED and entry.payload is not None:
            told = json.loads(entry.payload)
            last = Verified(entry.actor, entry.at, int(told["up_to"]), str(told["problem"]))
    return last
