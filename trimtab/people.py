"""People and programs that may decide: principals, their roles, and how they proved who they are."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from trimtab.beliefs import Function
from trimtab.measures import Frozen


class Role(StrEnum):
    """What policy speaks about."""

    SALES = "sales"
    PROCUREMENT = "procurement"
    LOGISTICS = "logistics"
    SUPPLY_PLANNER = "supply_planner"
    FINANCE = "finance"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


ROLE_OF_FUNCTION = {
    Function.SALES: Role.SALES,
    Function.PROCUREMENT: Role.PROCUREMENT,
    Function.LOGISTICS: Role.LOGISTICS,
    Function.SUPPLY: Role.SUPPLY_PLANNER,
    Function.FINANCE: Role.FINANCE,
}


class PrincipalKind(StrEnum):
    """Whether a principal is a person or a program."""

    PERSON = "person"
    AGENT = "agent"


class Principal(Frozen):
    """Somebody who can sign in."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
    name: str
    kind: PrincipalKind = PrincipalKind.PERSON
    email: str = ""
    roles: frozenset[Role]
    active: bool = True
