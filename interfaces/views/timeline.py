"""The timeline of a bundle: proposed, approved, decided, armed, each document, done; with what happened instead."""

from __future__ import annotations

from dataclasses import dataclass

from interfaces.views.dossier import Dossier
from interfaces.views.legs import LegFormat
from interfaces.views.times import Almanac, Moment
from interfaces.views.words import capital, listed, plural, sentence, words
from trimtab.bundles import BundleState, Leg, LegState
from trimtab.decisions import Approve
from trimtab.ledger.intents import Intent, IntentState

_AFTER_DECISION = {BundleState.DECIDED, BundleState.EXECUTING, BundleState.DONE, BundleState.HALTED}
_ENDED_OTHERWISE = {
    BundleState.REJECTED: "Rejected",
    BundleState.SUPERSEDED: "Superseded",
    BundleState.EXPIRED: "Expired",
    BundleState.HALTED: "Halted",
    BundleState.STALE: "Being worked out again",
}
_LEG_WORDS = {
    LegState.PROPOSED: "not sent",
    LegState.APPROVED: "approved, not sent yet",
    LegState.REQUESTED: "requested, no answer yet",
    LegState.ACCEPTED: "accepted",
    LegState.COUNTERED: "countered: the other side proposes something else",
    LegState.REFUSED: "refused",
    LegState.SILENT: "no answer in time",
    LegState.COMMITTED: "committed",
}
_INTENT_WORDS = {
    IntentState.PLANNED: "armed, not sent yet",
    IntentState.SENDING: "being sent",
    IntentState.UNKNOWN: "sent, checking whether it arrived",
    IntentState.FAILED: "refused by the system",
    IntentState.HALTED: "not sent: halted",
}


@dataclass(frozen=True)
class Step:
    """One step: `standing` is done, now, later or failed; the word is shown, not only the colour."""

    label: str
    detail: str
    standing: str
    when: Moment | None = None
    children: tuple[Step, ...] = ()


def timeline(dossier: Dossier, how: LegFormat, almanac: Almanac) -> tuple[Step, ...]:
    """Return the steps of a bundle, those to come included."""
    record = dossier.record
    steps = [Step("Proposed", f"revision {record.revision}", "done", almanac.moment(record.submitted_at))]
    if record.state in _ENDED_OTHERWISE and record.state is not BundleState.HALTED:
        return (*steps, _end(dossier, almanac))
    steps.append(_decided(dossier, almanac))
    steps.append(_armed(dossier, how))
    if record.state is BundleState.HALTED:
        return (*steps, _end(dossier, almanac))
    done = record.state is BundleState.DONE
    steps.append(
        Step(
            "Done",
            "every document is committed" if done else "when every document is committed",
            "done" if done else "later",
            almanac.moment(record.changed_at) if done else None,
        )
    )
    return tuple(steps)


def leg_state_words(dossier: Dossier, leg: Leg) -> tuple[str, str]:
    """Return what has become of a leg in words, and its standing."""
    state = dossier.leg_states.get(leg.id, LegState.PROPOSED)
    task = next((t for t in dossier.tasks if t.id == leg.action.id), None)
    if task is not None:
        return ("done by hand", "done") if task.done_at else (f"waits for {task.owner} to do it by hand", "now")
    intent = _intent_of(dossier, leg)
    if intent is not None and intent.state in _INTENT_WORDS:
        failed = intent.state in {IntentState.FAILED, IntentState.HALTED}
        return _INTENT_WORDS[intent.state], "failed" if failed else "now"
    if state in {LegState.REFUSED, LegState.SILENT, LegState.COUNTERED}:
        return _LEG_WORDS[state], "failed"
    if state is LegState.COMMITTED:
        return _LEG_WORDS[state], "done"
    return _LEG_WORDS[state], "now" if state in {LegState.REQUESTED, LegState.ACCEPTED} else "later"


def _decided(dossier: Dossier, almanac: Almanac) -> Step:
    record = dossier.record
    if record.state not in _AFTER_DECISION:
        missing = [words(s.requirement.role) for s in dossier.entry.requirements if s.approved_by is None]
        return Step("Decided", f"waits for {listed(missing)}", "now")
    last = next((d for d in reversed(dossier.decisions) if isinstance(d.decision, Approve)), None)
    if last is None:
        return Step("Decided", f"by policy {record.route.policy_version}", "done")
    names = list(dict.fromkeys(dossier.person(p) for p in dossier.granted.values()))
    return Step("Decided", f"approved by {listed(names)}", "done", almanac.moment(last.at))


def _armed(dossier: Dossier, how: LegFormat) -> Step:
    record = dossier.record
    children = tuple(_document(dossier, leg, how) for leg in record.bundle.legs)
    if dossier.intents:
        detail = f"checked against a fresh reading, {plural(len(children), 'document')}"
        return Step("Armed", detail, "done", None, children)
    later = "checks again, then sends" if record.state is BundleState.DECIDED else "after the decision"
    return Step("Armed", later, "now" if record.state is BundleState.DECIDED else "later")


def _document(dossier: Dossier, leg: Leg, how: LegFormat) -> Step:
    said, standing = leg_state_words(dossier, leg)
    intent = _intent_of(dossier, leg)
    if intent is not None and intent.receipt is not None:
        receipt = intent.receipt
        said = f"{said} · {capital(receipt.system)} {receipt.number} ({words(receipt.document_state)})"
    elif intent is not None and intent.error:
        said = f"{said}: {intent.error}"
    return Step(how.view(leg).title, said, standing)


def _end(dossier: Dossier, almanac: Almanac) -> Step:
    record = dossier.record
    standing = "now" if record.state is BundleState.STALE else "failed"
    return Step(_ENDED_OTHERWISE[record.state], sentence(record.because), standing, almanac.moment(record.changed_at))


def _intent_of(dossier: Dossier, leg: Leg) -> Intent | None:
    return next((i for i in dossier.intents if i.action.id == leg.action.id), None)
