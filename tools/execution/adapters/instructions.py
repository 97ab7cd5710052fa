"""Instructions: what a person is asked to do for an action that no system takes, and what to come back with."""

from __future__ import annotations

from datetime import datetime, timedelta

from tools.language.legs import explain_leg
from tools.language.names import pieces
from tools.language.words import day, joined
from trimtab.actions import Action, CancelPurchase, PurchaseChange, SwitchSupplier
from trimtab.beliefs import Function
from trimtab.bundles import Leg
from trimtab.commitments import ASKED_OF_A_SUPPLIER
from trimtab.network import Network

COME_BACK = "Then say here what they answer."
REPORT = "Then confirm it here, with where it can be found (an e-mail, a call, a document number)."


def instruction(action: Action, network: Network) -> str:
    """Return what a person is asked to do, and what to report; raises UnknownReference for a code nobody knows."""
    if isinstance(action, SwitchSupplier):
        back = CancelPurchase(**action.model_dump(include=set(CancelPurchase.model_fields) - {"kind"}))
        lines = joined([pieces(network, line.item, line.quantity) for line in action.to_lines])
        supplier = network.supplier(action.to_supplier).name
        due = day(max(line.due for line in action.to_lines))
        return (
            f"{_said(back, network)} {COME_BACK} Once they agree, {lines} are ordered from {supplier}, expected {due}."
        )
    return f"{_said(action, network)} {COME_BACK if action.kind in ASKED_OF_A_SUPPLIER else REPORT}"


def answer_due(change: PurchaseChange, network: Network, now: datetime) -> datetime:
    """Return until when an answer is waited for: so many working days of the supplier after asking."""
    supplier = network.supplier(change.supplier)
    calendar = network.calendar(supplier.calendar)
    due = now
    for _ in range(supplier.changes.answer_within_days):
        due += timedelta(days=1)
        due += calendar.next_working_day(due.date()) - due.date()
    return due


def _said(action: Action, network: Network) -> str:
    return explain_leg(Leg(id=action.id, owner=Function.PROCUREMENT, action=action, because=""), network)
