"""Standing: what has become of a leg, as one word with a shape of its own, and what is known beyond it."""

from __future__ import annotations

from dataclasses import dataclass

from interfaces.views.dossier import Dossier
from interfaces.views.times import Almanac
from trimtab.bundles import Leg, LegState
from trimtab.ledger.intents import Intent, IntentState
from trimtab.ledger.tasks import OPEN
from trimtab.receipts import Task


@dataclass(frozen=True)
class Standing:
    """A word, its shape and tone (done, now, later or failed), and a detail that may be empty."""

    word: str
    shape: str
    tone: str
    detail: str = ""

    @property
    def text(self) -> str:
        """Return word and detail as one line."""
        return f"{self.word}, {self.detail}" if self.detail else self.word


BY_HAND = "people"
"""The system of record of what people do by hand: its numbers are references, not documents."""
_OF_STATE = {
    LegState.PROPOSED: Standing("proposed", "ring", "later"),
    LegState.APPROVED: Standing("approved", "ring", "later", "not sent yet"),
    LegState.REQUESTED: Standing("requested", "half", "now", "no answer yet"),
    LegState.ACCEPTED: Standing("accepted", "tick", "now"),
    LegState.COUNTERED: Standing("countered", "turn", "failed", "the other side proposes something else"),
    LegState.REFUSED: Standing("refused", "cross", "failed"),
    LegState.SILENT: Standing("silent", "dots", "failed", "no answer in time"),
    LegState.COMMITTED: Standing("committed", "full", "done"),
}
_OF_INTENT = {
    IntentState.SENDING: Standing("being sent", "half", "now"),
    IntentState.UNKNOWN: Standing("sent", "half", "now", "checking whether it arrived"),
    IntentState.FAILED: Standing("refused", "cross", "failed", "by the system"),
    IntentState.HALTED: Standing("halted", "cross", "failed", "not sent"),
}
_ANSWERED = {LegState.ACCEPTED, LegState.COUNTERED, LegState.REFUSED, LegState.SILENT, LegState.COMMITTED}


def standing_of(dossier: Dossier, leg: Leg, almanac: Almanac) -> Standing:
    """Return what has become of a leg."""
    state = dossier.leg_states.get(leg.id, LegState.PROPOSED)
    if state in _ANSWERED:
        return _OF_STATE[state]
    task = next((t for t in dossier.tasks if t.id == leg.action.id), None)
    if task is not None and task.state == OPEN:
        return _of_task(task, almanac)
    intent = intent_of(dossier, leg)
    if intent is not None and intent.state in _OF_INTENT:
        return _OF_INTENT[intent.state]
    return _OF_STATE[state]


def intent_of(dossier: Dossier, leg: Leg) -> Intent | None:
    """Return the intent under which a leg is sent, None where it was never armed."""
    return next((i for i in dossier.intents if i.action.id == leg.action.id), None)


def _of_task(task: Task, almanac: Almanac) -> Standing:
    if task.asks:
        until = f"answer expected by {almanac.absolute(task.due_at)}" if task.due_at else "no answer yet"
        return Standing("requested", "half", "now", until)
    return Standing("to be done", "half", "now", f"waits for {task.owner} to do it by hand")
