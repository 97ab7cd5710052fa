"""The page of a bundle, put together from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from interfaces.views.asks import AskView, ask_view
from interfaces.views.because import because_text
from interfaces.views.documents import LegView
from interfaces.views.dossier import Dossier
from interfaces.views.edit import EditLeg, edit_legs
from interfaces.views.erp_links import ErpLinks
from interfaces.views.impact import ImpactView, impact_view
from interfaces.views.legs import LegFormat
from interfaces.views.money import money_text
from interfaces.views.names import Names
from interfaces.views.panel import Panel, panel
from interfaces.views.proof import ProofView, proof_view
from interfaces.views.queue import STATE_TONES, STATE_WORDS
from interfaces.views.revision import Comparison, compare
from interfaces.views.standing import BY_HAND, Standing, standing_of
from interfaces.views.stock import StockView, stock_view
from interfaces.views.thread import Entry, event_words, thread
from interfaces.views.timeline import Step, timeline
from interfaces.views.times import Almanac, Moment
from interfaces.views.waiting import WaitingView, waiting_view
from interfaces.views.why import AssumedView, WhyView, assumed_view, why_view
from interfaces.views.words import capital, listed
from trimtab.bundles import BundleState, Leg, LegState
from trimtab.people import Principal
from trimtab.receipts import Task

_DISAGREED = {
    LegState.COUNTERED: "made a counter-offer",
    LegState.REFUSED: "refused",
    LegState.SILENT: "did not answer in time",
}
NO_SUPPLIERS: Mapping[str, tuple[str, ...]] = {}
NO_LINKS = ErpLinks()


@dataclass(frozen=True)
class LegCard:
    """A leg on the page: its document, whose it is, and what became of it; `as_of` is when the ERP was read.

    `erp` is where the document opens in the ERP, empty where no address is set or there is no document yet.
    """

    id: str
    owner: str
    because: str
    worth: str
    document: LegView
    standing: Standing
    number: str
    erp: str
    as_of: str
    ask: AskView | None


@dataclass(frozen=True)
class NextRound:
    """The bundle that followed when another side did not agree."""

    id: str
    headline: str
    state: str


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
    edited_by: str
    submitted: Moment
    expires: Moment
    state_as_of: Moment
    loss: str
    loss_note: str
    pressing: bool
    commits: str
    legs: tuple[LegCard, ...]
    disagreed: tuple[str, ...]
    next_round: NextRound | None
    edit: tuple[EditLeg, ...]
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


def bundle_page(
    dossier: Dossier,
    reader: Principal,
    names: Names,
    almanac: Almanac,
    suppliers: Mapping[str, tuple[str, ...]] = NO_SUPPLIERS,
    links: ErpLinks = NO_LINKS,
) -> BundlePage:
    """Return the page of a bundle for a reader; `suppliers` sell an item, by item."""
    record, bundle = dossier.record, dossier.bundle
    names = names.knowing(dossier.lines)
    how = LegFormat(names, almanac)
    currency = bundle.impact.currency
    cliff = dossier.entry.next_cliff
    cards = tuple(_card(dossier, leg, reader, how, links) for leg in bundle.legs)
    states = dossier.leg_states
    return BundlePage(
        id=record.id,
        headline=bundle.headline,
        narrative=bundle.narrative,
        revision=record.revision,
        state=STATE_WORDS[record.state],
        tone=STATE_TONES.get(record.state, "even"),
        because=because_text(record.because, names, dossier.names_of_people, almanac),
        open=record.state is BundleState.AWAITING,
        edited_by=dossier.person(bundle.edited_by) if bundle.edited_by else "",
        submitted=almanac.moment(record.submitted_at),
        expires=almanac.moment(record.expires_at),
        state_as_of=almanac.moment(bundle.assumptions.state_as_of),
        loss=money_text(dossier.entry.loss_before_next_look, currency),
        loss_note=f"{cliff.cliff}, {almanac.absolute(cliff.at)}" if cliff else "no deadline ahead",
        pressing=dossier.entry.pressing,
        commits=money_text(bundle.value(), currency) if bundle.value() else "",
        legs=cards,
        disagreed=tuple(_disagreed(card, states[card.id]) for card in cards if states.get(card.id) in _DISAGREED),
        next_round=_next_round(dossier),
        edit=edit_legs(dossier, how, suppliers) if record.state is BundleState.AWAITING else (),
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


def _card(dossier: Dossier, leg: Leg, reader: Principal, how: LegFormat, links: ErpLinks) -> LegCard:
    receipts = (i.receipt for i in dossier.intents if i.action.id == leg.action.id and i.receipt)
    asked = next((t for t in dossier.tasks if t.id == leg.action.id and t.asks), None)
    receipt = next(receipts, None)
    return LegCard(
        id=leg.id,
        owner=capital(leg.owner.value),
        because=leg.because,
        worth=money_text(leg.worth, dossier.bundle.impact.currency) if leg.worth is not None and leg.worth >= 1 else "",
        document=how.view(leg),
        standing=standing_of(dossier, leg, how.almanac),
        number=receipt.number if receipt and receipt.system != BY_HAND else "",
        erp=links.to(leg.action, receipt),
        as_of=how.almanac.time_of_day(dossier.bundle.assumptions.state_as_of),
        ask=_ask(asked, leg, dossier, reader, how) if asked else None,
    )


def _ask(task: Task, leg: Leg, dossier: Dossier, reader: Principal, how: LegFormat) -> AskView:
    return ask_view(task, leg.action, dossier.bundle.impact.currency, reader, dossier.names_of_people, how)


def _disagreed(card: LegCard, state: LegState) -> str:
    whom, items = card.ask.of if card.ask else "The other side", dict.fromkeys(x.label for x in card.document.lines)
    said = f"{whom} {_DISAGREED[state]}: {card.document.title}, {listed(list(items))}."
    if card.ask is None or not card.ask.words:
        return said
    offered = f" {card.ask.answer}" if state is LegState.COUNTERED else ""
    return f"{said}{offered} “{card.ask.words}”"


def _next_round(dossier: Dossier) -> NextRound | None:
    if not dossier.rounds:
        return None
    newest = max(dossier.rounds, key=lambda r: (r.bundle.round, r.revision, r.id))
    return NextRound(newest.id, newest.bundle.headline, STATE_WORDS[newest.state])


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
