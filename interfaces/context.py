"""What every request needs: the ledger, the settings and the names of things, kept on the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from interfaces.views.names import Names
from trimtab.ledger import Ledger
from trimtab.settings import Settings


@dataclass(frozen=True)
class Context:
    """The application's own things, the same for every request."""

    ledger: Ledger
    settings: Settings
    names: Names

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which approvers are shown dates."""
        return ZoneInfo(self.settings.time_zone)

    @property
    def https(self) -> bool:
        """Tell whether people reach us over HTTPS."""
        return self.settings.public_url.startswith("https://")


def context_of(request: Request) -> Context:
    """Return the application's context."""
    return cast("Context", request.app.state.context)


InContext = Annotated[Context, Depends(context_of)]
