"""The timeline of a bundle: proposed, approved, decided, armed, each document, done; with what happened instead."""

from __future__ import annotations

from dataclasses import dataclass

from interfaces.views.because import because_text
from interfaces.views.dossier import Dossier
from interfaces.views.legs import LegFormat
from interfaces.views.standing import BY_HAND, intent_of, standing_of
from interfaces.views.times import Almanac, Moment
from interfaces.views.words import capital, listed, plural, words
from trimtab.bundles import BundleState, Leg
from trimtab.decisions import Approve

_AFTER_DECISION = {BundleState.DECIDED, BundleState.EXECUTING, BundleState.DONE, BundleState.HALTED}
_ENDED_OTHERWISE = {
    BundleState.REJECTED: "Rejected",
    BundleState.SUPERSEDED: "Superseded",
    BundleState.EXPIRED: "Expired",
    BundleState.HALTED: "Halted",
    BundleState.STALE: "Being worked out again",
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
        return (*steps, _end(dossier, how, almanac))
    steps.append(_decided(dossier, almanac))
    steps.append(_armed(dossier, how))
    if record.state is BundleState.HALTED:
        return (*steps, _end(dossier, how, almanac))
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
    standing = standing_of(dossier, leg, how.almanac)
    said = standing.text
    intent = intent_of(dossier, leg)
    if intent is not None and intent.receipt is not None and intent.receipt.system != BY_HAND:
        receipt = intent.receipt
        said = f"{said} · {capital(receipt.system)} {receipt.number} ({words(receipt.document_state)})"
    elif intent is not None and intent.error:
        said = f"{said}: {intent.error}"
    return Step(how.view(leg).title, said, standing.tone)


def _end(dossier: Dossier, how: LegFormat, almanac: Almanac) -> Step:
    record = dossier.record
    standing = "now" if record.state is BundleState.STALE else "failed"
    because = because_text(record.because, how.names, dossier.names_of_people, almanac)
    return Step(_ENDED_OTHERWISE[record.state], because, standing, almanac.moment(record.changed_at))
