"""The API under /api/v1: what programs read and decide, with the same authority checks as every other channel.

| room        | routes                                                        |
|-------------|---------------------------------------------------------------|
| `me`        | GET /me                                                       |
| `inbox`     | GET /inbox                                                    |
| `cases`     | GET /cases, /cases/{id}                                       |
| `bundles`   | GET /bundles, /bundles/{id}                                   |
| `decisions` | POST /bundles/{id}/decisions, /bundles/{id}/undo              |
| `casework`  | POST /bundles/{id}/edit/preview, /edit, /ask                  |
| `tasks`     | GET /tasks, POST /tasks/{id}/done, /tasks/{id}/answer         |
| `facts`     | POST and GET /facts, DELETE /facts/{id}                       |
| `dismissals` | GET /dismissals                                              |
| `outcomes`  | GET /outcomes                                                 |
| `events`    | POST and GET /events, GET /intake, GET /quarantine            |
| `beliefs`   | GET /beliefs                                                  |
| `suppliers` | GET /suppliers                                                |
| `backlog`   | GET /backlog                                                  |
| `audit`     | GET /audit                                                    |
| `stream`    | GET /stream                                                   |
| `health`    | GET /healthz, /readyz                                         |
| `problems`  | how errors look                                               |
| `channel`   | how what a program decides is labelled                        |
"""

from fastapi import APIRouter, Depends, Response

from interfaces.api import (
    audit,
    backlog,
    beliefs,
    bundles,
    cases,
    casework,
    decisions,
    dismissals,
    events,
    facts,
    health,
    inbox,
    me,
    outcomes,
    stream,
    suppliers,
    tasks,
)
from interfaces.api.problems import PROBLEMS
from interfaces.context import InContext

PREFIX = "/api/v1"


def stamped(response: Response, context: InContext) -> None:
    """Tell with every answer in which time zone people read times, and what business time it is."""
    response.headers["Trimtab-Time-Zone"] = context.settings.time_zone
    response.headers["Trimtab-Now"] = context.ledger.clock.business_now().isoformat(timespec="seconds")


def api_router() -> APIRouter:
    """Return every route of the API."""
    router = APIRouter(prefix=PREFIX, responses=PROBLEMS, dependencies=[Depends(stamped)])
    for room in (
        me,
        inbox,
        bundles,
        decisions,
        casework,
        cases,
        tasks,
        facts,
        dismissals,
        outcomes,
        events,
        beliefs,
        suppliers,
        backlog,
        audit,
        stream,
    ):
        router.include_router(room.router)
    router.include_router(health.router)
    return router
