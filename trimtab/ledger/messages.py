"""Messages of the embedded bus: topics with consumer groups, claimed for a while and acknowledged one by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update

from trimtab.ledger import schema
from trimtab.ledger.rows import Repository

CLAIM_SECONDS = 60
ORDER_LOCK = 7210343


class Messages(Repository):
    """Messages and their deliveries inside one transaction; what is published is written at its end."""

    def __init__(self, transaction: Any) -> None:
        """Start with nothing to write."""
        super().__init__(transaction)
        self._waiting: list[tuple[str, dict[str, Any]]] = []

    def publish(self, topic: str, payload: dict[str, Any]) -> None:
        """Append a message; it is written when the transaction commits."""
        self._waiting.append((topic, payload))

    def flush(self) -> None:
        """Write what was published, so that positions grow in the order of commits: who reads on misses nothing."""
        if not self._waiting:
            return
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(ORDER_LOCK)))
        now = self._tx.wall_now
        rows = [{"company": self._company, "topic": t, "payload": p, "at": now} for t, p in self._waiting]
        self._connection.execute(insert(schema.message), rows)
        self._waiting.clear()

    def claim(self, topic: str, group: str, consumer: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
        """Claim messages that no consumer of the group has, or whose claim has run out; oldest first."""
        delivery, message = schema.delivery, schema.message
        now = self._tx.wall_now
        mine = and_(delivery.c.message_id == message.c.id, delivery.c.consumer_group == group)
        waiting = or_(
            delivery.c.message_id.is_(None),
            and_(delivery.c.acknowledged.is_(False), delivery.c.claimed_until <= now),
        )
        rows = self._connection.execute(
            select(message.c.id, message.c.payload)
            .select_from(message.outerjoin(delivery, mine))
            .where(message.c.company == self._company, message.c.topic == topic, waiting)
            .order_by(message.c.id)
            .limit(limit)
        ).all()
        return [(str(row.id), row.payload) for row in rows if self._take(row.id, group, consumer)]

    def acknowledge(self, group: str, message_ids: Iterable[str]) -> None:
        """Mark messages as dealt with by the group."""
        self._connection.execute(
            update(schema.delivery)
            .where(
                schema.delivery.c.consumer_group == group,
                schema.delivery.c.message_id.in_([int(i) for i in message_ids]),
            )
            .values(acknowledged=True)
        )

    def release(self, group: str, message_ids: Iterable[str]) -> None:
        """Give claimed messages back, to be claimed again at once."""
        self._connection.execute(
            update(schema.delivery)
            .where(
                schema.delivery.c.consumer_group == group,
                schema.delivery.c.message_id.in_([int(i) for i in message_ids]),
                schema.delivery.c.acknowledged.is_(False),
            )
            .values(claimed_until=self._tx.wall_now)
        )

    def waiting(self, topic: str, group: str) -> int:
        """Return how many messages of a topic a group has not acknowledged, claimed ones included."""
        delivery, message = schema.delivery, schema.message
        mine = and_(delivery.c.message_id == message.c.id, delivery.c.consumer_group == group)
        return int(
            self._connection.execute(
                select(func.count())
                .select_from(message.outerjoin(delivery, mine))
                .where(
                    message.c.company == self._company,
                    message.c.topic == topic,
                    or_(delivery.c.message_id.is_(None), delivery.c.acknowledged.is_(False)),
                )
            ).scalar_one()
        )

    def after(self, topic: str, position: int, limit: int = 100) -> list[tuple[int, dict[str, Any]]]:
        """Return messages of a topic after a position, for live updates that need no acknowledgement."""
        rows = self._connection.execute(
            select(schema.message.c.id, schema.message.c.payload)
            .where(
                schema.message.c.company == self._company,
                schema.message.c.topic == topic,
                schema.message.c.id > position,
            )
            .order_by(schema.message.c.id)
            .limit(limit)
        )
        return [(row.id, row.payload) for row in rows]

    def last_position(self) -> int:
        """Return the position of the newest message."""
        return int(self._connection.execute(select(func.coalesce(func.max(schema.message.c.id), 0))).scalar_one())

    def _take(self, message_id: int, group: str, consumer: str) -> bool:
        now = self._tx.wall_now
        until = now + timedelta(seconds=CLAIM_SECONDS)
        if self._insert_if_absent(
            schema.delivery,
            message_id=message_id,
            consumer_group=group,
            consumer=consumer,
            acknowledged=False,
            claimed_until=until,
        ):
            return True
        delivery = schema.delivery
        done = self._connection.execute(
            update(delivery)
            .where(
                delivery.c.message_id == message_id,
                delivery.c.consumer_group == group,
                delivery.c.acknowledged.is_(False),
                delivery.c.claimed_until <= now,
            )
            .values(consumer=consumer, claimed_until=until)
        )
        return done.rowcount == 1
