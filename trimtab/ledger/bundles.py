"""Bundles, every revision of each, and the states of their legs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from trimtab.assumptions import Breach
from trimtab.bundles import Bundle, BundleState, LegState, Route
from trimtab.errors import NotFound
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository


@dataclass(frozen=True)
class BundleRecord:
    """A bundle as the ledger holds it: the revision in force, its route and its state."""

    bundle: Bundle
    route: Route
    state: BundleState
    digest: str
    submitted_at: datetime
    changed_at: datetime
    expires_at: datetime
    deferred_until: datetime | None
    not_before: datetime | None
    decision_id: str | None
    because: str
    breaches: tuple[Breach, ...]
    """What made this revision stale; empty while it holds."""

    @property
    def id(self) -> str:
        """Return the bundle's id."""
        return self.bundle.id

    @property
    def revision(self) -> int:
        """Return the revision in force."""
        return self.bundle.revision


_JOINED = schema.bundle.join(
    schema.bundle_revision,
    (schema.bundle.c.company == schema.bundle_revision.c.company)
    & (schema.bundle.c.id == schema.bundle_revision.c.bundle_id)
    & (schema.bundle.c.revision == schema.bundle_revision.c.revision),
)


class Bundles(Repository):
    """Bundles by id."""

    def add(self, bundle: Bundle, route: Route) -> bool:
        """Add a bundle's first revision; False where the bundle exists already (the case graph ran again)."""
        now = self._tx.business_now
        added = self._insert_if_absent(
            schema.bundle,
            id=bundle.id,
            case_id=bundle.case_id,
            round=bundle.round,
            revision=bundle.revision,
            state=BundleState.AWAITING.value,
            digest=bundle.digest(),
            submitted_at=now,
            changed_at=now,
            expires_at=route.expires_at,
            because="",
        )
        if added:
            self._add_revision(bundle, route)
        return added

    def revise(self, bundle: Bundle, route: Route) -> None:
        """Put a new revision in force and await its decision; approvals of the old one no longer count."""
        self._add_revision(bundle, route)
        self.set_state(
            bundle.id,
            BundleState.AWAITING,
            revision=bundle.revision,
            digest=bundle.digest(),
            submitted_at=self._tx.business_now,
            expires_at=route.expires_at,
            deferred_until=None,
            not_before=None,
            decision_id=None,
            because="",
        )

    def get(self, bundle_id: str) -> BundleRecord:
        """Return a bundle in its current revision; raises NotFound."""
        return self._read(bundle_id)

    def lock(self, bundle_id: str) -> BundleRecord:
        """Return a bundle and hold its row until the transaction ends; raises NotFound."""
        query = select(schema.bundle.c.id).where(
            schema.bundle.c.company == self._company, schema.bundle.c.id == bundle_id
        )
        self._connection.execute(query.with_for_update())
        return self._read(bundle_id)

    def lock_all_of_case(self, case_id: str) -> None:
        """Hold the rows of all bundles of a case; bundles are always locked before their case."""
        self._connection.execute(
            select(schema.bundle.c.id)
            .where(schema.bundle.c.company == self._company, schema.bundle.c.case_id == case_id)
            .order_by(schema.bundle.c.id)
            .with_for_update()
        )

    def set_state(self, bundle_id: str, state: BundleState, **values: Any) -> None:
        """Move a locked bundle to a state."""
        self._connection.execute(
            update(schema.bundle)
            .where(schema.bundle.c.company == self._company, schema.bundle.c.id == bundle_id)
            .values(state=state.value, changed_at=self._tx.business_now, **values)
        )

    def in_states(self, states: Iterable[BundleState], limit: int = 1000) -> list[BundleRecord]:
        """Return bundles in some states, oldest first."""
        return self._select(schema.bundle.c.state.in_([s.value for s in states]), limit)

    def of_case(self, case_id: str) -> list[BundleRecord]:
        """Return all bundles of a case, oldest first."""
        return self._select(schema.bundle.c.case_id == case_id, 1000)

    def revisions(self, bundle_id: str) -> list[tuple[Bundle, tuple[Breach, ...]]]:
        """Return every revision with the breaches that made it stale, first to last."""
        rows = self._connection.execute(
            select(schema.bundle_revision.c.body, schema.bundle_revision.c.breaches)
            .where(schema.bundle_revision.c.company == self._company, schema.bundle_revision.c.bundle_id == bundle_id)
            .order_by(schema.bundle_revision.c.revision)
        )
        return [(Bundle.model_validate(row.body), _breaches(row.breaches)) for row in rows]

    def mark_stale(self, record: BundleRecord, breaches: Iterable[Breach]) -> None:
        """Take a locked bundle out of decision: what it rests on no longer holds, and this is why."""
        found = tuple(breaches)
        self._connection.execute(
            update(schema.bundle_revision)
            .where(
                schema.bundle_revision.c.company == self._company,
                schema.bundle_revision.c.bundle_id == record.id,
                schema.bundle_revision.c.revision == record.revision,
            )
            .values(breaches=[b.model_dump(mode="json") for b in found])
        )
        because = "; ".join(str(b) for b in found)
        self.set_state(record.id, BundleState.STALE, because=because, decision_id=None, not_before=None)

    def leg_states(self, bundle_id: str, revision: int) -> dict[str, LegState]:
        """Return the state of every leg of a revision."""
        rows = self._connection.execute(
            select(schema.leg.c.leg_id, schema.leg.c.state).where(
                schema.leg.c.company == self._company,
                schema.leg.c.bundle_id == bundle_id,
                schema.leg.c.revision == revision,
            )
        )
        return {row.leg_id: LegState(row.state) for row in rows}

    def set_leg_state(self, bundle_id: str, revision: int, leg_id: str, state: LegState) -> None:
        """Record what the other side has said to a leg so far."""
        self._connection.execute(
            update(schema.leg)
            .where(
                schema.leg.c.company == self._company,
                schema.leg.c.bundle_id == bundle_id,
                schema.leg.c.revision == revision,
                schema.leg.c.leg_id == leg_id,
            )
            .values(state=state.value)
        )

    def _add_revision(self, bundle: Bundle, route: Route) -> None:
        self._connection.execute(
            insert(schema.bundle_revision).values(
                company=self._company,
                bundle_id=bundle.id,
                revision=bundle.revision,
                digest=bundle.digest(),
                submitted_at=self._tx.business_now,
                body=bundle.model_dump(mode="json"),
                route=route.model_dump(mode="json"),
                breaches=[],
            )
        )
        self._connection.execute(
            insert(schema.leg),
            [
                {
                    "company": self._company,
                    "bundle_id": bundle.id,
                    "revision": bundle.revision,
                    "leg_id": leg.id,
                    "state": LegState.PROPOSED.value,
                }
                for leg in bundle.legs
            ],
        )

    def _select(self, condition: Any, limit: int) -> list[BundleRecord]:
        rows = self._connection.execute(
            select(schema.bundle, schema.bundle_revision.c.body, schema.bundle_revision.c.route)
            .add_columns(schema.bundle_revision.c.breaches)
            .select_from(_JOINED)
            .where(schema.bundle.c.company == self._company, condition)
            .order_by(schema.bundle.c.submitted_at, schema.bundle.c.id)
            .limit(limit)
        )
        return [_record(row) for row in rows]

    def _read(self, bundle_id: str) -> BundleRecord:
        found = self._select(schema.bundle.c.id == bundle_id, 1)
        if not found:
            raise NotFound(f"no bundle {bundle_id!r}")
        return found[0]


def _breaches(raw: list[dict[str, str]]) -> tuple[Breach, ...]:
    return tuple(Breach.model_validate(b) for b in raw)


def _record(row: Any) -> BundleRecord:
    return BundleRecord(
        bundle=Bundle.model_validate(row.body),
        route=Route.model_validate(row.route),
        state=BundleState(row.state),
        digest=row.digest,
        submitted_at=row.submitted_at,
        changed_at=row.changed_at,
        expires_at=row.expires_at,
        deferred_until=row.deferred_until,
        not_before=row.not_before,
        decision_id=row.decision_id,
        because=row.because,
        breaches=_breaches(row.breaches),
    )
