"""Adapters for Tryton: orders, transfers, levels, requests and receipts, each changed exactly once for an action id."""

from __future__ import annotations

from tools.execution.adapters.tryton.commitment import PurchaseCommitments
from tools.execution.adapters.tryton.order_point import OrderPointAdapter
from tools.execution.adapters.tryton.purchase import PurchaseAdapter
from tools.execution.adapters.tryton.reallocate import ReallocateAdapter
from tools.execution.adapters.tryton.release import ReleaseAdapter
from tools.execution.adapters.tryton.reroute import RerouteAdapter
from tools.execution.adapters.tryton.transfer import TransferAdapter
from tools.execution.adapters.tryton.withdraw import WithdrawAdapter
from tools.tryton import TrytonClient
from trimtab.ports import Clock, CommitmentAdapter, ExecutionAdapter


def tryton_adapters(client: TrytonClient, clock: Clock) -> tuple[ExecutionAdapter, ...]:
    """Return all adapters over one client."""
    return (
        PurchaseAdapter(client, clock),
        TransferAdapter(client, clock),
        OrderPointAdapter(client, clock),
        ReleaseAdapter(client, clock),
        WithdrawAdapter(client, clock),
        RerouteAdapter(client, clock),
        ReallocateAdapter(client, clock),
    )


def tryton_commitments(client: TrytonClient, clock: Clock) -> tuple[CommitmentAdapter, ...]:
    """Return what writes the confirmed changes of purchase orders."""
    return (PurchaseCommitments(client, clock),)
