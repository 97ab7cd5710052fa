"""Health: whether the process runs, and whether it can do its work."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from interfaces.context import InContext
from trimtab.errors import TrimtabError
from trimtab.measures import Frozen

router = APIRouter(tags=["health"])


class NotReady(TrimtabError):
    """The ledger cannot be reached."""

    code = "ledger.unreachable"
    status = 503


class Alive(Frozen):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Ready(Frozen):
    """The ledger answers; `migration` is the version of its schema."""

    status: Literal["ready"] = "ready"
    migration: str


@router.get("/healthz", summary="Whether the process runs")
def healthz() -> Alive:
    """Answer without touching anything."""
    return Alive()


@router.get("/readyz", summary="Whether the ledger answers")
def readyz(context: InContext) -> Ready:
    """Read the version of the ledger's schema; 503 where the ledger cannot be reached."""
    try:
        with context.ledger.read() as tx:
            version = tx.connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    except SQLAlchemyError as error:
        raise NotReady(
            "The ledger cannot be reached.", remedy="Look at its database and at TRIMTAB_LEDGER_URL."
        ) from error
    return Ready(migration=str(version))
