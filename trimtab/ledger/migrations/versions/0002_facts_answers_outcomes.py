"""Facts, dismissals, company days, and tasks that ask the other side for an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this version."""
    op.create_table(
        "fact",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("parameter", sa.String(length=32), nullable=False),
        sa.Column("asserted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_fact")),
    )
    op.create_index("ix_fact_company_announced_expires_at", "fact", ["company", "announced", "expires_at"])

    op.create_table(
        "dismissal",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "id", name=op.f("pk_dismissal")),
    )
    op.create_index("ix_dismissal_company_at", "dismissal", ["company", "at"])

    op.create_table(
        "company_day",
        sa.Column("company", sa.String(length=64), nullable=False),
        sa.Column("course", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("company", "course", "day", name=op.f("pk_company_day")),
    )

    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("asks", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("answer", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_task_company_asks_due_at", ["company", "asks", "due_at"], unique=False)


def downgrade() -> None:
    """Take this version back."""
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_index("ix_task_company_asks_due_at")
        batch_op.drop_column("due_at")
        batch_op.drop_column("answer")
        batch_op.drop_column("asks")

    op.drop_table("company_day")
    op.drop_index("ix_dismissal_company_at", table_name="dismissal")
    op.drop_table("dismissal")
    op.drop_index("ix_fact_company_announced_expires_at", table_name="fact")
    op.drop_table("fact")
