"""The addresses of the web pages, one room for each.

| room         | addresses                                                                    |
|--------------|------------------------------------------------------------------------------|
| `session`    | /login/{secret}, /sign-out                                                   |
| `queue`      | /                                                                            |
| `bundle`     | /bundles/{id}                                                                |
| `decisions`  | /bundles/{id}/approve, /reject, /defer, /undo                                |
| `edits`      | /bundles/{id}/edit, /bundles/{id}/edit/confirm                               |
| `asking`     | /bundles/{id}/ask                                                            |
| `case`       | /cases/{id}                                                                  |
| `tasks`      | /tasks, /tasks/{id}/done, /tasks/{id}/answer                                 |
| `facts`      | /facts, /facts/{id}/withdraw                                                 |
| `outcomes`   | /outcomes                                                                    |
| `dismissed`  | /dismissed                                                                   |
| `quarantine` | /quarantine                                                                  |
| `audit`      | /audit, /audit/verify                                                        |
| `tour`       | /tour                                                                        |
"""

from fastapi import APIRouter

from interfaces.web import assets
from interfaces.web.routes import (
    asking,
    audit,
    bundle,
    case,
    decisions,
    dismissed,
    edits,
    facts,
    outcomes,
    quarantine,
    queue,
    session,
    tasks,
    tour,
)

ROOMS = (
    session,
    queue,
    bundle,
    decisions,
    edits,
    asking,
    case,
    tasks,
    facts,
    outcomes,
    dismissed,
    quarantine,
    audit,
    tour,
    assets,
)


def web_router() -> APIRouter:
    """Return every address of the web pages."""
    router = APIRouter()
    for room in ROOMS:
        router.include_router(room.router)
    return router
