"""The tables of the ledger: company first in every key, times in UTC, bodies as JSON of the floor-1 models."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

from trimtab.ledger.columns import Amount, company, key, time

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


event = Table(
    "event",
    metadata,
    company(),
    key("source", 200),
    key("id", 200),
    Column("type", String(64), nullable=False),
    Column("subject", String(300), nullable=False),
    time("time"),
    time("received_at"),
    Column("data", JSON, nullable=False),
    Index("ix_event_company_subject", "company", "subject"),
    Index("ix_event_company_type_time", "company", "type", "time"),
)

quarantine = Table(
    "quarantine",
    metadata,
    company(),
    key(),
    Column("source", String(200), nullable=False),
    Column("record", String(300), nullable=False),
    Column("field", String(100), nullable=False),
    Column("code", String(64), nullable=False),
    Column("message", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    time("at"),
    time("resolved_at", nullable=True),
)

cursor = Table("cursor", metadata, company(), key("name", 100), Column("value", Text, nullable=False))

intake = Table(
    "intake",
    metadata,
    company(),
    key("source", 200),
    Column("repeated", Integer, nullable=False),
    Column("late", Integer, nullable=False),
)

belief = Table(
    "belief",
    metadata,
    company(),
    key("subject", 300),
    key("parameter", 32),
    Column("version", Integer, primary_key=True),
    Column("current", Boolean, nullable=False),
    time("as_of"),
    Column("body", JSON, nullable=False),
    Index("ix_belief_company_current", "company", "current"),
)

fact = Table(
    "fact",
    metadata,
    company(),
    key(),
    Column("subject", String(300), nullable=False),
    Column("parameter", String(32), nullable=False),
    time("asserted_at"),
    time("expires_at"),
    time("withdrawn_at", nullable=True),
    Column("announced", Boolean, nullable=False),
    Column("body", JSON, nullable=False),
    Index("ix_fact_company_announced_expires_at", "company", "announced", "expires_at"),
)

dismissal = Table(
    "dismissal",
    metadata,
    company(),
    key(),
    time("at"),
    Column("body", JSON, nullable=False),
    Index("ix_dismissal_company_at", "company", "at"),
)

company_day = Table(
    "company_day",
    metadata,
    company(),
    key("course", 16),
    Column("day", Date, primary_key=True),
    Column("body", JSON, nullable=False),
)

case = Table(
    "case",
    metadata,
    company(),
    key(),
    Column("state", String(16), nullable=False),
    Column("round", Integer, nullable=False),
    time("opened_at"),
    time("closed_at", nullable=True),
    Column("body", JSON, nullable=False),
    Index("ix_case_company_state", "company", "state"),
)

claim = Table("claim", metadata, company(), key("resource", 300), Column("case_id", String(64), nullable=False))

bundle = Table(
    "bundle",
    metadata,
    company(),
    key(),
    Column("case_id", String(64), nullable=False),
    Column("round", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("digest", String(64), nullable=False),
    time("submitted_at"),
    time("changed_at"),
    time("expires_at"),
    time("deferred_until", nullable=True),
    time("not_before", nullable=True),
    Column("decision_id", String(64)),
    Column("because", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["company", "case_id"], ["case.company", "case.id"]),
    Index("ix_bundle_company_state", "company", "state"),
    Index("ix_bundle_company_case_id", "company", "case_id"),
)

bundle_revision = Table(
    "bundle_revision",
    metadata,
    company(),
    key("bundle_id"),
    Column("revision", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    time("submitted_at"),
    Column("body", JSON, nullable=False),
    Column("route", JSON, nullable=False),
    Column("breaches", JSON, nullable=False),
    ForeignKeyConstraint(["company", "bundle_id"], ["bundle.company", "bundle.id"]),
)

approval = Table(
    "approval",
    metadata,
    company(),
    key("bundle_id"),
    Column("revision", Integer, primary_key=True),
    key("requirement"),
    Column("decision_id", String(64), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    time("at"),
    ForeignKeyConstraint(
        ["company", "bundle_id", "revision"],
        ["bundle_revision.company", "bundle_revision.bundle_id", "bundle_revision.revision"],
    ),
)

decision = Table(
    "decision",
    metadata,
    company(),
    key(),
    Column("bundle_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("principal", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("policy_version", String(100), nullable=False),
    time("at"),
    Column("body", JSON, nullable=False),
    Index("ix_decision_company_bundle_id", "company", "bundle_id"),
)

leg = Table(
    "leg",
    metadata,
    company(),
    key("bundle_id"),
    Column("revision", Integer, primary_key=True),
    key("leg_id"),
    Column("state", String(16), nullable=False),
)

intent = Table(
    "intent",
    metadata,
    company(),
    key("action_id"),
    Column("bundle_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("leg_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    time("not_before"),
    Column("action", JSON, nullable=False),
    Column("action_digest", String(64), nullable=False),
    Column("expected_before", JSON, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
    Column("receipt", JSON),
    time("changed_at"),
    Index("ix_intent_company_bundle_id", "company", "bundle_id"),
    Index("ix_intent_company_state", "company", "state"),
)

task = Table(
    "task",
    metadata,
    company(),
    key(),
    Column("bundle_id", String(64), nullable=False),
    Column("owner", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reference", String(200), nullable=False, server_default=""),
    Column("done_by", String(64), nullable=False, server_default=""),
    time("opened_at"),
    time("done_at", nullable=True),
    Column("asks", Boolean, nullable=False, server_default=false()),
    Column("answer", JSON(none_as_null=True)),
    time("due_at", nullable=True),
    Index("ix_task_company_state", "company", "state"),
    Index("ix_task_company_asks_due_at", "company", "asks", "due_at"),
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
    time("not_before"),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
    Index("ix_outbox_company_state_not_before", "company", "state", "not_before"),
)

lease = Table(
    "lease",
    metadata,
    company(),
    key("name", 200),
    Column("holder", String(200), nullable=False),
    Column("epoch", Integer, nullable=False),
    time("expires_at"),
)

budget = Table(
    "budget",
    metadata,
    company(),
    key("scope", 200),
    Column("used", Amount, nullable=False),
)

switch = Table(
    "switch",
    metadata,
    company(),
    key("name", 64),
    Column("on", Boolean, nullable=False),
    Column("because", Text, nullable=False, server_default=""),
)

principal = Table("principal", metadata, company(), key(), Column("body", JSON, nullable=False))

credential = Table(
    "credential",
    metadata,
    company(),
    key("token_hash"),
    Column("kind", String(16), nullable=False),
    Column("principal", String(64), nullable=False),
    time("expires_at"),
    time("used_at", nullable=True),
    ForeignKeyConstraint(["company", "principal"], ["principal.company", "principal.id"]),
)

audit = Table(
    "audit",
    metadata,
    company(),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    time("at"),
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
    company(),
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
    time("at"),
    Index("ix_message_company_topic_id", "company", "topic", "id"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("message_id", Integer, primary_key=True),
    Column("consumer_group", String(64), primary_key=True),
    Column("consumer", String(200), nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    time("claimed_until"),
    ForeignKeyConstraint(["message_id"], ["message.id"], ondelete="CASCADE"),
)

__all__ = ["metadata"]
