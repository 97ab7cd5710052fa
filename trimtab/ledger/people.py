"""Principals and their credentials: one-time links, sessions and API tokens, kept as hashes only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update

from trimtab.errors import NotFound, NotSignedIn
from trimtab.ledger import schema
from trimtab.ledger.rows import Repository
from trimtab.people import Principal


class CredentialKind(StrEnum):
    """A link is used once; a session belongs to a browser; a token to a program."""

    LINK = "link"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - the name of a kind


class People(Repository):
    """Principals by id; credentials by the hash of their secret."""

    def save(self, principal: Principal) -> None:
        """Add or replace a principal."""
        body = principal.model_dump(mode="json") | {"roles": sorted(principal.roles)}
        if not self._insert_if_absent(schema.principal, id=principal.id, body=body):
            self._connection.execute(
                update(schema.principal)
                .where(schema.principal.c.company == self._company, schema.principal.c.id == principal.id)
                .values(body=body)
            )

    def get(self, principal_id: str) -> Principal:
        """Return a principal; raises NotFound."""
        body = self._connection.execute(
            select(schema.principal.c.body).where(
                schema.principal.c.company == self._company, schema.principal.c.id == principal_id
            )
        ).scalar()
        if body is None:
            raise NotFound(f"no principal {principal_id!r}")
        return Principal.model_validate(body)

    def all(self) -> list[Principal]:
        """Return every principal, by id."""
        rows = self._connection.execute(
            select(schema.principal.c.body)
            .where(schema.principal.c.company == self._company)
            .order_by(schema.principal.c.id)
        )
        return [Principal.model_validate(row.body) for row in rows]

    def issue(self, kind: CredentialKind, principal_id: str, hours: float) -> str:
        """Issue a credential and return its secret, which is not kept."""
        secret = secrets.token_urlsafe(32)
        self._insert_if_absent(
            schema.credential,
            token_hash=_hash(secret),
            kind=kind.value,
            principal=principal_id,
            expires_at=self._tx.wall_now + timedelta(hours=hours),
        )
        return secret

    def redeem_link(self, secret: str, session_hours: float) -> tuple[Principal, str]:
        """Use a one-time link: return its owner and a session secret; raises NotSignedIn if used or expired."""
        table = schema.credential
        done = self._connection.execute(
            update(table)
            .where(
                table.c.company == self._company,
                table.c.token_hash == _hash(secret),
                table.c.kind == CredentialKind.LINK.value,
                table.c.used_at.is_(None),
                table.c.expires_at > self._tx.wall_now,
            )
            .values(used_at=self._tx.wall_now)
        )
        if done.rowcount != 1:
            raise NotSignedIn(
                "This sign-in link was used before or has expired.",
                remedy="Ask for a new one with `trimtab link`.",
            )
        principal = self._owner(secret)
        return principal, self.issue(CredentialKind.SESSION, principal.id, session_hours)

    def authenticate(self, secret: str, kind: CredentialKind) -> Principal:
        """Return the active principal behind a session or token; raises NotSignedIn."""
        table = schema.credential
        found = self._connection.execute(
            select(table.c.principal).where(
                table.c.company == self._company,
                table.c.token_hash == _hash(secret),
                table.c.kind == kind.value,
                table.c.expires_at > self._tx.wall_now,
            )
        ).scalar()
        principal = self.get(found) if found is not None else None
        if principal is None or not principal.active:
            raise NotSignedIn("You are not signed in, or your session has ended.", remedy="Open a sign-in link.")
        return principal

    def revoke(self, secret: str) -> None:
        """Forget a credential."""
        self._connection.execute(
            delete(schema.credential).where(
                schema.credential.c.company == self._company, schema.credential.c.token_hash == _hash(secret)
            )
        )

    def _owner(self, secret: str) -> Principal:
        query = select(schema.credential.c.principal).where(
            schema.credential.c.company == self._company, schema.credential.c.token_hash == _hash(secret)
        )
        return self.get(self._connection.execute(query).scalar_one())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
