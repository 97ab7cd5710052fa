"""From a case to a planning problem: its items, the beliefs about them, the offers and the limits people have set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from agents.desk import Beliefs, Desk
from agents.offering.quotes import with_quotes
from tools.optimizer import PlanProblem
from trimtab import subjects
from trimtab.beliefs import Belief, Parameter
from trimtab.cases import Case, Drift
from trimtab.offers import Constraint, ForbidOffer, Offer
from trimtab.state import Snapshot

_PLANNED_WITH = frozenset(Parameter) - {Parameter.STOCK_ACCURACY}


def problem_for(
    desk: Desk,
    case: Case,
    snapshot: Snapshot,
    offers: Sequence[Offer],
    objections: Iterable[Constraint] = (),
    beliefs: Beliefs | None = None,
) -> PlanProblem:
    """Return the problem of a case under the beliefs given (the current ones if None).

    What was quoted stands in for our own offers. Counted stock is laid over the snapshot where it is read, so that
    beliefs about it are left out here. Levels follow what lasted before a blip or beneath a fact.
    """
    items = items_of(case.subjects)
    held = desk.beliefs() if beliefs is None else beliefs
    part, now = of_items(snapshot, items), desk.now()
    counting = tuple(b for b in held.values() if b.parameter in _PLANNED_WITH and about(b, items, snapshot))
    with desk.ledger.read() as tx:
        lasting = tx.beliefs.lasting(counting)
    limits = dict.fromkeys([*case.constraints, *objections])
    return PlanProblem(
        network=desk.network,
        snapshot=part,
        beliefs=counting,
        lasting=lasting,
        offers=tuple(with_quotes(offers, case.quotes, part, now)),
        constraints=tuple(c for c in limits if not (isinstance(c, ForbidOffer) and c.until and c.until <= now)),
        today=desk.today(),
        items=items,
    )


def worth_attention(drift: Drift, problem: PlanProblem, limit: Decimal | None = None) -> bool:
    """Tell whether a drift loses more than people's attention costs, or `limit`: once, or lasting over the horizon."""
    lasting = drift.level_per_day * problem.horizon_days
    return max(drift.avoidable, lasting) > (problem.network.costs.attention_price.amount if limit is None else limit)


def items_of(case_subjects: Iterable[str]) -> tuple[str, ...]:
    """Return the items of some item-locations, each once."""
    return tuple(sorted({subjects.split_item_location(s)[0] for s in case_subjects}))


def of_items(snapshot: Snapshot, items: Sequence[str]) -> Snapshot:
    """Return the part of a snapshot that is about some items."""
    return snapshot.model_copy(
        update={
            "on_hand": tuple(x for x in snapshot.on_hand if x.item in items),
            "purchases": tuple(x for x in snapshot.purchases if x.item in items),
            "transfers": tuple(x for x in snapshot.transfers if x.item in items),
            "sales": tuple(x for x in snapshot.sales if x.item in items),
            "order_points": tuple(x for x in snapshot.order_points if x.item in items),
            "requests": tuple(x for x in snapshot.requests if x.item in items),
        }
    )


def about(belief: Belief, items: Sequence[str], snapshot: Snapshot) -> bool:
    """Tell whether a belief matters to some items: their demand, their sources, their open purchase lines, any lane."""
    kind = subjects.kind_of(belief.subject)
    if kind == "item-location":
        return subjects.split_item_location(belief.subject)[0] in items
    if kind == "source":
        return belief.subject.rpartition("/")[2] in items
    if kind == "purchase-line":
        return any(
            belief.subject == subjects.purchase_line(p.document, p.line) for p in snapshot.purchases if p.item in items
        )
    return kind == "lane"
