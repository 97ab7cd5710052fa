"""Releasing a purchase request: an order of our own under the action id takes its place.

The ERP's own way is a wizard, which its REST interface does not run, and it refuses to link a request to an order over
REST. So the request is deleted while the order is still a draft. Deleting succeeds once and never for a request that a
buyer has released meanwhile: it is the claim. Once the order is confirmed, the planner nets its receipts.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from tools.execution.adapters.tryton.once import documents_of
from tools.execution.adapters.tryton.purchase import PurchaseAdapter
from tools.execution.adapters.tryton.requested import held_request, take_away
from tools.tryton.client import SYSTEM
from tools.tryton.values import quantity
from trimtab.actions import Action, PlacePurchase, PurchaseLine, ReleaseRequest
from trimtab.errors import FieldConflict, Refused
from trimtab.receipts import Preview, Receipt


class ReleaseAdapter(PurchaseAdapter):
    """Turns purchase requests into confirmed orders."""

    kinds: ClassVar[frozenset[str]] = frozenset({"release_request"})

    def preview(self, action: Action) -> Preview:
        """Say what will be ordered, and which request it is made of; raises Refused as for any order."""
        release = _release(action)
        request = held_request(self._client, release)
        return (
            super()
            .preview(action)
            .model_copy(
                update={
                    "summary": f"request {release.document} becomes a purchase order to {release.supplier}: "
                    f"{release.quantity:f} {release.item}",
                    "expected_before": {"quantity": f"{request:f}" if request is not None else "gone"},
                }
            )
        )

    def execute(self, action: Action, key: str) -> Receipt:
        """Order and delete the request; raises FieldConflict where it is gone or changed before we began."""
        release = _release(action)
        if not documents_of(self._client, self.model, key, []):
            held = held_request(self._client, release)
            if held != quantity(release.quantity_before):
                now = "is gone" if held is None else f"asks for {held:f}"
                raise FieldConflict(
                    f"request {release.document} for {release.item} {now}, expected "
                    f"{quantity(release.quantity_before):f}",
                    system=SYSTEM,
                    remedy="Somebody or the ERP's planner was faster; the case is solved again.",
                )
        return super().execute(action, key)

    def _order(self, action: Action) -> PlacePurchase:
        release = _release(action)
        line = PurchaseLine(
            item=release.item,
            quantity=release.quantity,
            unit=release.unit,
            unit_price=release.unit_price,
            due=release.due,
        )
        return PlacePurchase(id=release.id, supplier=release.supplier, location=release.location, lines=(line,))

    def _values(self, action: Action) -> Mapping[str, Any]:
        return {**super()._values(action), "description": f"Purchase request {_release(action).document}"}

    def _claim(self, action: Action) -> None:
        take_away(self._client, _release(action))


def _release(action: Action) -> ReleaseRequest:
    if not isinstance(action, ReleaseRequest):
        raise Refused(f"{action.kind} is no release", system=SYSTEM)
    if not action.document.isdecimal() or action.quantity <= Decimal(0):
        raise Refused(
            f"{action.document} is no purchase request",
            system=SYSTEM,
            remedy="A requested transfer is withdrawn and a transfer of our own takes its place.",
        )
    return action
