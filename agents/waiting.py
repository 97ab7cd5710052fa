"""What the price of waiting is made of: the cliffs that pass if nobody decides, and the news worth waiting for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from agents.desk import Desk
from agents.offering.changes import last_day_to_change
from agents.offering.order_day import next_order_day
from tools.drift import Cliff, News
from tools.estimation.observations import ConfirmationExpected, observed
from tools.language.names import order_named
from tools.language.words import day as day_of
from tools.optimizer import PlanProblem
from trimtab import subjects
from trimtab.beliefs import Belief, OnDate, Parameter
from trimtab.events import EventType
from trimtab.network import Supplier
from trimtab.offers import CancelOffer, LineChangeOffer, RescheduleOffer, SwitchOffer
from trimtab.plans import Alternative, Plan, PlannedChange, PlannedPurchase, PlannedRelease
from trimtab.waiting import WaitingCurve


def cliffs_for(desk: Desk, plan: Plan, now: datetime, until: datetime) -> list[Cliff]:
    """Return what passes between now and `until`: order cut-offs and order days, and the frozen days of open lines.

    The end of a quote is in its offer, where the price of waiting finds it. Of what orders wait for, the first to pass
    after `until` is there too: until then they lose nothing more.
    """
    frozen = [cliff for cliff in _frozen(desk, plan) if now < cliff.at <= until]
    return [*_order_days(desk, plan, now, until), *frozen]


def news_for(desk: Desk, problem: PlanProblem, now: datetime, until: datetime) -> News | None:
    """Return the first confirmation of an uncertain arrival that is expected between now and `until`.

    Expected is what was said last of a line (see `ConfirmationExpected`).
    """
    lines = {subjects.purchase_line(p.document, p.line): p for p in problem.snapshot.purchases}
    doubtful = {s for s in lines if _is_doubtful(problem.belief(s, Parameter.ETA))}
    with desk.ledger.read() as tx:
        told = tx.events.of_subjects(doubtful, [EventType.CONFIRMATION_EXPECTED])
    last = {e.subject: observed(ConfirmationExpected, e).at for e in told}
    expected = sorted((at, subject) for subject, at in last.items() if at is not None and now < at <= until)
    if not expected:
        return None
    at, subject = expected[0]
    line = lines[subject]
    what = f"{desk.network.supplier(line.supplier).name} says when {line.item} of {order_named(line.number)} comes"
    return News(at=at, what=what, document=line.document, line=line.line)


def worth_waiting(
    desk: Desk, curve: WaitingCurve, news: News | None, now: datetime, until: datetime
) -> Alternative | None:
    """Return waiting for the news as an alternative, where it saves more than it costs to look at it once more.

    What can be decided `until` some time only cannot wait for longer.
    """
    best = None if news is None else curve.best_after(now)
    if news is None or best is None or not news.at <= best.at <= until:
        return None
    if -best.loss <= desk.network.costs.attention_price.amount:
        return None
    when = f"{day_of(best.at.date())}, {best.at:%H:%M} UTC"
    return Alternative(summary=f"Wait until {when}: {news.what} by then", costs_more=best.loss)


def _is_doubtful(belief: Belief | None) -> bool:
    return belief is not None and isinstance(belief.distribution, OnDate) and belief.distribution.sd_days > 0


def _order_days(desk: Desk, plan: Plan, now: datetime, until: datetime) -> Iterator[Cliff]:
    orders: dict[str, list[str]] = {}
    for step in plan.steps:
        if isinstance(step, PlannedPurchase | PlannedRelease):
            orders.setdefault(step.supplier, []).append(step.offer_id)
        elif isinstance(step, PlannedChange) and isinstance(step.offer, SwitchOffer):
            orders.setdefault(step.offer.to_supplier, []).append(step.offer_id)
    for code, offers in sorted(orders.items()):
        supplier = desk.network.supplier(code)
        taken = next_order_day(desk.network, supplier, now)
        if taken is not None and (supplier.order_cut_off or supplier.order_days):
            yield from _closings(desk, supplier, tuple(offers), (now, until), taken)


def _closings(
    desk: Desk, supplier: Supplier, offers: tuple[str, ...], between: tuple[datetime, datetime], taken: date
) -> Iterator[Cliff]:
    """Yield the closing of each order day; of a supplier that takes orders any day only the first is a cliff."""
    now, until = between
    name, waited = "order cut-off" if supplier.order_cut_off else "order day", (taken - now.date()).days
    day: date | None = taken
    while day is not None:
        at = _closing(supplier, day)
        following = next_order_day(desk.network, supplier, at)
        # Offers already wait for the order day that passes: only what comes on top is a delay.
        delay = None if following is None else max(0, (following - at.date()).days - waited)
        yield Cliff(at=at, what=f"{name} of {supplier.name}", offers=offers, delay_days=delay, allowed_for=True)
        day = following if supplier.order_days and at <= until else None


def _closing(supplier: Supplier, taken: date) -> datetime:
    """Return when an order day of a supplier closes: at the cut-off, else at its end."""
    if supplier.order_cut_off:
        return datetime.combine(taken, supplier.order_cut_off, UTC)
    return _midnight(taken + timedelta(days=1))


def _frozen(desk: Desk, plan: Plan) -> Iterator[Cliff]:
    for step in plan.steps:
        if not isinstance(step, PlannedChange) or not isinstance(step.offer, LineChangeOffer):
            continue
        offer, terms = step.offer, desk.network.supplier(step.offer.supplier).changes
        frozen_days, words = None, ""
        if isinstance(offer, RescheduleOffer) and terms.reschedule:
            frozen_days, words = terms.reschedule.frozen_days, "put off"
        elif isinstance(offer, CancelOffer | SwitchOffer) and terms.cancel:
            frozen_days, words = terms.cancel.frozen_days, "taken back"
        if frozen_days is not None:
            last = last_day_to_change(offer.due, frozen_days)
            what = f"the last day on which {offer.item} of {order_named(offer.number)} can be {words}"
            yield Cliff(at=_midnight(last + timedelta(days=1)), what=what, offers=(offer.id,), delay_days=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
