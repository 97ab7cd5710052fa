"""Decisions as they were made, and the approvals that count towards a revision's requirements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, literal, select

from trimtab.decisions import Decision
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository

_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)


@dataclass(frozen=True)
class DecisionRecord:
    """One decision: who, when, through which channel, under which policy."""

    id: str
    bundle_id: str
    revision: int
    principal: str
    channel: str
    policy_version: str
    at: datetime
    decision: Decision


class Approvals(Repository):
    """Decisions are appended; approvals are UNIQUE per (bundle, revision, requirement)."""

    def record_decision(self, record: DecisionRecord) -> None:
        """Append a decision."""
        self._connection.execute(
            insert(schema.decision).values(
                company=self._company,
                id=record.id,
                bundle_id=record.bundle_id,
                revision=record.revision,
                kind=record.decision.kind,
                principal=record.principal,
                channel=record.channel,
                policy_version=record.policy_version,
                at=record.at,
                body=record.decision.model_dump(mode="json"),
            )
        )

    def decisions(self, bundle_id: str) -> list[DecisionRecord]:
        """Return all decisions on a bundle, first to last."""
        rows = self._connection.execute(
            select(schema.decision)
            .where(schema.decision.c.company == self._company, schema.decision.c.bundle_id == bundle_id)
            .order_by(schema.decision.c.at, schema.decision.c.id)
        )
        return [_decision(row) for row in rows]

    def decision(self, decision_id: str) -> DecisionRecord | None:
        """Return one decision, None where there is none."""
        row = self._connection.execute(
            select(schema.decision).where(
                schema.decision.c.company == self._company, schema.decision.c.id == decision_id
            )
        ).first()
        return _decision(row) if row is not None else None

    def grant(self, record: DecisionRecord, requirement: str, digest: str) -> bool:
        """Count an approval for a requirement; False where the requirement is met already."""
        return self._insert_if_absent(
            schema.approval,
            bundle_id=record.bundle_id,
            revision=record.revision,
            requirement=requirement,
            decision_id=record.id,
            principal=record.principal,
            digest=digest,
            at=record.at,
        )

    def granted(self, bundle_id: str, revision: int) -> dict[str, str]:
        """Return who met which requirement of a revision: requirement id to principal."""
        rows = self._connection.execute(
            select(schema.approval.c.requirement, schema.approval.c.principal).where(
                schema.approval.c.company == self._company,
                schema.approval.c.bundle_id == bundle_id,
                schema.approval.c.revision == revision,
            )
        )
        return {row.requirement: row.principal for row in rows}

    def carry_over(self, bundle_id: str, revision: int, to_revision: int, requirements: Iterable[str]) -> None:
        """Count approvals of one revision for another too; who, when and the digest they named stay as they were."""
        table = schema.approval
        chosen = select(
            table.c.company,
            table.c.bundle_id,
            literal(to_revision),
            table.c.requirement,
            table.c.decision_id,
            table.c.principal,
            table.c.digest,
            table.c.at,
        ).where(
            table.c.company == self._company,
            table.c.bundle_id == bundle_id,
            table.c.revision == revision,
            table.c.requirement.in_(list(requirements)),
        )
        self._connection.execute(insert(table).from_select([c.name for c in table.c], chosen))

    def withdraw(self, bundle_id: str, revision: int) -> None:
        """Take back all approvals of a revision; the decisions stay on record."""
        self._connection.execute(
            delete(schema.approval).where(
                schema.approval.c.company == self._company,
                schema.approval.c.bundle_id == bundle_id,
                schema.approval.c.revision == revision,
            )
        )


def _decision(row: Any) -> DecisionRecord:
    return DecisionRecord(
        id=row.id,
        bundle_id=row.bundle_id,
        revision=row.revision,
        principal=row.principal,
        channel=row.channel,
        policy_version=row.policy_version,
        at=row.at,
        decision=_DECISION.validate_python(row.body),
    )
