"""Asking: why and what if, about a bundle; every figure of an answer is the solver's or the ledger's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agents.desk import Desk
from agents.documents import documents_of
from agents.mentions import Mentions
from agents.understanding import understood_as
from tools.language.legs import explain_leg
from tools.language.names import item_name, subject_named
from tools.language.questions import (
    Alternatives,
    Help,
    IfArrival,
    IfClosed,
    IfDemand,
    IfNothing,
    IfWithout,
    Question,
    Why,
    read,
)
from tools.language.savings import sum_of
from tools.language.suggestions import suggestions_for
from tools.language.words import amount, counted, day, joined, price, whole
from tools.optimizer import PlanProblem, plan, what_if
from tools.optimizer.planning.otherwise import changed
from trimtab import subjects
from trimtab.assumptions import DateRange, NumberRange
from trimtab.beliefs import Normal, Parameter
from trimtab.bundles import Bundle, Leg
from trimtab.cases import Case
from trimtab.casework import Answered, Figure
from trimtab.errors import InfeasiblePlan
from trimtab.offers import (
    ExpediteOffer,
    FixQuantity,
    ForbidOffer,
    Offer,
    PurchaseOffer,
    ReleaseOffer,
    RescheduleOffer,
    TransferOffer,
)
from trimtab.plans import Plan
from trimtab.state import OpenPurchaseLine
from trimtab.what_if import ArrivesLater, DemandTimes, LaneCloses, WithoutOffers

MOST_CAUSES = 3
MOST_CANDIDATES = 3
"""Of the ways that somebody asks about, so many are solved: the first by their ids."""
MOST_RANGES = 6


@dataclass(frozen=True)
class Asked:
    """What a question is about: a bundle, its case, and the problem as it stands now."""

    bundle: Bundle
    case: Case
    problem: PlanProblem


def answer_to(desk: Desk, asked: Asked, text: str) -> Answered:
    """Answer a question; where it cannot be read, or names nothing that is there, say what can be asked."""
    question, examples = read(text), suggestions_for(asked.bundle, desk.network)
    answering = _Answering(desk, asked)
    said = answering.answer(question) if question is not None else None
    if question is None or said is None:
        return Answered(
            question=text,
            answer="I cannot read this as a question about this proposal. You can ask, for example:",
            understood=False,
            suggestions=examples,
        )
    words, figures = said
    return Answered(
        question=text,
        understood_as=understood_as(question, desk.network, answering.orders_meant(question)),
        answer=words,
        figures=tuple(figures),
        suggestions=examples if isinstance(question, Help) else (),
    )


Said = tuple[str, list[Figure]]


class _Answering:
    """Answers questions about one bundle."""

    def __init__(self, desk: Desk, asked: Asked) -> None:
        self._desk = desk
        self._bundle = asked.bundle
        self._case = asked.case
        self._problem = asked.problem

    def answer(self, question: Question) -> Said | None:
        """Return words and figures; None where the question names nothing that is there."""
        match question:
            case Why(about=about, negated=False):
                return self._why(about)
            case Why(about=about):
                return self._why_not(about)
            case IfNothing():
                return self._nothing()
            case IfArrival():
                return self._arrival(question)
            case IfDemand():
                return self._demand(question)
            case _:
                return self._other(question)

    def _other(self, question: Question) -> Said | None:
        match question:
            case IfClosed(about=about):
                return self._closed(about)
            case IfWithout(about=about):
                return self._without(about)
            case Alternatives():
                return self._alternatives()
            case Help():
                return "You can ask, for example:", []
            case _:
                return self._ranges()

    def _why(self, about: str) -> Said | None:
        legs = self._mentions(about).legs(self._bundle.legs)
        if legs and len(legs) < len(self._bundle.legs):
            words = [leg.because + _worth(leg, self._currency) for leg in legs]
            figures = self._worths(legs)
            return " ".join(words), figures
        impact, solver = self._bundle.impact.whole(), self._bundle.solver
        saving = impact.expected_saving
        causes = [e.text for e in self._bundle.evidence if "share" in e.figures or "fact" in e.figures][:MOST_CAUSES]
        lasting = -impact.levels_per_day.change
        closer = solver.cost - solver.bound
        words = [
            *causes,
            f"Acting saves {self._euros(saving)} over {impact.horizon_days} days against leaving it: {sum_of(impact)}.",
            *([f"The new levels save {price(lasting)} {self._currency} a day, lasting."] if lasting > 0 else []),
            f"It is proven that no plan costs over {self._euros(closer)} less than this one.",
            *([f"The next best: {self._next_best()}"] if self._bundle.alternatives else []),
            *(f"A limit: {c.reason}." for c in self._bundle.constraints),
        ]
        return " ".join(words), [self._money("saved", saving), *self._worths(self._bundle.legs)]

    def _why_not(self, about: str) -> Said | None:
        """Solve again with what was asked about forced in, and say what that costs more."""
        meant = self._mentions(about).offers(self._problem.offers)
        taken = {offer for leg in self._bundle.legs for offer in leg.offers}
        others = sorted((o for o in meant if o.id not in taken), key=lambda o: o.id)
        if not others:
            if meant:
                legs = [leg for leg in self._bundle.legs if {o.id for o in meant} & set(leg.offers)]
                return "It is part of this proposal: " + " ".join(leg.because for leg in legs), []
            if not about or not self._names_something(about):
                return None
            return "Nobody offers that for this case now.", []
        refused = {c.offer_id: c for c in self._problem.constraints if isinstance(c, ForbidOffer)}
        ruled_out = [refused[o.id] for o in others if o.id in refused]
        if len(ruled_out) == len(others):
            return f"It was ruled out by {ruled_out[0].asked_by}: {ruled_out[0].reason}.", []
        best = plan(self._problem, explain=False)
        tried = [o for o in others if o.id not in refused][:MOST_CANDIDATES]
        found = [(p.cost, p) for o in tried for p in self._forced(o, best)]
        if not found:
            return "No plan that keeps to all limits can contain it.", []
        cost, other = min(found, key=lambda pair: pair[0])
        more = cost - best.cost
        words = f"It would cost {self._euros(more)} more over {best.horizon_days} days. {self._difference(best, other)}"
        return words, [self._money("costs more", more)]

    def _forced(self, offer: Offer, best: Plan) -> list[Plan]:
        fix = FixQuantity(asked_by="question", reason="why not", offer_id=offer.id, quantity=_quantity(offer, best))
        if fix.quantity <= 0:
            return []
        try:
            return [plan(self._problem.varied(constraints=(*self._problem.constraints, fix)), explain=False)]
        except InfeasiblePlan:
            return []

    def _nothing(self) -> Said:
        cliffs = [p for p in self._bundle.waiting.points if p.cliff]
        figures = [self._money("acting would save", self._bundle.impact.whole().expected_saving)]
        words = [self._bundle.if_nobody_answers]
        for point in cliffs[:1]:
            words.append(f"After {day(point.at.date())}, when {point.cliff} has passed, waiting has lost")
            words[-1] += f" {self._euros(point.loss)}."
            figures.append(self._money(f"lost after {day(point.at.date())}", point.loss))
        return " ".join(words), figures

    def _arrival(self, question: IfArrival) -> Said | None:
        lines = self._lines_meant(question.about)
        if not lines:
            return None
        problem = self._problem
        for line in lines:
            problem = changed(problem, ArrivesLater(document=line.document, line=line.line, days=question.days))
        numbers = joined(list(dict.fromkeys(line.number for line in lines)))
        direction = "later" if question.days > 0 else "earlier"
        when = f"If {numbers} arrives {counted(abs(question.days), 'day', 'days')} {direction} than believed"
        return self._compared(when, plan(problem, explain=False))

    def orders_meant(self, question: Question) -> tuple[str, ...]:
        """Return the numbers of the orders that a question about arrivals is about; none for any other."""
        lines = self._lines_meant(question.about) if isinstance(question, IfArrival) else []
        return tuple(dict.fromkeys(line.number for line in lines))

    def _lines_meant(self, about: str) -> list[OpenPurchaseLine]:
        """Return the lines of the orders named; without a name those of the order that explains most of the drift."""
        mentions, lines = self._mentions(about), self._problem.snapshot.purchases
        named = [p for p in lines if mentions.says(p.number) or mentions.says(p.document)]
        if named:
            return named
        bought = set(mentions.suppliers())
        if bought:
            lines = tuple(p for p in lines if p.supplier in bought)
        moved = [a.subject for a in sorted(self._case.drift.attribution, key=lambda a: -a.share)]
        of_case = [p for s in moved for p in lines if s == subjects.purchase_line(p.document, p.line)]
        ordered = of_case or sorted(lines, key=lambda p: (p.due, p.document, p.line))
        return ordered[:1]

    def _demand(self, question: IfDemand) -> Said | None:
        mentions, factor = self._mentions(question.about), 1 + question.percent / 100
        if factor < 0:
            return None
        items = [i for i in mentions.items() if i in self._problem.items] or list(self._problem.items)
        places = mentions.locations()
        problem, where = self._problem, []
        for item, location in self._problem.item_locations:
            belief = self._problem.belief(subjects.item_location(item, location), Parameter.DEMAND)
            known = belief is not None and isinstance(belief.distribution, Normal)
            if known and item in items and (not places or location in places):
                problem = changed(problem, DemandTimes(item=item, location=location, factor=factor))
                where.append(item)
        if not where:
            return None
        direction = "higher" if question.percent >= 0 else "lower"
        about = joined([item_name(self._desk.network, i) for i in dict.fromkeys(where)])
        at = f" at {joined([self._desk.network.location(x).name for x in places])}" if places else ""
        when = f"If demand for {about}{at} is {amount(abs(question.percent))}% {direction}"
        return self._compared(when, plan(problem, explain=False))

    def _closed(self, about: str) -> Said | None:
        named = self._mentions(about).locations()
        lanes = [(x.origin, x.destination) for x in self._desk.network.lanes]
        used = [(o.origin, o.destination) for o in self._problem.offers if isinstance(o, TransferOffer)]
        if len(named) >= 2:
            route = next((r for r in ((named[0], named[1]), (named[1], named[0])) if r in lanes), None)
        else:
            route = next((r for r in used if not named or named[0] in r), None)
        if route is None:
            return None
        origin, there = (self._desk.network.location(code).name for code in route)
        other = what_if(self._problem, LaneCloses(origin=route[0], destination=route[1]))
        return self._compared(f"If the lane from {origin} to {there} closes", other)

    def _without(self, about: str) -> Said | None:
        legs = self._mentions(about).legs(self._bundle.legs)
        offered = {o.id for o in self._problem.offers}
        offers = tuple(dict.fromkeys(v for leg in legs for o in leg.offers for v in self._variants(o) if v in offered))
        if not offers:
            return None
        words = " ".join(leg.because for leg in legs)
        other = what_if(self._problem, WithoutOffers(offer_ids=offers))
        return self._compared(f"Without this ({words.rstrip('.')})", other)

    def _variants(self, offer_id: str) -> list[str]:
        """Return the ids of an offer and of the same for another date: who leaves one out means them all."""
        taken = next((o for o in self._problem.offers if o.id == offer_id), None)
        if not isinstance(taken, ExpediteOffer | RescheduleOffer):
            return [offer_id]
        line = (taken.kind, taken.document, taken.line)
        same = (o for o in self._problem.offers if isinstance(o, ExpediteOffer | RescheduleOffer))
        return [o.id for o in same if (o.kind, o.document, o.line) == line]

    def _alternatives(self) -> Said:
        if not self._bundle.alternatives:
            return "There is no other plan worth naming: every other offer costs more than doing nothing.", []
        figures = [self._money(a.summary, a.costs_more) for a in self._bundle.alternatives]
        return f"The next best: {self._next_best()}", figures

    def _next_best(self) -> str:
        best = min(self._bundle.alternatives, key=lambda a: a.costs_more)
        if best.costs_more < 0:
            return f"{best.summary}. That is expected to cost {self._euros(-best.costs_more)} less than acting now."
        return f"{best.summary}. It costs {self._euros(best.costs_more)} more."

    def _ranges(self) -> Said:
        """Say between which values the proposal stands: what is exact must stay as it is and is only counted."""
        held = self._bundle.assumptions.ranges
        loose = [r for r in held if isinstance(r, NumberRange) and r.low < r.high and r.what != "lane_status"]
        dated = [r for r in held if isinstance(r, DateRange) and r.low < r.high]
        told = [
            f"{r.what.replace('_', ' ')} of {self._about(r.subject)} between {amount(round(r.low, 1))} and "
            f"{amount(round(r.high, 1))}{f' {r.unit}' if r.unit else ''} (now {amount(round(r.value, 1))})"
            for r in loose
        ]
        told += [
            f"{r.what.replace('_', ' ')} of {self._about(r.subject)} between {day(r.low)} and {day(r.high)}"
            for r in dated
        ]
        fixed = len(held) - len(told)
        words = [f"It is solved again as soon as one of these is no longer so: {'; '.join(told[:MOST_RANGES])}."]
        if len(told) > MOST_RANGES:
            words.append(f"{len(told) - MOST_RANGES} more ranges are watched.")
        if fixed:
            words.append(f"{fixed} documents, lanes and levels must be as they are.")
        words.append(f"It holds until {day(self._bundle.assumptions.expires_at.date())}.")
        figures = [Figure(label=f"{r.what} of {self._about(r.subject)}", value=_span(r), unit=r.unit) for r in loose]
        return " ".join(words), figures[:MOST_RANGES]

    def _compared(self, when: str, other: Plan) -> Said:
        """Say what another plan costs, beside the best one now, and what it would do otherwise."""
        best = plan(self._problem, explain=False)
        more, saving = other.cost - best.cost, other.impact.whole().expected_saving
        change = "the same" if more == 0 else f"{self._euros(abs(more))} {'more' if more > 0 else 'less'}"
        words = (
            f"{when}, the best plan is expected to cost {change} over {best.horizon_days} days, and acting then saves "
            f"{self._euros(saving)}. {self._difference(best, other)}"
        )
        figures = [
            self._money("best plan now", best.cost),
            self._money("best plan then", other.cost),
            self._money("saved by acting then", saving),
        ]
        return words, figures

    def _worths(self, legs: Sequence[Leg]) -> list[Figure]:
        return [self._money(f"worth of: {x.because.rstrip('.')}", x.worth) for x in legs if x.worth is not None]

    def _difference(self, best: Plan, other: Plan) -> str:
        ours, theirs = self._told(best), self._told(other)
        new = [words for words in theirs if words not in ours]
        gone = [words for words in ours if words not in theirs]
        if not new and not gone:
            return "What is proposed stays the same."
        return " ".join([*(f"Then: {w}" for w in new), *(f"No longer: {w}" for w in gone)])

    def _told(self, of: Plan) -> list[str]:
        network = self._desk.network
        documents = documents_of(of, self._problem.snapshot, network, "question")
        return [explain_leg(Leg(id=d.leg_id, owner=d.owner, action=d.action, because=""), network) for d in documents]

    def _names_something(self, about: str) -> bool:
        mentions = self._mentions(about)
        return bool(mentions.kinds() or mentions.suppliers() or mentions.items() or mentions.locations())

    def _mentions(self, text: str) -> Mentions:
        return Mentions(self._desk.network, text)

    def _about(self, subject: str) -> str:
        numbers = {
            subjects.purchase_line(p.document, p.line): f"{p.number}, {item_name(self._desk.network, p.item)}"
            for p in self._problem.snapshot.purchases
        }
        return numbers.get(subject) or subject_named(self._desk.network, subject)

    @property
    def _currency(self) -> str:
        return self._bundle.impact.currency

    def _euros(self, value: Decimal) -> str:
        return f"{whole(value)} {self._currency}"

    def _money(self, label: str, value: Decimal) -> Figure:
        return Figure(label=label, value=whole(value), unit=self._currency)


def _worth(leg: Leg, currency: str) -> str:
    return "" if leg.worth is None else f" Without it the plan costs {whole(leg.worth)} {currency} more."


def _quantity(offer: Offer, best: Plan) -> Decimal:
    """Return how much of an offer is tried: what the plan orders of the item, in its own lots, else the smallest."""
    if isinstance(offer, PurchaseOffer | ReleaseOffer):
        ordered = sum((s.quantity for s in best.steps if s.kind == "purchase" and s.item == offer.item), Decimal(0))
        wanted = max(ordered, offer.minimum_order, offer.lot_multiple)
        return -(-wanted // offer.lot_multiple) * offer.lot_multiple
    if isinstance(offer, TransferOffer):
        return offer.maximum.to_integral_value(rounding="ROUND_DOWN")
    quantity = getattr(offer, "quantity", None)
    return quantity if isinstance(quantity, Decimal) else Decimal(0)


def _span(assumed: NumberRange) -> str:
    return f"{amount(round(assumed.low, 1))} to {amount(round(assumed.high, 1))}"
