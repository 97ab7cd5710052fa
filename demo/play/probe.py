"""A probe: what the ERP's own planner would do now, tried on a copy of its database while the company goes on."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from demo.erp.driver import ErpDriver
from demo.erp.server import TrytonServer
from demo.play.stage import Stage

Key = tuple[str, str, str]
_EPSILON = 1e-6


@dataclass(frozen=True)
class Wishes:
    """What the supply wizard would ask for, by (kind, item, warehouse), and the documents it would have changed."""

    asked: dict[Key, float]
    changed: tuple[str, ...]

    def beyond(self, before: Wishes) -> dict[str, float]:
        """Return what is asked for here and was not, or less of it, before."""
        more = {key: quantity - before.asked.get(key, 0.0) for key, quantity in self.asked.items()}
        return {" ".join(key): quantity for key, quantity in more.items() if quantity > _EPSILON}


def wishes(stage: Stage) -> Wishes:
    """Let the supply wizard run on a copy, and look what it made and what it touched."""
    with tempfile.TemporaryDirectory(prefix="probe-") as folder:
        copy = TrytonServer(Path(folder), source=stage.erp.database_file, clock=stage.erp.clock)
        with copy as server, ErpDriver(server.url, server.database) as driver:
            before = _standing(driver)
            driver.run_supply_wizard()
            after = _standing(driver)
            changed = tuple(
                f"{name}: {before.get(name, 'was not there')} became {after.get(name, 'nothing')}"
                for name in sorted(before.keys() | after.keys())
                if before.get(name) != after.get(name)
            )
            return Wishes(_asked(driver), changed)


def _asked(driver: ErpDriver) -> dict[Key, float]:
    asked: dict[Key, float] = {}
    for request in driver.purchase_requests():
        if request.state == "draft":
            key = ("purchase", request.item, request.warehouse)
            asked[key] = asked.get(key, 0.0) + request.quantity
    for shipment in driver.internal_shipments():
        if shipment.state == "request":
            for move in shipment.moves:
                key = ("transfer", move.item, shipment.to_location.partition("-")[0])
                asked[key] = asked.get(key, 0.0) + move.quantity
    return asked


def _standing(driver: ErpDriver) -> dict[str, str]:
    """Return the documents that people or Trimtab have made: nothing the planner does may change one of them."""
    found = {f"purchase {p.id}": str(p) for p in driver.purchases()}
    found |= {f"transfer {s.id}": str(s) for s in driver.internal_shipments() if s.state != "request"}
    return found
