"""Confirmed: what people have confirmed and the ERP does not say yet, laid over its reading.

A customer who was told a later date waits for that date, whenever somebody enters it into the ERP; until then the same
re-promise would be proposed again. A date in the ERP that is no longer the old one counts before ours.
"""

from __future__ import annotations

from trimtab.actions import RepromiseOrder
from trimtab.bundles import LegState
from trimtab.ledger import Ledger
from trimtab.ports import StateReader
from trimtab.state import OpenSalesLine, Snapshot


class ConfirmedReader(StateReader):
    """A state reader over another one: open sales lines carry the dates that customers were told."""

    def __init__(self, reader: StateReader, ledger: Ledger) -> None:
        """Lay the ledger's confirmed promises over what `reader` reads."""
        self._reader = reader
        self._ledger = ledger

    def snapshot(self) -> Snapshot:
        """Return the state now; raises what the reader raises."""
        read = self._reader.snapshot()
        with self._ledger.read() as tx:
            done = tx.intents.done_of_kind("repromise_order")
        told = [i.action for i in done if i.receipt is not None and i.receipt.leg_state is LegState.COMMITTED]
        promises = [action for action in told if isinstance(action, RepromiseOrder)]
        if not promises:
            return read
        return read.model_copy(update={"sales": tuple(_as_told(line, promises) for line in read.sales)})


def _as_told(line: OpenSalesLine, promises: list[RepromiseOrder]) -> OpenSalesLine:
    due = line.due
    for promise in promises:
        if (promise.document, promise.line, promise.due_before) == (line.document, line.line, due):
            due = promise.due_after
    return line if due == line.due else line.model_copy(update={"due": due})
