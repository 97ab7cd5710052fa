"""The API under /api/v1: what programs read and decide, with the same authority checks as every other channel.

| room        | routes                                                        |
|-------------|---------------------------------------------------------------|
| `me`        | GET /me                                                       |
| `inbox`     | GET /inbox                                                    |
| `cases`     | GET /cases, /cases/{id}                                       |
| `bundles`   | GET /bundles, /bundles/{id}                                   |
| `decisions` | POST /bundles/{id}/decisions, /bundles/{id}/undo              |
| `tasks`     | GET /tasks, POST /tasks/{id}/done                             |
| `events`    | POST and GET /events, GET /quarantine                         |
| `beliefs`   | GET /beliefs                                                  |
| `audit`     | GET /audit                                                    |
| `stream`    | GET /stream                                                   |
| `health`    | GET /healthz, /readyz                                         |
| `problems`  | how errors look                                               |
"""

from fastapi import APIRouter

from interfaces.api import audit, beliefs, bundles, cases, decisions, events, health, inbox, me, stream, tasks
from interfaces.api.problems import PROBLEMS

PREFIX = "/api/v1"


def api_router() -> APIRouter:
    """Return every route of the API."""
    router = APIRouter(prefix=PREFIX, responses=PROBLEMS)
    for room in (me, inbox, bundles, decisions, cases, tasks, events, beliefs, audit, stream):
        router.include_router(room.router)
    router.include_router(health.router)
    return router
