"""What every request needs: the ledger, the settings and the names of things, kept on the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Protocol, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from interfaces.views.erp_links import ErpLinks
from interfaces.views.names import Names
from trimtab.casework import Answered, EditPreview
from trimtab.edits import Edit
from trimtab.errors import NotAvailable
from trimtab.ledger import Ledger
from trimtab.settings import Settings


class Casework(Protocol):
    """What a person can do with a bundle besides deciding; each of these solves, so it belongs into a thread."""

    def preview(self, bundle_id: str, edit: Edit) -> EditPreview:
        """Solve a bundle under an edit; writes nothing."""

    def propose(self, bundle_id: str, edit: Edit, principal_id: str) -> int:
        """Solve a bundle under an edit and put it in force; returns the new revision."""

    def ask(self, bundle_id: str, text: str) -> Answered:
        """Answer a question about a bundle from the solver and the ledger; writes nothing."""


@dataclass(frozen=True)
class Context:
    """The application's own things, the same for every request."""

    ledger: Ledger
    settings: Settings
    names: Names
    casework: Casework | None = None

    def require_casework(self) -> Casework:
        """Return what solves edits and questions; raises NotAvailable where the process has none."""
        if self.casework is None:
            raise NotAvailable(
                "edits and questions need the ERP and the network, which this process was started without.",
                remedy="Set TRIMTAB_TRYTON_URL, TRIMTAB_TRYTON_KEY and TRIMTAB_NETWORK_FILE, then start it again.",
            )
        return self.casework

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which approvers are shown dates."""
        return ZoneInfo(self.settings.time_zone)

    @property
    def erp_links(self) -> ErpLinks:
        """Return where documents open in the ERP."""
        return ErpLinks(self.settings.erp_link)

    @property
    def https(self) -> bool:
        """Tell whether people reach us over HTTPS."""
        return self.settings.public_url.startswith("https://")


def context_of(request: Request) -> Context:
    """Return the application's context."""
    return cast("Context", request.app.state.context)


InContext = Annotated[Context, Depends(context_of)]
