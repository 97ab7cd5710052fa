"""Why now: the drift in money, whose input moved how much of it, and what the answer rests on."""

from __future__ import annotations

from dataclasses import dataclass

from interfaces.views.dossier import Dossier
from interfaces.views.legs import LegFormat
from interfaces.views.money import money_text
from interfaces.views.thread import event_words
from interfaces.views.times import Almanac
from interfaces.views.words import capital, percent, quantity, words
from trimtab.assumptions import AssumedRange, DateRange
from trimtab.cases import Case

SMALLEST_SHARE = 0.01
"""Moves that explain less are counted, not listed."""
PARAMETERS = {"eta": "Expected arrival", "lead_time": "Lead time"}


@dataclass(frozen=True)
class Mover:
    """An input that moved: whose it is, what changed, and how much of the drift that explains."""

    function: str
    what: str
    subject: str
    share: str
    tenths: int
    events: tuple[str, ...]


@dataclass(frozen=True)
class WhyView:
    """The drift behind a bundle; the two parts are never summed."""

    case_id: str
    case_title: str
    level_per_day: str
    plan: str
    avoidable: str
    sunk: str
    movers: tuple[Mover, ...]
    rest: str


@dataclass(frozen=True)
class AssumedView:
    """One range inside which the bundle stays right."""

    subject: str
    what: str
    value: str
    low: str
    high: str


def why_view(dossier: Dossier, how: LegFormat, almanac: Almanac) -> WhyView:
    """Return the drift and its attribution with the events behind it."""
    return drift_view(dossier.case, how, {e: event_words(dossier, e, almanac, how) for e in _events_of(dossier.case)})


def drift_view(case: Case, how: LegFormat, told: dict[str, str]) -> WhyView:
    """Return the drift of a case; `told` says what its events were."""
    drift = case.drift
    ordered = sorted(drift.attribution, key=lambda part: -part.share)
    movers = [part for part in ordered if part.share >= SMALLEST_SHARE]
    small = len(ordered) - len(movers)
    return WhyView(
        case_id=case.id,
        case_title=case.title,
        level_per_day=money_text(drift.level_per_day, drift.currency, cents=True),
        plan=money_text(drift.plan, drift.currency),
        avoidable=money_text(drift.avoidable, drift.currency),
        sunk=money_text(drift.sunk, drift.currency),
        movers=tuple(
            Mover(
                function=capital(part.function.value),
                what=PARAMETERS.get(part.what, capital(words(part.what))),
                subject=how.names.subject(part.subject),
                share=percent(part.share),
                tenths=max(0, min(20, round(part.share * 20))),
                events=tuple(told.get(e, f"event {e}") for e in part.event_ids),
            )
            for part in movers
        ),
        rest=_rest(small),
    )


def assumed_view(assumed: AssumedRange, how: LegFormat, almanac: Almanac) -> AssumedView:
    """Return one assumption with its range."""
    if isinstance(assumed, DateRange):
        figures = [almanac.day(day) for day in (assumed.value, assumed.low, assumed.high)]
    else:
        figures = [f"{quantity(x)} {assumed.unit}".strip() for x in (assumed.value, assumed.low, assumed.high)]
    return AssumedView(how.names.subject(assumed.subject), assumed.what, *figures)


def _events_of(case: Case) -> set[str]:
    return {e for part in case.drift.attribution for e in part.event_ids}


def _rest(small: int) -> str:
    if not small:
        return ""
    return "1 more move explains less than 1 %." if small == 1 else f"{small} more moves explain less than 1 % each."
