"""Evidence: what moved and what people said, in sentences with the events and figures behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from agents.desk import Desk
from agents.moves import suppliers_of
from agents.nervousness import remembered
from agents.problems import about, items_of
from tools.estimation.demand import demand_histories
from tools.language.names import item_named, order_named, pieces, units
from tools.language.statements import said
from tools.language.words import amount, day
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, OnDate, Parameter, Persistence, Status, Uplift
from trimtab.bundles import Evidence
from trimtab.cases import Attribution, Case
from trimtab.errors import NotFound
from trimtab.facts import Fact
from trimtab.ledger import Transaction
from trimtab.network import Network
from trimtab.state import Snapshot

SMALLEST_SHARE = 0.01
"""A move that explains less of the drift is no evidence for acting."""
_PERSISTENCE = {
    Persistence.ONE_OFF: "taken as a one-off",
    Persistence.NEW_NORMAL: "taken as the new normal",
    Persistence.USUAL: "within what is usual",
}
_OF_A_SOURCE = {Parameter.YIELD: "The share that arrives of", Parameter.PRICE: "The price of"}
_ANNOUNCED = frozenset({Parameter.PROMOTION, Parameter.LANE_STATUS})
"""What somebody announces is not taken for anything: it is as they say."""


def evidence_for(
    desk: Desk, case: Case, snapshot: Snapshot, places: Collection[tuple[str, str]]
) -> tuple[Evidence, ...]:
    """Return evidence per belief that moved, the weightiest first, then facts, stock in the ERP, and planned levels."""
    heavy = (a for a in case.drift.attribution if a.share >= SMALLEST_SHARE)
    ordered = sorted(heavy, key=lambda a: -a.share)
    items = items_of(case.subjects)
    with desk.ledger.read() as tx:
        beliefs, facts = tx.beliefs.current(), tx.facts.active(desk.now())
        counted = {(f.subject(), f.parameter().value): f for f in facts}
        moved = [
            _moved(desk.network, tx, beliefs.get((a.subject, a.what)), a, snapshot)
            for a in ordered
            if (a.subject, a.what) not in counted
        ]
        told = [_told(desk.network, tx, f) for f in counted.values() if about(f.belief(None), items, snapshot)]
        told += _again(desk, tx, case, snapshot)
    return (*(m for m in moved if m is not None), *told, *_stock(desk, snapshot, places), *_planned(desk, places))


def _moved(
    network: Network, tx: Transaction, belief: Belief | None, attribution: Attribution, snapshot: Snapshot
) -> Evidence | None:
    if belief is None:
        return None
    before = tx.beliefs.version(belief.subject, belief.parameter.value, belief.version - 1)
    share = f"{round(100 * attribution.share)}% of the drift"
    old, new = _value(before), _value(belief)
    name = _name(belief, network, snapshot)
    change = f"went from {old} to {new}" if old and old != new else f"is at {new}"
    if belief.parameter is Parameter.LANE_STATUS:
        change = f"is {new}"
    if isinstance(belief.distribution, Uplift):
        change = _promoted(belief.distribution)
    why = "".join(_reasons(tx, belief)) if belief.parameter in _ANNOUNCED else f", {_PERSISTENCE[belief.persistence]}"
    gaps = _gaps(tx, belief)
    told = f" {' and '.join(f'{days} days {what}' for what, days in gaps.items())} in its history." if gaps else ""
    return Evidence(
        function=belief.owner,
        text=f"{name} {change}{why}: {share}.{told}",
        event_ids=belief.because,
        figures={"before": old, "after": new, "share": share} | {f"days {what}": str(n) for what, n in gaps.items()},
    )


def _again(desk: Desk, tx: Transaction, case: Case, snapshot: Snapshot) -> Iterator[Evidence]:
    """Yield why a case had to lose more than usual to be brought up, where it had."""
    memory = remembered(tx, desk.policy.nervousness, case.opened_at, case)
    suppliers = frozenset[str]().union(*(suppliers_of(a.subject, snapshot) for a in case.drift.attribution))
    usual = desk.network.costs.attention_price.amount
    threshold = memory.threshold(usual, items_of(case.subjects), suppliers)
    if threshold.because:
        needed = f"{amount(threshold.limit)} {desk.currency}"
        yield Evidence(
            function=Function.SUPPLY,
            text=f"{threshold.because}: to be brought up again so soon, it had to lose more than {needed}.",
            figures={"needed": needed, "usual": f"{amount(usual)} {desk.currency}"},
        )


def _gaps(tx: Transaction, belief: Belief) -> dict[str, int]:
    """Return how many days of a demand history are not what was asked for, by what is wrong with them."""
    if belief.parameter is not Parameter.DEMAND:
        return {}
    history = demand_histories(tx, [belief.subject])[belief.subject]
    days = {day for day, _ in history.series()}
    counts = {"are missing": history.missing(), "ran out of stock": len(days & history.stocked_out())}
    return {what: count for what, count in counts.items() if count}


def _reasons(tx: Transaction, belief: Belief) -> Iterator[str]:
    """Yield the reasons that the events behind an announcement give, and when they were announced."""
    for event in tx.events.named(belief.because[-1:]):
        reason = str(event.data.get("reason") or "")
        yield f", {reason}" if reason else ""
        yield f" (announced {day(event.time.date())})"


def says(network: Network, tx: Transaction, fact: Fact) -> str:
    """Return who said what, without a full stop."""
    try:
        owner = tx.people.get(fact.owner).name
    except NotFound:
        owner = fact.owner
    return f"{owner} says that {said(fact.statement, network)}"


def _told(network: Network, tx: Transaction, fact: Fact) -> Evidence:
    """Return who said what and how long it counts."""
    words = f" ({fact.text})" if fact.text else ""
    return Evidence(
        function=fact.belief(None).owner,
        text=f"{says(network, tx, fact)}{words}; this counts until {day(fact.expires_at.date())}.",
        figures={"fact": fact.id, "said": day(fact.asserted_at.date()), "ends": day(fact.expires_at.date())},
    )


def _stock(desk: Desk, snapshot: Snapshot, places: Collection[tuple[str, str]]) -> list[Evidence]:
    return [
        Evidence(
            function=Function.LOGISTICS,
            text=(
                f"{pieces(desk.network, s.item, s.quantity)} on hand at {desk.network.location(s.location).name}; with "
                f"what is on its way, less what is owed, "
                f"{units(desk.network, s.item, snapshot.position(s.item, s.location))}."
            ),
            figures={"on hand": units(desk.network, s.item, s.quantity)},
        )
        for s in snapshot.on_hand
        if (s.item, s.location) in places
    ]


def _planned(desk: Desk, places: Collection[tuple[str, str]]) -> Iterator[Evidence]:
    """Yield what the company's own planning system holds for these item-locations, where it has one."""
    for (item, location), (minimum, target) in sorted(desk.levels_in_force().items()):
        if (item, location) in places:
            named = f"{item_named(desk.network, item)} at {desk.network.location(location).name}"
            levels = {"minimum": units(desk.network, item, minimum), "target": units(desk.network, item, target)}
            yield Evidence(
                function=Function.SUPPLY,
                text=f"The planning system holds {amount(minimum)} to {levels['target']} for {named}.",
                figures=levels,
            )


def _value(belief: Belief | None) -> str:
    if belief is None:
        return ""
    distribution = belief.distribution
    if isinstance(distribution, OnDate):
        return day(distribution.date)
    if belief.parameter is Parameter.YIELD and isinstance(distribution, Normal):
        return f"{round(100 * distribution.mean)}%"
    if isinstance(distribution, Normal):
        unit = "days" if subjects.kind_of(belief.subject) in {"source", "lane"} else "a day"
        return f"{_tenths(distribution.mean)} {unit}"
    if isinstance(distribution, Status):
        known = {0: "closed", 100: "open"}
        percent = round(100 * distribution.probability)
        until = f" until {day(distribution.until)}" if distribution.until else ""
        return known.get(percent, f"open with a probability of {percent}%") + until
    return f"{_tenths(distribution.per_day)} a day more"


def _promoted(uplift: Uplift) -> str:
    if not uplift.per_day:
        return "is off"
    return f"brings {_tenths(uplift.per_day)} a day more from {day(uplift.start)} to {day(uplift.end)}"


def _tenths(value: float) -> str:
    return amount(Decimal(str(round(value, 1))))


def _name(belief: Belief, network: Network, snapshot: Snapshot) -> str:
    kind, _, rest = belief.subject.partition(":")
    if kind == "source":
        supplier, _, item = rest.partition("/")
        what = _OF_A_SOURCE.get(belief.parameter, "Lead time of")
        return f"{what} {item_named(network, item)} from {network.supplier(supplier).name}"
    if kind == "item-location":
        item, location = subjects.split_item_location(belief.subject)
        what = "The promotion of" if belief.parameter is Parameter.PROMOTION else "Demand for"
        return f"{what} {item_named(network, item)} at {network.location(location).name}"
    if kind == "lane":
        origin, _, destination = rest.partition(">")
        what = "Transit" if belief.parameter is Parameter.LANE_TRANSIT else "The lane"
        return f"{what} from {network.location(origin).name} to {network.location(destination).name}"
    for line in snapshot.purchases:
        if belief.subject == subjects.purchase_line(line.document, line.line):
            supplier = network.supplier(line.supplier).name
            what = pieces(network, line.item, line.quantity)
            return f"Arrival of {what} on {order_named(line.number)} from {supplier}"
    return belief.subject
