"""What the people of the demo company do in their ERP: plan, buy, re-date, and let Trimtab in as a user."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from types import TracebackType
from typing import Any, Self

from demo.erp import documents
from demo.erp.documents import InternalShipment, Move, Purchase, PurchaseRequest, StockOrderPoint
from demo.erp.rpc import Domain, ErpError, Record, RpcSession
from demo.erp.template import ADMIN_PASSWORD

SERVICE_USER = "trimtab"

# What the service user may do, model by model: read, write, create, delete. The ERP's own groups give far more.
SERVICE_ACCESS: Mapping[str, str] = {
    "purchase.purchase": "rwcd",
    "purchase.line-ignored-stock.move": "rc",
    "purchase.request": "rd",
    "sale.sale": "r",
    "stock.move": "rwcd",
    "stock.order_point": "rw",
    "stock.shipment.in": "r",
    "stock.shipment.internal": "rwcd",
    "stock.shipment.out": "rw",
}
# A button that the ERP keeps for its purchase administrators: an order looks again at what is to come of it.
SERVICE_BUTTONS: Sequence[tuple[str, str]] = (("purchase.purchase", "process"),)

Snapshot = dict[str, list[Record]]


class ErpDriver:
    """A logged-in administrator; use it as a context manager."""

    def __init__(self, url: str, database: str = "erp", login: str = "admin", password: str = ADMIN_PASSWORD) -> None:
        self.rpc = RpcSession(url, database, login, password)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.rpc.close()

    def search_read(self, model: str, domain: Domain, fields: Sequence[str]) -> list[Record]:
        """All records of `model` in `domain`, by id."""
        return documents.search_read(self.rpc, model, domain, fields)

    def find(self, model: str, domain: Domain) -> int:
        """The id of the one record in `domain`; raises LookupError for none or several."""
        rows = self.search_read(model, domain, ["id"])
        if len(rows) != 1:
            raise LookupError(f"{model}: {len(rows)} records where one is expected: {domain}")
        return int(rows[0]["id"])

    def create(self, model: str, values: Mapping[str, Any]) -> int:
        """Create one record and return its id; the ERP fills in its own defaults."""
        return self.create_all(model, [values])[0]

    def create_all(self, model: str, values: Sequence[Mapping[str, Any]]) -> list[int]:
        """Create several records in one transaction and return their ids in that order."""
        ids: list[int] = self.rpc.call(f"model.{model}.create", list(values))
        return ids

    def write(self, model: str, ids: Sequence[int], values: Mapping[str, Any]) -> None:
        """Give several records the same values."""
        self.rpc.call(f"model.{model}.write", list(ids), dict(values))

    def delete(self, model: str, ids: Sequence[int]) -> None:
        """Delete records."""
        self.rpc.call(f"model.{model}.delete", list(ids))

    def button(self, model: str, name: str, ids: Sequence[int]) -> None:
        """Press a button, `confirm` or `assign_try`, on several records at once."""
        self.rpc.call(f"model.{model}.{name}", list(ids))

    def wizard(self, name: str, press: str, records: tuple[str, Sequence[int]] | None = None) -> Record:
        """Run a wizard from its first form with the proposed values to the end of the state `press`."""
        context: Record = {}
        if records is not None:
            model, ids = records
            context = {"active_model": model, "active_ids": list(ids), "active_id": next(iter(ids), None)}
        session, start, _ = self.rpc.call(f"wizard.{name}.create", context=context)
        try:
            shown = self.rpc.call(f"wizard.{name}.execute", session, {}, start, context=context)
            if start == press:
                return dict(shown)
            view = shown["view"]
            values = {**view.get("defaults", {}), **view.get("values", {})}
            data = {view["state"]: values}
            return dict(self.rpc.call(f"wizard.{name}.execute", session, data, press, context=context))
        finally:
            self.rpc.call(f"wizard.{name}.delete", session, context=context)

    def run_supply_wizard(self) -> None:
        """Supply Stock with the form as proposed: the ERP plans its internal shipments and purchase requests."""
        self.wizard("stock.supply", "create_")

    def purchase_from_requests(self, request_ids: Sequence[int]) -> list[int]:
        """Create Purchase on these requests: the ids of the draft POs that they went into."""
        self.wizard("purchase.request.create_purchase", "start", ("purchase.request", request_ids))
        rows = self.search_read("purchase.request", [["id", "in", list(request_ids)]], ["purchase"])
        return sorted({int(row["purchase"]) for row in rows if row["purchase"] is not None})

    def slip_purchase(self, purchase: str | int, days: int) -> list[Move]:
        """Re-date what is still to come of a PO as a buyer does, and return those moves.

        `purchase` is its number, the supplier's reference, or its id. Raises LookupError when there is no such PO
        or nothing of it is to come.
        """
        found = self._purchase(purchase)
        undone = [move for line in found.lines for move in line.moves if move.is_open]
        if not undone:
            raise LookupError(f"PO {purchase}: nothing is still to come")
        for planned in {move.planned_date for move in undone}:
            if planned is None:
                raise LookupError(f"PO {purchase}: a move without a planned date cannot slip")
            ids = [move.id for move in undone if move.planned_date == planned]
            self.write("stock.move", ids, {"planned_date": planned + timedelta(days=days)})
        return documents.moves(self.rpc, [["id", "in", [move.id for move in undone]]])

    def create_service_user(self, login: str = SERVICE_USER) -> str:
        """Create the user that Trimtab works as, allowed what SERVICE_ says and no more, and return its REST key."""
        company = self.rpc.context["company"]
        group = self.create("res.group", {"name": f"Service user {login}"})
        # A model that no access record names is open to every user of the ERP, parties and group members included.
        named = {row["model"] for row in self.search_read("ir.model.access", [], ["model"])}
        unnamed = {row["name"] for row in self.search_read("ir.model", [], ["name"])} - named
        # What is business may be read; the ERP's own machinery (sessions, keys, queue) may not even be looked at.
        rights = {model: "" if model.startswith(("ir.", "res.")) else "r" for model in sorted(unnamed)}
        rights |= SERVICE_ACCESS
        access = [
            {
                "model": model,
                "group": group,
                "perm_read": "r" in letters,
                "perm_write": "w" in letters,
                "perm_create": "c" in letters,
                "perm_delete": "d" in letters,
            }
            for model, letters in rights.items()
        ]
        self.create_all("ir.model.access", access)
        for model, name in SERVICE_BUTTONS:
            button = self.find("ir.model.button", [["model", "=", model], ["name", "=", name]])
            self.write("ir.model.button", [button], {"groups": [["add", [group]]]})
        user = self.create(
            "res.user",
            {
                "name": "Trimtab",
                "login": login,
                "groups": [["add", [group]]],
                "companies": [["add", [company]]],
                "company": company,
            },
        )
        application = self.create("res.user.application", {"user": user, "application": "rest"})
        row = self.rpc.call("model.res.user.application.read", [application], ["key", "state"])[0]
        if row["state"] == "requested":
            self.button("res.user.application", "validate_", [application])
        return str(row["key"])

    def revoke_service_key(self, key: str) -> None:
        """Cancel a REST key: the next call with it is refused."""
        self.button("res.user.application", "cancel", [self.find("res.user.application", [["key", "=", key]])])

    def purchase_requests(self) -> list[PurchaseRequest]:
        """Every purchase request."""
        return documents.purchase_requests(self.rpc)

    def purchases(self) -> list[Purchase]:
        """Every PO with lines and moves."""
        return documents.purchases(self.rpc)

    def internal_shipments(self) -> list[InternalShipment]:
        """Every transfer order with its moves."""
        return documents.internal_shipments(self.rpc)

    def order_points(self) -> list[StockOrderPoint]:
        """Every order point."""
        return documents.order_points(self.rpc)

    def on_hand(self, at: date | None = None) -> dict[tuple[str, str], float]:
        """Pieces on hand by (item, warehouse), from the moves done until the end of that day (today by default)."""
        warehouses = {row["id"]: row["code"] for row in self.search_read("stock.location", _WAREHOUSES, ["code"])}
        quantities: dict[tuple[str, str], float] = {}
        for warehouse, code in warehouses.items():
            context = {"locations": [warehouse], "with_childs": True, "stock_date_end": at or date.today()}  # noqa: DTZ011
            rows = self.rpc.call(
                "model.product.product.search_read", [], 0, None, None, ["code", "quantity"], context=context
            )
            quantities |= {(row["code"], code): row["quantity"] for row in rows}
        return quantities

    def documents_snapshot(self) -> Snapshot:
        """All that a supply run could add or undo, without ids: a run deletes its own drafts and makes them anew."""
        readers: Mapping[str, Callable[[], Sequence[Any]]] = {
            "purchase requests": self.purchase_requests,
            "purchases": self.purchases,
            "internal shipments": self.internal_shipments,
            "order points": self.order_points,
            "moves": lambda: documents.moves(self.rpc),
        }
        return {name: sorted((_without_ids(asdict(row)) for row in read()), key=repr) for name, read in readers.items()}

    def _purchase(self, key: str | int) -> Purchase:
        field = ["id", "=", key] if isinstance(key, int) else ["OR", ["number", "=", key], ["reference", "=", key]]
        found = documents.purchases(self.rpc, [field])
        if len(found) != 1:
            raise LookupError(f"PO {key}: {len(found)} found where one is expected")
        return found[0]


_WAREHOUSES: Domain = [["type", "=", "warehouse"]]
_IDENTITIES = frozenset({"id", "origin", "shipment"})


def _without_ids(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_ids(item) for key, item in value.items() if key not in _IDENTITIES}
        case tuple() | list():
            return sorted((_without_ids(item) for item in value), key=repr)
        case _:
            return value


__all__ = ["SERVICE_ACCESS", "SERVICE_USER", "ErpDriver", "ErpError", "Snapshot"]
