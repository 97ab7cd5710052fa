"""Legs: every kind of action as a document with lines, each before and after in the same place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interfaces.views import demand_legs, supply_legs
from interfaces.views.documents import LegView, Pen
from trimtab.actions import (
    ActionBase,
    AdjustLevel,
    CancelPurchase,
    CancelRequest,
    ExpeditePurchase,
    PlacePurchase,
    ReallocateSupply,
    ReleaseRequest,
    RepromiseOrder,
    RequestInformation,
    RerouteShipment,
    ReschedulePurchase,
    ShapeDemand,
    SubstituteItem,
    SwitchSupplier,
    TransferStock,
)
from trimtab.bundles import Leg

_WRITERS: dict[type[ActionBase], Callable[[Pen, Any], LegView]] = {
    PlacePurchase: supply_legs.purchase,
    ExpeditePurchase: supply_legs.redate,
    ReschedulePurchase: supply_legs.redate,
    CancelPurchase: supply_legs.cancel,
    SwitchSupplier: supply_legs.switch,
    ReleaseRequest: supply_legs.release,
    CancelRequest: supply_legs.withdraw,
    TransferStock: supply_legs.transfer,
    RerouteShipment: supply_legs.reroute,
    ReallocateSupply: demand_legs.reallocate,
    RepromiseOrder: demand_legs.repromise,
    SubstituteItem: demand_legs.substitute,
    ShapeDemand: demand_legs.shape,
    AdjustLevel: demand_legs.level,
    RequestInformation: demand_legs.information,
}


class LegFormat(Pen):
    """How legs are written: a pen that knows the form of every kind of action."""

    def view(self, leg: Leg) -> LegView:
        """Return a leg as a document."""
        return _WRITERS[type(leg.action)](self, leg.action)
