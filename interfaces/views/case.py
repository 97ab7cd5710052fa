"""The page of a case: the drift, whose input moved, what people asked to respect, and its bundles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interfaces.views.legs import LegFormat
from interfaces.views.limits import limit_text
from interfaces.views.names import Names
from interfaces.views.people import with_names
from interfaces.views.queue import DecidedRow, decided_row
from interfaces.views.thread import event_text
from interfaces.views.times import Almanac, Moment
from interfaces.views.why import WhyView, drift_view
from trimtab.cases import Case, CaseState
from trimtab.events import Event
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.outbox import OutboxRow

_STATES = {CaseState.OPEN: "being worked out", CaseState.PROPOSED: "proposed", CaseState.CLOSED: "closed"}


@dataclass(frozen=True)
class CasePage:
    """Everything the page of a case shows; limits are (what, who, why)."""

    id: str
    title: str
    state: str
    round: int
    opened: Moment
    closed_because: str
    subjects: tuple[str, ...]
    why: WhyView
    limits: tuple[tuple[str, str, str], ...]
    bundles: tuple[DecidedRow, ...]
    given_up: str
    """Why Trimtab gave up working on it, empty where it did not."""


def case_page(  # noqa: PLR0917 - what the page is made of
    case: Case,
    bundles: list[BundleRecord],
    events: list[Event],
    people: dict[str, str],
    names: Names,
    almanac: Almanac,
    given_up: Sequence[OutboxRow] = (),
) -> CasePage:
    """Return the page of a case."""
    names = names.knowing(events)
    told = {event.id: event_text(event, names, almanac) for event in events}
    return CasePage(
        id=case.id,
        title=case.title,
        state="given up" if given_up else _STATES[case.state],
        round=case.round,
        opened=almanac.moment(case.opened_at),
        closed_because=with_names(case.closed_because, people),
        subjects=tuple(names.subject(subject) for subject in case.subjects),
        why=drift_view(case, LegFormat(names, almanac), told),
        limits=tuple(
            (limit_text(c, LegFormat(names, almanac)), people.get(c.asked_by, c.asked_by), c.reason)
            for c in case.constraints
        ),
        bundles=tuple(decided_row(record, people, names, almanac) for record in reversed(bundles)),
        given_up="; ".join(row.error for row in given_up),
    )
