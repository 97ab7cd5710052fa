"""Carrying out: what an action does to a company, as far as its suppliers and its stock allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tools.simulation.companies.record import PurchaseRecord, TransferRecord, day_of, number_of
from tools.simulation.companies.world import GOODWILL_SHARE, NOTHING, World
from trimtab.actions import (
    Action,
    CancelPurchase,
    ExpeditePurchase,
    PlacePurchase,
    PurchaseChange,
    PurchaseLine,
    RedatedLine,
    RepromiseOrder,
    RerouteShipment,
    ReschedulePurchase,
    ShapeDemand,
    SwitchSupplier,
    TransferStock,
)
from trimtab.errors import Refused
from trimtab.events import Event
from trimtab.network import Supplier

SYSTEM = "world"


def carry_out(world: World, action: Action) -> list[Event]:
    """Do what an action asks; returns what the ERP tells of it. Raises Refused where it cannot be done any more."""
    try:
        told = _carried_out(world, action)
    except Refused:
        world.accounts.impossible += 1
        raise
    world.accounts.documents += 1
    world.pay("documents", world.network.costs.change_price.amount)
    return told


def _carried_out(world: World, action: Action) -> list[Event]:
    match action:
        case PlacePurchase():
            return _order(world, action.supplier, action.location, action.lines, fixed=True)
        case TransferStock():
            return _send(world, action)
        case RepromiseOrder():
            return _repromise(world, action)
        case RerouteShipment():
            return _reroute(world, action)
        case ShapeDemand():
            return _shape(world, action)
        case ExpeditePurchase() | ReschedulePurchase() | CancelPurchase() | SwitchSupplier():
            return _change(world, action)
        case _:
            raise Refused(f"{action.kind} cannot be carried out here", system=SYSTEM)


def _order(world: World, supplier: str, location: str, lines: Iterable[PurchaseLine], *, fixed: bool) -> list[Event]:
    terms = world.network.supplier(supplier)
    ordered = _order_day(world, terms)
    world.placed += 1
    document, told = f"PO-{world.placed}", []
    lines = list(lines)
    volumes = [wanted.quantity * world.network.item(wanted.item).volume_m3 for wanted in lines]
    cost = 0.0
    if terms.container is not None:
        cost = float(terms.container.cost.amount * -(-sum(volumes) // terms.container.volume_m3))
    for number, wanted in enumerate(lines, start=1):
        source = next(s for s in world.network.sources_of(wanted.item) if s.supplier == supplier)
        slip = world.company.fate.slip(supplier, ordered, source.lead_time_days)
        promised = ordered + source.lead_time_days
        line = PurchaseRecord(
            document=document,
            line=str(number),
            supplier=supplier,
            item=wanted.item,
            location=location,
            quantity=wanted.quantity,
            price=source.unit_price.amount,
            ordered=ordered,
            promised=promised,
            due=promised,
            arrives=promised + slip.days,
            told=None if slip.told_after is None else ordered + slip.told_after,
            containers=cost * float(volumes[number - 1] / sum(volumes)),
        )
        world.purchases.append(line)
        told.append(world.news.purchase(line.shown(), world.day))
        world.accounts.ordered[world.day // 7, wanted.item] += float(wanted.quantity)
    if fixed:
        world.pay("orders", world.network.costs.fixed_cost_per_purchase.amount)
    return told


def _order_day(world: World, supplier: Supplier) -> int:
    return next(
        day
        for day in range(world.day, world.day + 8)
        if not supplier.order_days or day_of(day).weekday() in supplier.order_days
    )


def _send(world: World, action: TransferStock) -> list[Event]:
    lane = next(
        x
        for x in world.network.lanes
        if (x.origin, x.destination, x.mode) == (action.origin, action.destination, action.mode)
    )
    there = [x for x in action.lines if world.stock.get((x.item, action.origin), NOTHING) > 0]
    if not there:
        raise Refused("nothing is left to send", system=SYSTEM)
    for line in there:
        world.placed += 1
        world.transfers.append(
            TransferRecord(
                document=f"TO-{world.placed}",
                item=line.item,
                origin=action.origin,
                destination=action.destination,
                quantity=line.quantity,
                days=lane.transit_days,
                due=world.day + lane.transit_days,
                freight=lane.cost_per_unit.amount,
            )
        )
    world.leave()
    world.pay("orders", world.network.costs.fixed_cost_per_transfer.amount)
    return []


def _repromise(world: World, action: RepromiseOrder) -> list[Event]:
    sale = next((s for s in world.sales if s.document == action.document), None)
    due = number_of(action.due_after)
    if sale is None or sale.due < world.day or due <= sale.due:
        raise Refused("the line is not open any more, or overdue", system=SYSTEM)
    share = world.network.costs.backorder_cost_per_day_share * GOODWILL_SHARE
    world.pay("goodwill", float(sale.quantity) * world.unit_margin(sale.item) * share * (due - sale.due))
    sale.due = due
    world.accounts.changes += 1
    return []


def _shape(world: World, action: ShapeDemand) -> list[Event]:
    place, start = (action.item, action.location), number_of(action.start)
    held = next((p for p in world.promotions.values() if p.place == place and p.start == start), None)
    if held is None or start <= world.day:
        raise Refused("the promotion has begun", system=SYSTEM)
    moved = replace(held, start=number_of(action.start_after))
    world.promotions[held.number] = moved
    world.pay("promotions moved", action.cost.amount)
    world.accounts.changes += 1
    return [world.announced(held, 0.0), world.announced(moved)]


def _reroute(world: World, action: RerouteShipment) -> list[Event]:
    lines = [_open(world, action.document, x.line) for x in action.lines]
    told = []
    for line, asked in zip(lines, action.lines, strict=True):
        told.append(world.news.purchase(line.shown(NOTHING), world.day))
        world.purchases.remove(line)
        told.append(_again(world, line, number_of(asked.due_after), line.arrives, action.to_location))
    world.pay("freight", action.cost.amount)
    world.accounts.changes += 1
    return told


def _change(
    world: World, action: ExpeditePurchase | ReschedulePurchase | CancelPurchase | SwitchSupplier
) -> list[Event]:
    """Ask a supplier for a change, who grants what its terms say, for all lines or for none."""
    lines = [_open(world, action.document, x.line) for x in action.lines]
    _check_terms(world, action, lines)
    told = []
    for line, asked in zip(lines, action.lines, strict=True):
        told.append(world.news.purchase(line.shown(NOTHING), world.day))
        world.purchases.remove(line)
        if isinstance(asked, RedatedLine):
            terms = world.network.supplier(action.supplier).changes.expedite
            sooner = terms.most_days if isinstance(action, ExpeditePurchase) and terms is not None else 0
            told.append(_again(world, line, number_of(asked.due_after), line.arrives - sooner))
        else:
            world.accounts.ordered[world.day // 7, line.item] -= float(line.quantity)
    if isinstance(action, ExpeditePurchase | CancelPurchase | SwitchSupplier):
        world.pay("fees", action.fee.amount)
    if isinstance(action, SwitchSupplier):
        told += _order(world, action.to_supplier, action.location, action.to_lines, fixed=False)
    world.accounts.changes += 1
    return told


def _check_terms(world: World, action: PurchaseChange, lines: list[PurchaseRecord]) -> None:
    terms = world.network.supplier(action.supplier).changes
    for line, asked in zip(lines, action.lines, strict=True):
        if isinstance(action, ExpeditePurchase):
            assert isinstance(asked, RedatedLine)  # noqa: S101 - what this kind has
            most = 0 if terms.expedite is None else terms.expedite.most_days
            to = number_of(asked.due_after)
            granted = world.day < to < line.due and to >= line.due - most
        elif isinstance(action, ReschedulePurchase):
            granted = terms.reschedule is not None and world.day < line.due - terms.reschedule.frozen_days
        else:
            granted = terms.cancel is not None and world.day < line.due - terms.cancel.frozen_days
        if not granted:
            raise Refused(f"{line.document} cannot be changed any more", system=SYSTEM)


def _again(world: World, line: PurchaseRecord, due: int, at_best: int, location: str | None = None) -> Event:
    """Put a line in the place of one that was agreed to come on another day: it is promised for that day anew.

    What the supplier cannot do before `at_best` comes then, and is told when the slip would have been told.
    """
    world.placed += 1
    due, arrives = max(due, world.day + 1), max(due, at_best, world.day + 1)
    agreed = replace(
        line,
        document=f"PO-{world.placed}",
        location=location or line.location,
        ordered=line.ordered + due - line.promised,
        promised=due,
        due=due,
        arrives=arrives,
        told=None if arrives <= due or line.told is None else max(line.told, world.day + 1),
    )
    world.purchases.append(agreed)
    return world.news.purchase(agreed.shown(), world.day)


def _open(world: World, document: str, number: str) -> PurchaseRecord:
    found = next((p for p in world.purchases if (p.document, p.line) == (document, number)), None)
    if found is None:
        raise Refused(f"{document} is not open any more", system=SYSTEM)
    return found
