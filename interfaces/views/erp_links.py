"""Links into the ERP: where the document of a leg opens in the ERP's own client, as TRIMTAB_ERP_LINK says."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from interfaces.views.standing import BY_HAND
from trimtab.actions import Action, PlacePurchase, ReallocateSupply, ReleaseRequest, TransferStock
from trimtab.receipts import Receipt

_MODELS = {
    "place_purchase": "purchase.purchase",
    "release_request": "purchase.purchase",
    "switch_supplier": "purchase.purchase",
    "expedite_purchase": "purchase.purchase",
    "reschedule_purchase": "purchase.purchase",
    "cancel_purchase": "purchase.purchase",
    "reroute_shipment": "purchase.purchase",
    "transfer_stock": "stock.shipment.internal",
    "reallocate_supply": "sale.sale",
    "repromise_order": "sale.sale",
    "substitute_item": "sale.sale",
    "adjust_level": "stock.order_point",
}
"""The kind of document in the ERP that an action is about or becomes; a request that was withdrawn is gone."""


@dataclass(frozen=True)
class ErpLinks:
    """Addresses of documents; an empty template gives none."""

    template: str = ""

    def to(self, action: Action, receipt: Receipt | None) -> str:
        """Return where the document opens that an action became or is about, empty where the ERP has none yet."""
        model = _MODELS.get(action.kind, "")
        sent = receipt is not None and receipt.system != BY_HAND
        record = receipt.document if receipt is not None and sent else _about(action)
        if not self.template or not model or not record:
            return ""
        return self.template.replace("{model}", quote(model, safe="")).replace("{id}", quote(record, safe=""))


def _about(action: Action) -> str:
    """Return the ERP's id of the document that an action changes, empty where it makes a new one."""
    match action:
        case PlacePurchase() | TransferStock() | ReleaseRequest():
            return ""
        case ReallocateSupply():
            return action.to_document
        case _:
            return str(getattr(action, "document", ""))
