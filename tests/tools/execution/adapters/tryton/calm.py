"""An ERP in which the supply run finds nothing to do, and what it adds or undoes after an action."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.erp.driver import Snapshot
from demo.erp.seed import company_database
from demo.network import network_of
from tests.demo.two_suppliers import TWO_SUPPLIERS
from tests.services.tryton import running_erp
from tests.tools.tryton.service import Service, service_of
from tools.tryton import TrytonReader
from trimtab import state
from trimtab.clock import SystemClock


@contextmanager
def calm_service(directory: Path) -> Iterator[Service]:
    """Trimtab's user in a fresh ERP of its own; both suppliers are known to the ERP, which plans by itself."""
    source = company_database(TWO_SUPPLIERS, progress=lambda _: None)
    with running_erp(directory, source) as erp, service_of(erp, network_of(TWO_SUPPLIERS)) as ours:
        yield ours


def snapshot(service: Service) -> state.Snapshot:
    """A fresh reading."""
    return TrytonReader(service.client(), service.network, SystemClock()).snapshot()


def supply_run(service: Service) -> tuple[Snapshot, Snapshot]:
    """What stands in the ERP before and after its planner has run."""
    before = service.erp.driver.documents_snapshot()
    service.erp.driver.run_supply_wizard()
    return before, service.erp.driver.documents_snapshot()


def a_shortage(service: Service, item: str, minimum: float, target: float, kind: str = "purchase") -> state.OpenRequest:
    """Raise an order point and let the ERP's planner run: the request it makes of it."""
    (point,) = [p for p in service.erp.driver.order_points() if p.item == item and p.kind == kind]
    service.erp.driver.write("stock.order_point", [point.id], {"min_quantity": minimum, "target_quantity": target})
    service.erp.driver.run_supply_wizard()
    (request,) = [r for r in snapshot(service).requests if r.item == item and r.kind == kind]
    return request
