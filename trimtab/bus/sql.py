"""The embedded bus: topics in the ledger's own database, polled; inside a transaction use `Transaction.messages`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from trimtab.ports import Bus

if TYPE_CHECKING:
    from trimtab.ledger import Ledger


class SqlBus(Bus):
    """A bus without a server: every call is one transaction of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """Share the ledger's database."""
        self._ledger = ledger

    def publish(self, topic: str, payload: dict[str, Any]) -> None:
        """Append a message to a topic."""
        with self._ledger.write() as tx:
            tx.messages.publish(topic, payload)

    def claim(self, topic: str, group: str, consumer: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
        """Claim up to `limit` messages for a consumer of a group, oldest first; unacknowledged ones come again."""
        with self._ledger.write() as tx:
            return tx.messages.claim(topic, group, consumer, limit)

    def acknowledge(self, topic: str, group: str, message_ids: Iterable[str]) -> None:
        """Mark messages as dealt with."""
        del topic
        with self._ledger.write() as tx:
            tx.messages.acknowledge(group, message_ids)
