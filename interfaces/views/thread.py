"""The thread under a bundle: what the function agents said, what people decided, what happened, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from interfaces.views.dossier import Dossier
from interfaces.views.legs import LegFormat
from interfaces.views.limits import limit_text
from interfaces.views.money import money_text
from interfaces.views.names import Names
from interfaces.views.statements import statement_text
from interfaces.views.times import Almanac, Moment
from interfaces.views.words import capital, listed, sentence, short_digest, words
from trimtab.decisions import Approve, Ask, AssertFact, Defer, Reject
from trimtab.events import Event
from trimtab.ledger.approvals import DecisionRecord

_TOLD = {
    "decision.undone": "took the decision back",
    "bundle.stale": "found that what this rests on no longer holds",
    "bundle.expired": "let it expire; nothing was executed",
    "bundle.superseded": "replaced it by a newer round of the case",
    "bundle.withdrawn": "withdrew it: nothing is worth doing any more",
    "bundle.done": "closed it: every document is committed",
    "bundle.halted": "halted it",
    "bundle.armed": "checked it against a fresh reading and armed it",
    "task.done": "confirmed a task",
    "task.answered": "recorded what the other side answered",
    "task.silent": "heard nothing from the other side in time",
    "bundle.edited": "put an edited revision in force",
}


@dataclass(frozen=True)
class Entry:
    """One thing said or done; `kind` is agent, person or system."""

    kind: str
    who: str
    role: str
    text: str
    when: Moment
    figures: tuple[tuple[str, str], ...] = ()
    events: tuple[str, ...] = ()
    quote: str = ""


def thread(dossier: Dossier, how: LegFormat, almanac: Almanac) -> tuple[Entry, ...]:
    """Return the thread, oldest first."""
    timed = [*_proposed(dossier, how, almanac), *_decisions(dossier, how, almanac), *_happened(dossier, almanac)]
    return tuple(entry for _, entry in sorted(timed, key=lambda pair: pair[0]))


def event_words(dossier: Dossier, event_id: str, almanac: Almanac, how: LegFormat) -> str:
    """Say what an event of a dossier was; an unknown one is called by its id."""
    event = dossier.events.get(event_id)
    return event_text(event, how.names, almanac) if event else f"event {event_id}"


def event_text(event: Event, names: Names, almanac: Almanac) -> str:
    """Say what an event was: its type, its subject, and when."""
    what = capital(words(event.type.value.replace(".", " ")))
    number = event.data.get("number")
    about = str(number) if number else names.subject(event.subject)
    return f"{what}: {about}, {almanac.absolute(event.time)}"


def _proposed(dossier: Dossier, how: LegFormat, almanac: Almanac) -> list[tuple[datetime, Entry]]:
    record = dossier.record
    when = almanac.moment(record.submitted_at)
    entries = [
        Entry("agent", "Trimtab", f"revision {record.revision}", record.bundle.narrative, when),
        *(
            Entry(
                kind="agent",
                who=f"{capital(e.function.value)} agent",
                role="evidence",
                text=e.text,
                when=when,
                figures=tuple(e.figures.items()),
                events=e.event_ids,
            )
            for e in record.bundle.evidence
        ),
        *(
            Entry("system", dossier.person(c.asked_by), "limit kept", limit_text(c, how), when, quote=c.reason)
            for c in record.bundle.constraints
        ),
    ]
    return [(record.submitted_at, entry) for entry in entries]


def _decisions(dossier: Dossier, how: LegFormat, almanac: Almanac) -> list[tuple[datetime, Entry]]:
    return [
        (
            made.at,
            Entry(
                kind="person",
                who=dossier.person(made.principal),
                role=f"{made.channel}, revision {made.revision}",
                text=_decision_text(made, dossier, how, almanac),
                when=almanac.moment(made.at),
                quote=getattr(made.decision, "text", ""),
            ),
        )
        for made in dossier.decisions
    ]


def _decision_text(made: DecisionRecord, dossier: Dossier, how: LegFormat, almanac: Almanac) -> str:
    decision = made.decision
    match decision:
        case Approve():
            return f"Approved {short_digest(decision.digest)}."
        case Reject():
            legs = {leg.id: leg for leg in dossier.bundle.legs}
            meant = [how.view(legs[key]).title for key in decision.legs if key in legs]
            about = f", about {listed(meant)}" if meant else ""
            limit = decision.limit
            most = f"; at most {money_text(limit.amount, limit.currency)}" if limit else ""
            return f"Rejected as {words(decision.code)}{about}{most}."
        case Defer():
            return f"Put it off until {almanac.absolute(decision.until)}."
        case AssertFact():
            return sentence(statement_text(decision.statement, how.names, almanac))
        case Ask():
            return "Asked:"


def _happened(dossier: Dossier, almanac: Almanac) -> list[tuple[datetime, Entry]]:
    # The audit trail keeps wall time, decisions business time; the entry's own time is shown as it is kept.
    shift = dossier.now - dossier.wall_now
    return [
        (
            line.at + shift,
            Entry(
                kind="person" if line.actor in dossier.people else "system",
                who=dossier.person(line.actor) if line.actor in dossier.people else "Trimtab",
                role="",
                text=sentence(_TOLD[line.type]),
                when=almanac.moment(line.at + shift),
            ),
        )
        for line in dossier.audit
        if line.type in _TOLD
    ]
