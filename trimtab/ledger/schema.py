"""The tables of the ledger: company first in every key, times in UTC, bodies as JSON of the floor-1 models."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

PLACES = Decimal("0.0001")
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, whatever the engine stores."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; store UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a naive time reached the ledger"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """A decimal with four places, exact on both engines: SQLite has no decimals, so there it is kept in 1/10,000."""

    impl = Numeric(20, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep whole numbers on SQLite."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(20, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """Round to four places, half to even."""
        if value is None:
            return None
        exact = Decimal(value).quantize(PLACES, rounding=ROUND_HALF_EVEN)
        return int(exact / PLACES) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        """Return the decimal."""
        if value is None:
            return None
        return value * PLACES if dialect.name == "sqlite" else Decimal(value)


def _company() -> Column[str]:
    return Column("company", String(64), primary_key=True)


def _key(name: str = "id", length: int = 64) -> Column[str]:
    return Column(name, String(length), primary_key=True)


def _time(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Utc, nullable=nullable)


event = Table(
    "event",
    metadata,
    _company(),
    _key("source", 200),
    _key("id", 200),
    Column("type", String(64), nullable=False),
    Column("subject", String(300), nullable=False),
    _time("time"),
    _time("received_at"),
    Column("data", JSON, nullable=False),
    Index("ix_event_company_subject", "company", "subject"),
    Index("ix_event_company_type_time", "company", "type", "time"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _company(),
    _key(),
    Column("source", String(200), nullable=False),
    Column("record", String(300), nullable=False),
    Column("field", String(100), nullable=False),
    Column("code", String(64), nullable=False),
    Column("message", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    _time("at"),
    _time("resolved_at", nullable=True),
)

cursor = Table("cursor", metadata, _company(), _key("name", 100), Column("value", Text, nullable=False))

belief = Table(
    "belief",
    metadata,
    _company(),
    _key("subject", 300),
    _key("parameter", 32),
    Column("version", Integer, primary_key=True),
    Column("current", Boolean, nullable=False),
    _time("as_of"),
    Column("body", JSON, nullable=False),
    Index("ix_belief_company_current", "company", "current"),
)

case = Table(
    "case",
    metadata,
    _company(),
    _key(),
    Column("state", String(16), nullable=False),
    Column("round", Integer, nullable=False),
    _time("opened_at"),
    _time("closed_at", nullable=True),
    Column("body", JSON, nullable=False),
    Index("ix_case_company_state", "company", "state"),
)

claim = Table("claim", metadata, _company(), _key("resource", 300), Column("case_id", String(64), nullable=False))

bundle = Table(
    "bundle",
    metadata,
    _company(),
    _key(),
    Column("case_id", String(64), nullable=False),
    Column("round", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    _time("submitted_at"),
    _time("changed_at"),
    _time("expires_at"),
    _time("deferred_until", nullable=True),
    _time("not_before", nullable=True),
    Column("decision_id", String(64)),
    Column("because", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["company", "case_id"], ["case.company", "case.id"]),
    Index("ix_bundle_company_state", "company", "state"),
    Index("ix_bundle_company_case_id", "company", "case_id"),
)

bundle_revision = Table(
    "bundle_revision",
    metadata,
    _company(),
    _key("bundle_id"),
    Column("revision", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    _time("submitted_at"),
    Column("body", JSON, nullable=False),
    Column("route", JSON, nullable=False),
    Column("breaches", JSON, nullable=False),
    ForeignKeyConstraint(["company", "bundle_id"], ["bundle.company", "bundle.id"]),
)

approval = Table(
    "approval",
    metadata,
    _company(),
    _key("bundle_id"),
    Column("revision", Integer, primary_key=True),
    _key("requirement"),
    Column("decision_id", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    _time("at"),
    ForeignKeyConstraint(
        ["company", "bundle_id", "revision"],
        ["bundle_revision.company", "bundle_revision.bundle_id", "bundle_revision.revision"],
    ),
)

decision = Table(
    "decision",
    metadata,
    _company(),
    _key(),
    Column("bundle_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("policy_version", String(100), nullable=False),
    _time("at"),
    Column("body", JSON, nullable=False),
    Index("ix_decision_company_bundle_id", "company", "bundle_id"),
)

leg = Table(
    "leg",
    metadata,
    _company(),
    _key("bundle_id"),
    Column("revision", Integer, primary_key=True),
    _key("leg_id"),
    Column("state", String(16), nullable=False),
)

intent = Table(
    "intent",
    metadata,
    _company(),
    _key("action_id"),
    Column("bundle_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("leg_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    _time("not_before"),
    Column("action", JSON, nullable=False),
    Column("action_digest", String(64), nullable=False),
    Column("expected_before", JSON, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
    Column("receipt", JSON),
    _time("changed_at"),
    Index("ix_intent_company_bundle_id", "company", "bundle_id"),
    Index("ix_intent_company_state", "company", "state"),
)

task = Table(
    "task",
    metadata,
    _company(),
    _key(),
    Column("bundle_id", String(64), nullable=False),
    Column("owner", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reference", String(200), nullable=False, server_default=""),
    Column("done_by", String(64), nullable=False, server_default=""),
    _time("opened_at"),
    _time("done_at", nullable=True),
    Index("ix_task_company_state", "company", "state"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("company", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    _time("not_before"),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
    Index("ix_outbox_company_state_not_before", "company", "state", "not_before"),
)

lease = Table(
    "lease",
    metadata,
    _company(),
    _key("name", 200),
    Column("holder", String(200), nullable=False),
    Column("epoch", Integer, nullable=False),
    _time("expires_at"),
)

budget = Table(
    "budget",
    metadata,
    _company(),
    _key("scope", 200),
    Column("used", Amount, nullable=False),
)

switch = Table(
    "switch",
    metadata,
    _company(),
    _key("name", 64),
    Column("on", Boolean, nullable=False),
    Column("because", Text, nullable=False, server_default=""),
)

principal = Table("principal", metadata, _company(), _key(), Column("body", JSON, nullable=False))

credential = Table(
    "credential",
    metadata,
    _company(),
    _key("token_hash"),
    Column("kind", String(16), nullable=False),
    Column("principal", String(64), nullable=False),
    _time("expires_at"),
    _time("used_at", nullable=True),
    ForeignKeyConstraint(["company", "principal"], ["principal.company", "principal.id"]),
)

audit = Table(
    "audit",
    metadata,
    _company(),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _time("at"),
    Column("actor", String(64), nullable=False),
    Column("type", String(64), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("payload", Text),
    Column("salt", String(32)),
    Column("payload_digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_company_subject", "company", "subject"),
)

audit_head = Table(
    "audit_head",
    metadata,
    _company(),
    Column("sequence", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("company", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    _time("at"),
    Index("ix_message_company_topic_id", "company", "topic", "id"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("message_id", Integer, primary_key=True),
    Column("consumer_group", String(64), primary_key=True),
    Column("consumer", String(200), nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    _time("claimed_until"),
    ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
)

__all__ = ["metadata"]
