"""Adapters for Tryton: purchase orders, transfers and order points, each created exactly once under its action id."""

from __future__ import annotations

from tools.execution.adapters.tryton.order_point import OrderPointAdapter
from tools.execution.adapters.tryton.purchase import PurchaseAdapter
from tools.execution.adapters.tryton.transfer import TransferAdapter
from tools.tryton import TrytonClient
from trimtab.network import Network
from trimtab.ports import Clock, ExecutionAdapter


def tryton_adapters(client: TrytonClient, network: Network, clock: Clock) -> tuple[ExecutionAdapter, ...]:
    """Return all adapters over one client."""
    return (
        PurchaseAdapter(client, network, clock),
        TransferAdapter(client, network, clock),
        OrderPointAdapter(client, clock),
    )
