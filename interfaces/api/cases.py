"""Cases: one drift worth acting on each, with its bundles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from interfaces.api.summaries import BundleSummary, summary_of
from interfaces.context import InContext
from interfaces.identity import SignedIn
from trimtab.cases import Case, CaseState
from trimtab.measures import Frozen

router = APIRouter(tags=["cases"])


class CaseDetail(Frozen):
    """A case and all its bundles, oldest first."""

    case: Case
    bundles: tuple[BundleSummary, ...]


@router.get("/cases", summary="Cases, newest first")
def list_cases(
    caller: SignedIn,
    context: InContext,
    state: CaseState | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[Case]:
    """Return cases in a state, or all."""
    del caller
    with context.ledger.read() as tx:
        return tx.cases.all(state, limit)


@router.get("/cases/{case_id}", summary="One case with its bundles")
def read_case(case_id: str, caller: SignedIn, context: InContext) -> CaseDetail:
    """Return a case: what moved, what it costs, the constraints people added, and what was proposed."""
    del caller
    with context.ledger.read() as tx:
        case = tx.cases.get(case_id)
        return CaseDetail(case=case, bundles=tuple(summary_of(record) for record in tx.bundles.of_case(case_id)))
