"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
AMOUNT = sa.Numeric(precision=20, scale=4).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Apply this version."""
    op.create_table(
        "audit",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("company", "sequence", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit") as batch_op:
        batch_op.create_index("ix_audit_company_subject", ["company", "subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("company", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "belief",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("parameter", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "subject", "parameter", "version", name=op.f("pk_belief")),
    )
    with op.batch_alter_table("belief") as batch_op:
        batch_op.create_index("ix_belief_company_current", ["company", "current"], unique=False)

    op.create_table(
        "budget",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("used", AMOUNT, nullable=False),
        sa.PrimaryKeyConstraint("company", "scope", name=op.f("pk_budget")),
    )
    op.create_table(
        "case",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_case")),
    )
    with op.batch_alter_table("case") as batch_op:
        batch_op.create_index("ix_case_company_state", ["company", "state"], unique=False)

    op.create_table(
        "claim",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("resource", sa.String(length=300), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("company", "resource", name=op.f("pk_claim")),
    )
    op.create_table(
        "cursor",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company", "name", name=op.f("pk_cursor")),
    )
    op.create_table(
        "decision",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("principal", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("policy_version", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision") as batch_op:
        batch_op.create_index("ix_decision_company_bundle_id", ["company", "bundle_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "source", "id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.create_index("ix_event_company_subject", ["company", "subject"], unique=False)
        batch_op.create_index("ix_event_company_type_time", ["company", "type", "time"], unique=False)

    op.create_table(
        "intent",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("action_id", sa.String(length=64), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.JSON(), nullable=False),
        sa.Column("action_digest", sa.String(length=64), nullable=False),
        sa.Column("expected_before", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company", "action_id", name=op.f("pk_intent")),
    )
    with op.batch_alter_table("intent") as batch_op:
        batch_op.create_index("ix_intent_company_bundle_id", ["company", "bundle_id"], unique=False)
        batch_op.create_index("ix_intent_company_state", ["company", "state"], unique=False)

    op.create_table(
        "lease",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company", "name", name=op.f("pk_lease")),
    )
    op.create_table(
        "leg",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("company", "bundle_id", "revision", "leg_id", name=op.f("pk_leg")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message") as batch_op:
        batch_op.create_index("ix_message_company_topic_id", ["company", "topic", "id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.create_index("ix_outbox_company_state_not_before", ["company", "state", "not_before"], unique=False)

    op.create_table(
        "principal",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_principal")),
    )
    op.create_table(
        "quarantine",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("record", sa.String(length=300), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "switch",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("company", "name", name=op.f("pk_switch")),
    )
    op.create_table(
        "task",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column("done_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task") as batch_op:
        batch_op.create_index("ix_task_company_state", ["company", "state"], unique=False)

    op.create_table(
        "bundle",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deferred_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_id", sa.String(length=64), nullable=True),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["company", "case_id"], ["case.company", "case.id"], name=op.f("fk_bundle_company_case_id")
        ),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_bundle")),
    )
    with op.batch_alter_table("bundle") as batch_op:
        batch_op.create_index("ix_bundle_company_case_id", ["company", "case_id"], unique=False)
        batch_op.create_index("ix_bundle_company_state", ["company", "state"], unique=False)

    op.create_table(
        "credential",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("principal", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company", "principal"],
            ["principal.company", "principal.id"],
            name=op.f("fk_credential_company_principal"),
        ),
        sa.PrimaryKeyConstraint("company", "token_hash", name=op.f("pk_credential")),
    )
    op.create_table(
        "delivery",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("consumer_group", sa.String(length=64), nullable=False),
        sa.Column("consumer", sa.String(length=200), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_delivery_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "consumer_group", name=op.f("pk_delivery")),
    )
    op.create_table(
        "bundle_revision",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("route", sa.JSON(), nullable=False),
        sa.Column("breaches", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company", "bundle_id"], ["bundle.company", "bundle.id"], name=op.f("fk_bundle_revision_company_bundle_id")
        ),
        sa.PrimaryKeyConstraint("company", "bundle_id", "revision", name=op.f("pk_bundle_revision")),
    )
    op.create_table(
        "approval",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("bundle_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=64), nullable=False),
        sa.Column("decision_id", sa.String(length=64), nullable=False),
        sa.Column("principal", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company", "bundle_id", "revision"],
            ["bundle_revision.company", "bundle_revision.bundle_id", "bundle_revision.revision"],
            name=op.f("fk_approval_company_bundle_id_revision"),
        ),
        sa.PrimaryKeyConstraint("company", "bundle_id", "revision", "requirement", name=op.f("pk_approval")),
    )


def downgrade() -> None:
    """Take this version back."""
    op.drop_table("approval")
    op.drop_table("bundle_revision")
    op.drop_table("delivery")
    op.drop_table("credential")
    with op.batch_alter_table("bundle") as batch_op:
        batch_op.drop_index("ix_bundle_company_state")
        batch_op.drop_index("ix_bundle_company_case_id")

    op.drop_table("bundle")
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_index("ix_task_company_state")

    op.drop_table("task")
    op.drop_table("switch")
    op.drop_table("quarantine")
    op.drop_table("principal")
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_index("ix_outbox_company_state_not_before")

    op.drop_table("outbox")
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index("ix_message_company_topic_id")

    op.drop_table("message")
    op.drop_table("leg")
    op.drop_table("lease")
    with op.batch_alter_table("intent") as batch_op:
        batch_op.drop_index("ix_intent_company_state")
        batch_op.drop_index("ix_intent_company_bundle_id")

    op.drop_table("intent")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_index("ix_event_company_type_time")
        batch_op.drop_index("ix_event_company_subject")

    op.drop_table("event")
    with op.batch_alter_table("decision") as batch_op:
        batch_op.drop_index("ix_decision_company_bundle_id")

    op.drop_table("decision")
    op.drop_table("cursor")
    op.drop_table("claim")
    with op.batch_alter_table("case") as batch_op:
        batch_op.drop_index("ix_case_company_state")

    op.drop_table("case")
    op.drop_table("budget")
    with op.batch_alter_table("belief") as batch_op:
        batch_op.drop_index("ix_belief_company_current")

    op.drop_table("belief")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit") as batch_op:
        batch_op.drop_index("ix_audit_company_subject")

    op.drop_table("audit")
