"""The page of a bundle, put together from its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from interfaces.views.dossier import Dossier
from interfaces.views.impact import ImpactView, impact_view
from interfaces.views.legs import LegFormat, LegView
from interfaces.views.money import money_text
from interfaces.views.names import Names
from interfaces.views.panel import Panel, panel
from interfaces.views.proof import ProofView, proof_view
from interfaces.views.queue import STATE_TONES, STATE_WORDS
from interfaces.views.revision import Comparison, compare
from interfaces.views.stock import StockView, stock_view
from interfaces.views.thread import Entry, event_words, thread
from interfaces.views.timeline import Step, leg_state_words, timeline
from interfaces.views.times import Almanac, Moment
from interfaces.views.waiting import WaitingView, waiting_view
from interfaces.views.why import AssumedView, WhyView, assumed_view, why_view
from interfaces.views.words import capital
from trimtab.bundles import BundleState, Leg
from trimtab.people import Principal


@dataclass(frozen=True)
class LegCard:
    """A leg on the page: its document, whose it is, and what became of it."""

    id: str
    owner: str
    because: str
    worth: str
    document: LegView
    said: str
    standing: str
    number: str


@dataclass(frozen=True)
class BundlePage:
    """Everything the page of a bundle shows."""

    id: str
    headline: str
    narrative: str
    revision: int
    state: str
    tone: str
    because: str
    open: bool
    submitted: Moment
    expires: Moment
    state_as_of: Moment
    loss: str
    loss_note: str
    pressing: bool
    saving: str
    value: str
    legs: tuple[LegCard, ...]
    why: WhyView
    impact: ImpactView
    waiting: WaitingView
    if_nobody_answers: str
    stocks: tuple[StockView, ...]
    assumptions: tuple[AssumedView, ...]
    proof: ProofView
    policy_version: str
    comparison: Comparison | None
    timeline: tuple[Step, ...]
    thread: tuple[Entry, ...]
    panel: Panel


def bundle_page(dossier: Dossier, reader: Principal, names: Names, almanac: Almanac) -> BundlePage:
    """Return the page of a bundle for a reader."""
    record, bundle = dossier.record, dossier.bundle
    how = LegFormat(names, almanac)
    currency = bundle.impact.currency
    cliff = dossier.entry.next_cliff
    return BundlePage(
        id=record.id,
        headline=bundle.headline,
        narrative=bundle.narrative,
        revision=record.revision,
        state=STATE_WORDS[record.state],
        tone=STATE_TONES.get(record.state, "even"),
        because=record.because,
        open=record.state is BundleState.AWAITING,
        submitted=almanac.moment(record.submitted_at),
        expires=almanac.moment(record.expires_at),
        state_as_of=almanac.moment(bundle.assumptions.state_as_of),
        loss=money_text(dossier.entry.loss_before_next_look, currency),
        loss_note=f"{cliff.cliff}, {almanac.absolute(cliff.at)}" if cliff else "no cliff ahead",
        pressing=dossier.entry.pressing,
        saving=money_text(bundle.impact.expected_saving, currency),
        value=money_text(bundle.value(), currency),
        legs=tuple(_card(dossier, leg, how) for leg in bundle.legs),
        why=why_view(dossier, how, almanac),
        impact=impact_view(bundle.impact),
        waiting=waiting_view(bundle.waiting, record.expires_at, almanac),
        if_nobody_answers=bundle.if_nobody_answers,
        stocks=tuple(stock_view(p, f"stock-{n}", names, almanac) for n, p in enumerate(bundle.projections, start=1)),
        assumptions=tuple(assumed_view(a, how, almanac) for a in bundle.assumptions.ranges),
        proof=proof_view(bundle),
        policy_version=record.route.policy_version,
        comparison=_comparison(dossier, how),
        timeline=timeline(dossier, how, almanac),
        thread=_with_event_words(thread(dossier, how, almanac), dossier, how, almanac),
        panel=panel(dossier, reader, how, almanac),
    )


def _card(dossier: Dossier, leg: Leg, how: LegFormat) -> LegCard:
    said, standing = leg_state_words(dossier, leg)
    receipts = (i.receipt for i in dossier.intents if i.action.id == leg.action.id and i.receipt)
    return LegCard(
        id=leg.id,
        owner=capital(leg.owner.value),
        because=leg.because,
        worth=money_text(leg.worth, dossier.bundle.impact.currency) if leg.worth is not None else "",
        document=how.view(leg),
        said=said,
        standing=standing,
        number=next((r.number for r in receipts), ""),
    )


def _comparison(dossier: Dossier, how: LegFormat) -> Comparison | None:
    if len(dossier.revisions) < 2:
        return None
    (old, breaches), (new, _) = dossier.revisions[-2:]
    return compare(old, new, breaches, how)


def _with_event_words(
    entries: tuple[Entry, ...], dossier: Dossier, how: LegFormat, almanac: Almanac
) -> tuple[Entry, ...]:
    return tuple(
        replace(entry, events=tuple(event_words(dossier, e, almanac, how) for e in entry.events)) for entry in entries
    )
