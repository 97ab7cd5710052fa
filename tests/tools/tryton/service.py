"""Trimtab's own user in a running ERP: clients with its key, and clients that crash or lose an answer on purpose."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tests.services.tryton import Erp
from tools.tryton import TrytonClient
from tools.tryton.client import Row
from trimtab.errors import Ambiguous
from trimtab.network import Network

HALYARD = network_of(HALYARD_SUPPLY)


class Crashed(BaseException):
    """The process ends here; nothing may catch it."""


class Faulty(TrytonClient):
    """Crashes before a named step, or loses the answer after it: once each."""

    crash_before = ""
    lose_after = ""

    def create(self, model: str, values: Mapping[str, Any]) -> Row:
        self._crash("create")
        made = super().create(model, values)
        self._lose("create")
        return made

    def button(self, model: str, record: int, name: str) -> None:
        self._crash(name)
        super().button(model, record, name)
        self._lose(name)

    def write(self, model: str, record: int, values: Mapping[str, Any]) -> None:
        self._crash("write")
        super().write(model, record, values)
        self._lose("write")

    def delete(self, model: str, record: int) -> None:
        self._crash("delete")
        super().delete(model, record)
        self._lose("delete")

    def _crash(self, step: str) -> None:
        if step == self.crash_before:
            self.crash_before = ""
            raise Crashed

    def _lose(self, step: str) -> None:
        if step == self.lose_after:
            self.lose_after = ""
            raise Ambiguous(f"{step}: the answer was lost", system="tryton")


@dataclass
class Service:
    """A running ERP and the service user's key to it."""

    erp: Erp
    key: str
    network: Network
    open: ExitStack

    def client(self, kind: type[TrytonClient] = TrytonClient) -> Any:
        """A client of its own connection."""
        http = self.open.enter_context(httpx.Client(base_url=self.erp.url, timeout=30, trust_env=False))
        return kind(http, self.erp.database, self.key, 1)


@contextmanager
def service_of(erp: Erp, network: Network = HALYARD) -> Iterator[Service]:
    """Create the service user, and close its connections at the end."""
    with ExitStack() as stack:
        yield Service(erp, erp.driver.create_service_user(), network, stack)
