"""Facts as they are shown: what people know and the data does not, whose it is, until when, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from interfaces.views.names import Names
from interfaces.views.statements import statement_text
from interfaces.views.times import Almanac, Moment
from trimtab.events import Event
from trimtab.facts import ArrivalStatement, Fact
from trimtab.people import Principal
from trimtab.policy import may_assert
from trimtab.state import OpenPurchaseLine


@dataclass(frozen=True)
class FactView:
    """One fact; `state` is active, expired or withdrawn, `tone` says the same to the eye."""

    id: str
    sentence: str
    text: str
    owner: str
    asserted: Moment
    ends: Moment
    state: str
    tone: str
    case_id: str
    yours: bool

    @property
    def active(self) -> bool:
        """Tell whether it holds now."""
        return self.state == "active"


def fact_view(
    fact: Fact,
    reader: Principal,
    people: Mapping[str, str],
    numbers: Mapping[str, str],
    names: Names,
    almanac: Almanac,
) -> FactView:
    """Return a fact for a reader; `numbers` are the numbers of purchase orders by document."""
    state, tone = _state(fact, almanac)
    number = numbers.get(fact.statement.document, "") if isinstance(fact.statement, ArrivalStatement) else ""
    return FactView(
        id=fact.id,
        sentence=f"{statement_text(fact.statement, names, almanac, number)}.",
        text=fact.text,
        owner=people.get(fact.owner, fact.owner),
        asserted=almanac.moment(fact.asserted_at),
        ends=almanac.moment(fact.withdrawn_at or fact.expires_at),
        state=state,
        tone=tone,
        case_id=fact.case_id,
        yours=may_assert(reader, fact.belief(None).owner),
    )


def open_lines(events: Iterable[Event]) -> dict[str, OpenPurchaseLine]:
    """Return purchase lines as last heard of, by `document/line`, ordered by due date; `events` are oldest first."""
    found = {f"{line.document}/{line.line}": line for line in map(_line, events) if line is not None}
    still = ((key, line) for key, line in found.items() if line.quantity > 0)
    return dict(sorted(still, key=lambda pair: (pair[1].due, pair[1].number, pair[1].line)))


def _line(event: Event) -> OpenPurchaseLine | None:
    """Return the line an event tells of, None where a program told less than a whole line."""
    try:
        return OpenPurchaseLine.model_validate(event.data)
    except ValidationError:
        return None


def _state(fact: Fact, almanac: Almanac) -> tuple[str, str]:
    if fact.withdrawn_at is not None and fact.withdrawn_at <= almanac.now:
        return "withdrawn", "even"
    if fact.expires_at <= almanac.now:
        return "expired", "even"
    return "active", "accent"
