"""Evidence: what moved, in sentences with the events and figures behind them."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from agents.desk import Desk
from tools.language.templates import amount, day
from trimtab import subjects
from trimtab.beliefs import Belief, Function, Normal, OnDate, Persistence
from trimtab.bundles import Evidence
from trimtab.cases import Attribution, Case
from trimtab.network import Network
from trimtab.state import Snapshot

SMALLEST_SHARE = 0.01
"""A move that explains less of the drift is no evidence for acting."""
_PERSISTENCE = {
    Persistence.ONE_OFF: "taken as a one-off",
    Persistence.NEW_NORMAL: "taken as the new normal",
    Persistence.USUAL: "within what is usual",
}


def evidence_for(
    desk: Desk, case: Case, snapshot: Snapshot, places: Collection[tuple[str, str]]
) -> tuple[Evidence, ...]:
    """Return evidence per belief that moved, the weightiest first, and what the ERP says of some item-locations."""
    beliefs = desk.beliefs()
    heavy = (a for a in case.drift.attribution if a.share >= SMALLEST_SHARE)
    ordered = sorted(heavy, key=lambda a: -a.share)
    moved = [_moved(desk, beliefs.get((a.subject, a.what)), a, snapshot) for a in ordered]
    return (*(m for m in moved if m is not None), *_stock(desk, snapshot, places))


def _moved(desk: Desk, belief: Belief | None, attribution: Attribution, snapshot: Snapshot) -> Evidence | None:
    if belief is None:
        return None
    with desk.ledger.read() as tx:
        before = tx.beliefs.version(belief.subject, belief.parameter.value, belief.version - 1)
    share = f"{round(100 * attribution.share)}% of the drift"
    old, new = _value(before), _value(belief)
    name = _name(belief.subject, desk.network, snapshot)
    change = f"went from {old} to {new}" if old and old != new else f"is at {new}"
    return Evidence(
        function=belief.owner,
        text=f"{name} {change}, {_PERSISTENCE[belief.persistence]}: {share}.",
        event_ids=belief.because,
        figures={"before": old, "after": new, "share": share, "belief version": str(belief.version)},
    )


def _stock(desk: Desk, snapshot: Snapshot, places: Collection[tuple[str, str]]) -> list[Evidence]:
    return [
        Evidence(
            function=Function.LOGISTICS,
            text=(
                f"{amount(s.quantity)} {s.item} on hand at {desk.network.location(s.location).name}, "
                f"inventory position {amount(snapshot.position(s.item, s.location))}."
            ),
            figures={"on hand": amount(s.quantity), "ERP as of": snapshot.as_of.isoformat(timespec="minutes")},
        )
        for s in snapshot.on_hand
        if (s.item, s.location) in places
    ]


def _value(belief: Belief | None) -> str:
    if belief is None:
        return ""
    distribution = belief.distribution
    if isinstance(distribution, OnDate):
        return day(distribution.date)
    if isinstance(distribution, Normal):
        unit = "days" if subjects.kind_of(belief.subject) in {"source", "lane"} else "a day"
        return f"{amount(Decimal(str(round(distribution.mean, 1))))} {unit}"
    return f"{round(100 * distribution.probability)}%"


def _name(subject: str, network: Network, snapshot: Snapshot) -> str:
    kind, _, rest = subject.partition(":")
    if kind == "source":
        supplier, _, item = rest.partition("/")
        return f"Lead time of {item} from {network.supplier(supplier).name}"
    if kind == "item-location":
        item, location = subjects.split_item_location(subject)
        return f"Demand for {item} at {network.location(location).name}"
    for line in snapshot.purchases:
        if subject == subjects.purchase_line(line.document, line.line):
            supplier = network.supplier(line.supplier).name
            return f"Arrival of {amount(line.quantity)} {line.item} on {line.number} from {supplier}"
    return subject
