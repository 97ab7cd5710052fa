"""Places: Tryton's zones and storages folded into the warehouses that people speak of."""

from __future__ import annotations

from dataclasses import dataclass

from tools.tryton.client import TrytonClient


@dataclass(frozen=True)
class Places:
    """Warehouse codes by location id, and per warehouse its own id and those of its storage and its goods-in."""

    warehouse_of: dict[int, str]
    warehouse_id: dict[str, int]
    storage_id: dict[str, int]
    input_id: dict[str, int]


def read_places(client: TrytonClient) -> Places:
    """Return the warehouses of the company with everything below them."""
    rows = client.read(
        "stock.location",
        ["code", "type", "parent", "storage_location", "input_location", "output_location"],
        [["type", "in", ["warehouse", "storage", "view"]]],
    )
    by_id = {row["id"]: row for row in rows}
    warehouses = {row["id"]: str(row["code"]) for row in rows if row["type"] == "warehouse" and row["code"]}
    warehouse_of = dict(warehouses)
    for row in rows:
        above, steps = int(row["id"]), 0
        while above in by_id and above not in warehouses and steps < len(rows):
            above, steps = _id(by_id[above]["parent"]), steps + 1
        if above in warehouses:
            warehouse_of[row["id"]] = warehouses[above]
    for warehouse, code in warehouses.items():
        for zone in ("storage_location", "input_location", "output_location"):
            warehouse_of.setdefault(_id(by_id[warehouse][zone]), code)
    return Places(
        warehouse_of=warehouse_of,
        warehouse_id={code: warehouse for warehouse, code in warehouses.items()},
        storage_id={code: _id(by_id[warehouse]["storage_location"]) for warehouse, code in warehouses.items()},
        input_id={code: _id(by_id[warehouse]["input_location"]) for warehouse, code in warehouses.items()},
    )


def _id(value: object) -> int:
    """Return the id of a reference, which Tryton sends as a number or as a record."""
    if isinstance(value, dict):
        return int(value["id"])
    return int(value) if isinstance(value, int) else 0
