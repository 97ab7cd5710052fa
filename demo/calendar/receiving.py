"""Receiving in the ERP: what suppliers deliver and what comes from another warehouse, on the day it is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from demo.company import Company
from demo.erp.driver import ErpDriver
from demo.erp.rpc import Record

ON_THE_WAY = ["waiting", "assigned", "packed", "shipped"]


@dataclass(frozen=True)
class Received:
    """A line of a PO as it came in, all of what was due of it."""

    order: str
    supplier: str
    item: str
    warehouse: str
    quantity: int
    ordered: date
    received: date


def receive_purchases(driver: ErpDriver, day: date, held: Collection[str] = ()) -> list[Received]:
    """Receive what POs have due until a day, but for the references held back; return the lines received."""
    due = [["state", "=", "draft"], ["origin", "like", "purchase.line,%"], ["planned_date", "<=", day]]
    moves = driver.search_read("stock.move", [*due, ["shipment", "=", None]], ["origin", "product.code", "quantity"])
    lines = {int(str(move["origin"]).partition(",")[2]) for move in moves}
    if not lines:
        return []
    heads = ["reference", "number", "party", "party.code", "warehouse", "warehouse.code", "purchase_date"]
    heads = [f"purchase.{name}" for name in heads]
    orders = {
        row["id"]: row["purchase."] for row in driver.search_read("purchase.line", [["id", "in", sorted(lines)]], heads)
    }
    coming: dict[tuple[int, int], list[int]] = defaultdict(list)
    received: list[Received] = []
    for move in moves:
        order = orders[int(str(move["origin"]).partition(",")[2])]
        name = str(order["reference"] or order["number"])
        if name not in held:
            coming[order["party"], order["warehouse"]].append(move["id"])
            ends = order["party."]["code"], move["product."]["code"], order["warehouse."]["code"]
            received.append(Received(name, *ends, round(move["quantity"]), order["purchase_date"], day))
    if not coming:
        return []
    zones = {
        row["id"]: row
        for row in driver.search_read(
            "stock.location", [["type", "=", "warehouse"]], ["input_location", "storage_location"]
        )
    }
    shipments = driver.create_all(
        "stock.shipment.in",
        [
            {
                "supplier": supplier,
                "warehouse": warehouse,
                "warehouse_input": zones[warehouse]["input_location"],
                "warehouse_storage": zones[warehouse]["storage_location"],
                "planned_date": day,
                "effective_date": day,
                "incoming_moves": [["add", numbers]],
            }
            for (supplier, warehouse), numbers in coming.items()
        ],
    )
    driver.button("stock.shipment.in", "receive", shipments)
    driver.button("stock.shipment.in", "do", shipments)
    return received


def move_transfers(
    driver: ErpDriver, company: Company, day: date, closed: Collection[tuple[str, str]] = ()
) -> list[str]:
    """Send the transfers that are to leave until a day and put away those that have arrived; return what moved.

    Nothing leaves on a closed lane, (from warehouse, to warehouse); what is on the road arrives after its lane's days.
    """
    fields = ["number", "state", "planned_start_date", "planned_date", "effective_start_date"]
    fields += ["from_location.code", "to_location.code"]
    rows = driver.search_read("stock.shipment.internal", [["state", "in", ON_THE_WAY]], fields)
    leaving, arriving = [], []
    for row in rows:
        lane = (_warehouse(row["from_location."]), _warehouse(row["to_location."]))
        if row["state"] == "shipped":
            road = timedelta(days=company.lane_days(*lane))
            arrived = row["planned_date"] <= day and row["effective_start_date"] + road <= day
            arriving += [row] if arrived else []
        elif (row["planned_start_date"] or row["planned_date"]) <= day and lane not in closed:
            leaving.append(row)
    left = _send(driver, [row["id"] for row in leaving])
    if arriving:
        driver.button("stock.shipment.internal", "do", [row["id"] for row in arriving])
    return [f"{row['number']} left" for row in leaving if row["id"] in left] + [
        f"{row['number']} arrived" for row in arriving
    ]


def _send(driver: ErpDriver, numbers: list[int]) -> set[int]:
    """Send these transfers; return those that had all their stock."""
    if not numbers:
        return set()
    rows = driver.search_read("stock.shipment.internal", [["id", "in", numbers]], ["state"])
    for row in rows:
        if row["state"] == "waiting":
            driver.button("stock.shipment.internal", "assign_try", [row["id"]])
    gone = set()
    for state, button in (("assigned", "pack"), ("packed", "ship")):
        domain = [["id", "in", numbers], ["state", "=", state]]
        ready = [row["id"] for row in driver.search_read("stock.shipment.internal", domain, ["id"])]
        if ready:
            driver.button("stock.shipment.internal", button, ready)
            gone |= set(ready)
    return gone


def _warehouse(shelf: Record) -> str:
    return str(shelf["code"]).partition("-")[0]
