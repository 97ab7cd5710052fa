"""The addresses of the web pages, one room for each.

| room         | addresses                                                                    |
|--------------|------------------------------------------------------------------------------|
| `session`    | /login/{secret}, /sign-out                                                   |
| `queue`      | /                                                                            |
| `bundle`     | /bundles/{id}                                                                |
| `decisions`  | /bundles/{id}/approve, /reject, /defer, /undo                                |
| `case`       | /cases/{id}                                                                  |
| `tasks`      | /tasks, /tasks/{id}/done                                                     |
| `quarantine` | /quarantine                                                                  |
| `audit`      | /audit                                                                       |
"""

from fastapi import APIRouter

from interfaces.web import assets
from interfaces.web.routes import audit, bundle, case, decisions, quarantine, queue, session, tasks


def web_router() -> APIRouter:
    """Return every address of the web pages."""
    router = APIRouter()
    for room in (session, queue, bundle, decisions, case, tasks, quarantine, audit, assets):
        router.include_router(room.router)
    return router
