"""The systems of record of the proof: a file that several processes share, and a real Tryton."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import httpx

from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tests.proof.company import Point
from tests.proof.points import AFTER, BEFORE, Watch
from tools.execution.adapters.tryton import tryton_adapters
from tools.execution.fence import check_fence
from tools.tryton import TrytonClient, TrytonReader
from trimtab.actions import Action, AdjustLevel, PlacePurchase, TransferStock
from trimtab.bundles import LegState
from trimtab.errors import FieldConflict, Refused
from trimtab.ports import Clock, ExecutionAdapter, StateReader
from trimtab.receipts import Preview, Receipt, Verification
from trimtab.state import OrderPoint, OrderPointKind, Snapshot, StockOnHand


@dataclass(frozen=True)
class Document:
    """What the system of record holds under a reference."""

    id: str
    kind: str
    final: bool
    lines: tuple[tuple[str, Decimal], ...]


class System(ABC):
    """A system of record as a run sees it: through its adapters, and behind their back."""

    @abstractmethod
    def connect(self, clock: Clock, watch: Watch) -> tuple[StateReader, Sequence[ExecutionAdapter]]:
        """Return what Trimtab reads with and writes with; the points on the way are watched."""

    @abstractmethod
    def documents(self, action_ids: Iterable[str]) -> dict[str, list[Document]]:
        """Return what is there under each action id and not cancelled, not through Trimtab's own code.

        A system that belongs to one run also returns what is there under any other reference.
        """

    @abstractmethod
    def point(self) -> Point:
        """Return the order point this run may change."""

    @abstractmethod
    def somebody_raises_the_point(self, by: Decimal) -> None:
        """Change the order point as a person in the ERP does: both values, or the minimum would pass the target."""


@dataclass(frozen=True)
class SharedFile(System):
    """An ERP with the manners of a real one (references are not unique) in one SQLite file."""

    path: Path

    def build(self) -> None:
        with closing(self._open()) as file:
            file.executescript(
                "PRAGMA journal_mode=WAL;"
                "CREATE TABLE document (id INTEGER PRIMARY KEY, reference TEXT, kind TEXT, body TEXT);"
                "CREATE TABLE line (document INTEGER, item TEXT, quantity TEXT);"
                "CREATE TABLE point (id INTEGER PRIMARY KEY, minimum TEXT, target TEXT);"
                "INSERT INTO point VALUES (1, '30', '240');"
            )

    def connect(self, clock: Clock, watch: Watch) -> tuple[StateReader, Sequence[ExecutionAdapter]]:
        adapter = SharedFileErp(self.path, clock, watch)
        return adapter, [adapter]

    def documents(self, action_ids: Iterable[str]) -> dict[str, list[Document]]:
        with closing(self._open()) as file:
            present = [row[0] for row in file.execute("SELECT DISTINCT reference FROM document")]
            return {a: _documents(file, a) for a in (*action_ids, *present)}

    def point(self) -> Point:
        with closing(self._open()) as file:
            ((minimum, target),) = file.execute("SELECT minimum, target FROM point WHERE id = 1").fetchall()
        return Point("1", "WINCH-40", "CEN", Decimal(minimum), Decimal(target))

    def somebody_raises_the_point(self, by: Decimal) -> None:
        now = self.point()
        with closing(self._open()) as file:
            values = (str(now.minimum + by), str(now.target + by))
            file.execute("UPDATE point SET minimum = ?, target = ? WHERE id = 1", values)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=30, isolation_level=None)


class SharedFileErp(ExecutionAdapter, StateReader):
    """Adapter over the shared file: a create is one request; asked twice it creates twice."""

    system: ClassVar[str] = "file-erp"
    kinds: ClassVar[frozenset[str]] = frozenset({"place_purchase", "transfer_stock", "adjust_level"})

    def __init__(self, path: Path, clock: Clock, watch: Watch) -> None:
        self._file = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._clock = clock
        self._watch = watch

    def snapshot(self) -> Snapshot:
        self._watch.point("erp", "snapshot", BEFORE)
        minimum, target = self._held()
        found = Snapshot(
            as_of=self._clock.business_now(),
            system=self.system,
            on_hand=(StockOnHand(item="WINCH-40", location="CEN", quantity=Decimal(50)),),
            order_points=(
                OrderPoint(
                    document="1",
                    item="WINCH-40",
                    location="CEN",
                    kind=OrderPointKind.PURCHASE,
                    minimum=minimum,
                    target=target,
                ),
            ),
        )
        self._watch.point("erp", "snapshot", AFTER)
        return found

    def preview(self, action: Action) -> Preview:
        return Preview(system=self.system, summary=action.kind)

    def execute(self, action: Action, key: str) -> Receipt:
        self._watch.point("erp", "execute", BEFORE)
        check_fence()
        document = self._level(action) if isinstance(action, AdjustLevel) else self._create(action, key)
        self._watch.point("erp", "execute", AFTER)
        return self._receipt(key, document)

    def find(self, action: Action, key: str) -> Receipt | None:
        self._watch.point("erp", "find", BEFORE)
        if isinstance(action, AdjustLevel):
            found = "1" if self._held() == (action.minimum_after, action.target_after) else None
        else:
            rows = self._file.execute("SELECT id FROM document WHERE reference = ? ORDER BY id", (key,)).fetchall()
            found = str(rows[0][0]) if rows else None
        self._watch.point("erp", "find", AFTER)
        return self._receipt(key, found) if found else None

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        if isinstance(action, AdjustLevel):
            confirmed = self._held() == (action.minimum_after, action.target_after)
        else:
            wanted = sorted((x.item, x.quantity) for x in action.lines)  # type: ignore[union-attr]
            found = _documents(self._file, receipt.action_id)
            confirmed = len(found) == 1 and sorted(found[0].lines) == wanted
        return Verification(
            confirmed=confirmed, differences=() if confirmed else ("differs",), document_state="confirmed"
        )

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        raise Refused("not here", system=self.system)

    def _create(self, action: Action, key: str) -> str:
        if not isinstance(action, PlacePurchase | TransferStock):
            raise Refused(f"no {action.kind} here", system=self.system)
        self._file.execute("BEGIN IMMEDIATE")
        made = self._file.execute("INSERT INTO document (reference, kind) VALUES (?, ?)", (key, action.kind)).lastrowid
        lines = [(made, x.item, str(x.quantity)) for x in action.lines]
        self._file.executemany("INSERT INTO line VALUES (?, ?, ?)", lines)
        self._file.execute("COMMIT")
        return str(made)

    def _level(self, action: AdjustLevel) -> str:
        held, before = self._held(), (action.minimum_before, action.target_before)
        after = (action.minimum_after, action.target_after)
        if held not in {before, after}:
            raise FieldConflict(f"holds {held}, expected {before}", system=self.system)
        self._file.execute("UPDATE point SET minimum = ?, target = ? WHERE id = 1", tuple(str(x) for x in after))
        return "1"

    def _held(self) -> tuple[Decimal, Decimal]:
        ((minimum, target),) = self._file.execute("SELECT minimum, target FROM point WHERE id = 1").fetchall()
        return Decimal(minimum), Decimal(target)

    def _receipt(self, key: str, document: str) -> Receipt:
        return Receipt(
            action_id=key,
            system=self.system,
            document=document,
            number=f"D-{document}",
            document_state="confirmed",
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )


@dataclass(frozen=True)
class RealTryton(System):
    """One order point of a running Tryton; documents are told apart by their reference."""

    url: str
    database: str
    key: str
    document: str

    def connect(self, clock: Clock, watch: Watch) -> tuple[StateReader, Sequence[ExecutionAdapter]]:
        watch.http()
        network = network_of(HALYARD_SUPPLY)
        http = httpx.Client(base_url=self.url, timeout=30.0, trust_env=False)
        client = TrytonClient(http, self.database, self.key, 1)
        return TrytonReader(client, network, clock), tryton_adapters(client, clock)

    def documents(self, action_ids: Iterable[str]) -> dict[str, list[Document]]:
        wanted = list(action_ids)
        found: dict[str, list[Document]] = {a: [] for a in wanted}
        domain = [["reference", "in", wanted], ["state", "!=", "cancelled"]]
        fields = ["reference", "state", "lines.product.code", "lines.quantity"]
        for row in self._read("purchase.purchase", fields, domain):
            lines = _by_item((x["product"]["code"], x["quantity"]) for x in row["lines"])
            final = row["state"] in {"confirmed", "processing"}
            found[row["reference"]].append(Document(str(row["id"]), "place_purchase", final, lines))
        fields = [
            "reference",
            "state",
            "to_location.id",
            "moves.product.code",
            "moves.quantity",
            "moves.to_location.id",
        ]
        for row in self._read("stock.shipment.internal", fields, domain):
            arriving = [x for x in row["moves"] if x["to_location"]["id"] == row["to_location"]["id"]]
            lines = _by_item((x["product"]["code"], x["quantity"]) for x in arriving)
            final = row["state"] in {"assigned", "packed", "shipped"}
            found[row["reference"]].append(Document(str(row["id"]), "transfer_stock", final, lines))
        return found

    def point(self) -> Point:
        fields = ["product.code", "location.code", "min_quantity", "target_quantity"]
        (row,) = self._read("stock.order_point", fields, [["id", "=", int(self.document)]])
        return Point(
            self.document,
            row["product"]["code"],
            row["location"]["code"].partition("-")[0],
            Decimal(str(row["min_quantity"])),
            Decimal(str(row["target_quantity"])),
        )

    def somebody_raises_the_point(self, by: Decimal) -> None:
        now = self.point()
        values = {"min_quantity": float(now.minimum + by), "target_quantity": float(now.target + by)}
        self._ask("PUT", f"stock.order_point/{self.document}", body=values)

    def _read(self, model: str, fields: Sequence[str], domain: Sequence[Any]) -> list[dict[str, Any]]:
        parameters = [*(("f", f) for f in fields), ("d", _packed(list(domain))), ("o", _packed([["id", "ASC"]]))]
        return list(self._ask("GET", f"{model}?{urlencode(parameters)}"))

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Speak to the ERP not through Trimtab's client, and not over its watched transport."""
        request = Request(  # noqa: S310 - the ERP on loopback
            f"{self.url}/{self.database}/rest/model/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.key}",
                "X-Tryton-Context": _packed({"company": 1, "companies": [1]}),
                "Content-Type": "application/json",
                "Accept-Encoding": "gzip",
            },
        )
        with urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            raw = answer.read()
            if answer.headers.get("Content-Encoding") == "gzip":
                raw = gzip.decompress(raw)
        return json.loads(raw) if raw else None


def _packed(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def _by_item(lines: Iterable[tuple[str, float]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((item, Decimal(str(amount))) for item, amount in lines)


def _documents(file: sqlite3.Connection, reference: str) -> list[Document]:
    found = []
    query = "SELECT id, kind FROM document WHERE reference = ? ORDER BY id"
    for document, kind in file.execute(query, (reference,)).fetchall():
        rows: list[Any] = file.execute("SELECT item, quantity FROM line WHERE document = ?", (document,)).fetchall()
        found.append(Document(str(document), kind, True, tuple((i, Decimal(q)) for i, q in rows)))
    return found
