"""Who I am: the principal behind the credential."""

from __future__ import annotations

from fastapi import APIRouter

from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.measures import Frozen
from trimtab.people import PrincipalKind, Role

router = APIRouter(tags=["me"])


class Me(Frozen):
    """The caller; `time_zone` is the one in which the company's approvers are shown dates."""

    id: str
    name: str
    kind: PrincipalKind
    email: str
    roles: tuple[Role, ...]
    company: str
    time_zone: str


@router.get("/me", summary="Who is calling, and with which roles")
def read_me(caller: SignedIn, context: InContext) -> Me:
    """Return the caller."""
    who = caller.principal
    return Me(
        id=who.id,
        name=who.name,
        kind=who.kind,
        email=who.email,
        roles=tuple(sorted(who.roles)),
        company=context.settings.company,
        time_zone=context.settings.time_zone,
    )
