"""Confirmed: what people have confirmed and the ERP does not say yet, laid over its reading.

A customer who was told a later date waits for that date, whenever somebody enters it into the ERP; until then the same
re-promise would be proposed again. A date in the ERP that is no longer the old one counts before ours. Stock that was
counted counts as counted, until whoever said so takes it back or its time is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from trimtab import subjects
from trimtab.actions import RepromiseOrder
from trimtab.beliefs import Belief, Normal, Parameter
from trimtab.bundles import LegState
from trimtab.ledger import Ledger, Transaction
from trimtab.ports import StateReader
from trimtab.state import OpenSalesLine, Snapshot, StockOnHand

REMEMBERED = timedelta(days=60)
"""How long a promise is laid over the ERP's date: by then it was entered there, or the order was served."""


class ConfirmedReader(StateReader):
    """A state reader over another one: stock as it was counted, open sales lines as customers were told."""

    def __init__(self, reader: StateReader, ledger: Ledger) -> None:
        """Lay what the ledger knows over what `reader` reads."""
        self._reader = reader
        self._ledger = ledger

    def snapshot(self) -> Snapshot:
        """Return the state now; raises what the reader raises."""
        read = self._reader.snapshot()
        with self._ledger.read() as tx:
            promises = _promises(tx)
            counts = _counts(tx.beliefs.current())
        over: dict[str, object] = {}
        if promises:
            over["sales"] = tuple(_as_told(line, promises) for line in read.sales)
        if counts:
            over["on_hand"] = _as_counted(read.on_hand, counts)
        return read.model_copy(update=over) if over else read


def _promises(tx: Transaction) -> list[RepromiseOrder]:
    done = tx.intents.done_of_kind("repromise_order", since=tx.wall_now - REMEMBERED)
    told = [i.action for i in done if i.receipt is not None and i.receipt.leg_state is LegState.COMMITTED]
    return [action for action in told if isinstance(action, RepromiseOrder)]


def _counts(beliefs: Mapping[tuple[str, str], Belief]) -> dict[tuple[str, str], Decimal]:
    """Return counted stock by item and location."""
    return {
        subjects.split_item_location(subject): Decimal(str(belief.distribution.mean))
        for (subject, parameter), belief in beliefs.items()
        if parameter == Parameter.STOCK_ACCURACY and isinstance(belief.distribution, Normal)
    }


def _as_counted(on_hand: tuple[StockOnHand, ...], counts: Mapping[tuple[str, str], Decimal]) -> tuple[StockOnHand, ...]:
    rest = tuple(stock for stock in on_hand if (stock.item, stock.location) not in counts)
    counted = (StockOnHand(item=i, location=where, quantity=n) for (i, where), n in sorted(counts.items()))
    return (*rest, *counted)


def _as_told(line: OpenSalesLine, promises: list[RepromiseOrder]) -> OpenSalesLine:
    due = line.due
    for promise in promises:
        if (promise.document, promise.line, promise.due_before) == (line.document, line.line, due):
            due = promise.due_after
    return line if due == line.due else line.model_copy(update={"due": due})
