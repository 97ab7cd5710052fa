"""The rights of Trimtab's user in the ERP: what it must be able to read, asked one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trimtab.errors import Refused

if TYPE_CHECKING:
    from tools.tryton import TrytonClient

READ = (
    "party.party",
    "product.product",
    "purchase.product_supplier",
    "purchase.line",
    "purchase.purchase",
    "purchase.request",
    "sale.line",
    "sale.sale",
    "stock.location",
    "stock.move",
    "stock.order_point",
    "stock.shipment.internal",
    "stock.shipment.out",
)
NOTHING = [["id", "=", -1]]


def refused_rights(client: TrytonClient) -> list[str]:
    """Return a sentence for every model that may not be read; raises Unavailable where the ERP does not answer."""
    refused = []
    for model in READ:
        try:
            client.read(model, ["id"], NOTHING)
        except Refused as error:
            refused.append(error.message)
    return refused
