"""The HTTP client for Tryton's REST interface: pages, typed errors, and an allow-list of what may be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from tools.execution.fence import check_fence
from tools.tryton.values import decode, encode, packed
from trimtab.errors import Ambiguous, Refused, SystemOfRecordError, Unavailable
from trimtab.settings import Settings

SYSTEM = "tryton"
PAGE = 500
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
BUSY = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})
ALLOWED = frozenset(
    {
        ("purchase.purchase", "create"),
        ("purchase.purchase", "delete"),
        ("purchase.purchase", "quote"),
        ("purchase.purchase", "confirm"),
        ("purchase.purchase", "cancel"),
        ("purchase.purchase", "process"),
        ("purchase.line", "write"),
        ("purchase.request", "delete"),
        ("stock.move", "write"),
        ("stock.move", "cancel"),
        ("stock.move", "delete"),
        ("stock.shipment.internal", "create"),
        ("stock.shipment.internal", "delete"),
        ("stock.shipment.internal", "wait"),
        ("stock.shipment.internal", "assign_try"),
        ("stock.shipment.internal", "cancel"),
        ("stock.shipment.out", "wait"),
        ("stock.shipment.out", "assign_try"),
        ("stock.order_point", "write"),
    }
)
"""Models and what may be done to them; anything else is refused before it is sent."""

Row = dict[str, Any]


class TrytonClient:
    """Reads and writes records of one company; raises Refused, Unavailable or Ambiguous."""

    def __init__(self, http: httpx.Client, database: str, key: str, company: int) -> None:
        """Use an httpx client whose base URL is the server's."""
        self._http = http
        self._base = f"/{database}/rest/model"
        self._key = key
        self._context = {"company": company, "companies": [company]}

    @classmethod
    def from_settings(cls, settings: Settings) -> TrytonClient:
        """Connect as the settings say."""
        http = httpx.Client(base_url=str(settings.tryton_url), timeout=settings.erp_timeout_seconds, trust_env=False)
        return cls(http, settings.tryton_database, settings.tryton_key.get_secret_value(), settings.tryton_company)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def read(
        self,
        model: str,
        fields: Sequence[str],
        domain: Sequence[Any] = (),
        order: Sequence[tuple[str, str]] = (("id", "ASC"),),
        context: Mapping[str, Any] | None = None,
    ) -> list[Row]:
        """Return all records in a domain, page by page."""
        rows: list[Row] = []
        while True:
            page = self._page(model, fields, domain, order, len(rows), context)
            rows += page
            if len(page) < PAGE:
                return rows

    def create(self, model: str, values: Mapping[str, Any]) -> Row:
        """Create one record and return what the ERP answers about it."""
        made = self._write(model, "create", "POST", f"{self._base}/{model}", values)
        if not isinstance(made, dict):
            raise Ambiguous(f"create {model}: the answer is not a record", system=SYSTEM)
        return made

    def write(self, model: str, record: int, values: Mapping[str, Any]) -> None:
        """Change fields of one record."""
        self._write(model, "write", "PUT", f"{self._base}/{model}/{record}", values)

    def delete(self, model: str, record: int) -> None:
        """Delete one record."""
        self._write(model, "delete", "DELETE", f"{self._base}/{model}/{record}", None)

    def button(self, model: str, record: int, name: str) -> None:
        """Press a button of one record, as a user would."""
        self._write(model, name, "POST", f"{self._base}/{model}/{record}/{name}", None)

    def _page(
        self,
        model: str,
        fields: Sequence[str],
        domain: Sequence[Any],
        order: Sequence[tuple[str, str]],
        skip: int,
        context: Mapping[str, Any] | None,
    ) -> list[Row]:
        params: dict[str, str | list[str]] = {
            "f": list(fields),
            "o": packed([list(o) for o in order]),
            "s": str(PAGE),
            "p": str(skip),
        }
        if domain:
            params["d"] = packed(list(domain))
        what = f"reading {model}"
        try:
            response = self._http.get(f"{self._base}/{model}", params=params, headers=self._headers(context))
        except httpx.RequestError as error:
            raise Unavailable(f"{what}: {_reason(error)}", system=SYSTEM) from error
        if not response.is_success:
            raise _error(response, what, writing=False)
        rows = _json(response, what, writing=False)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Unavailable(f"{what}: the answer is not a list of records", system=SYSTEM)
        return rows

    def _write(self, model: str, action: str, method: str, path: str, values: Mapping[str, Any] | None) -> Any:
        what = f"{action} {model}"
        if (model, action) not in ALLOWED:
            raise Refused(f"{what} is not on the list of what Trimtab may do", system=SYSTEM)
        body = None if values is None else encode(dict(values))
        if action != "delete":
            # Whoever finds that another was faster may always take its own rival draft away again.
            check_fence()
        try:
            response = self._http.request(method, path, json=body, headers=self._headers(None))
        except NOT_SENT as error:
            raise Unavailable(f"{what}: {_reason(error)}", system=SYSTEM) from error
        except httpx.RequestError as error:
            raise Ambiguous(f"{what}: {_reason(error)}", system=SYSTEM) from error
        if not response.is_success:
            raise _error(response, what, writing=True)
        return _json(response, what, writing=True) if response.content else {}

    def _headers(self, context: Mapping[str, Any] | None) -> dict[str, str]:
        whole = {**self._context, **(context or {})}
        return {"Authorization": f"Bearer {self._key}", "X-Tryton-Context": packed(whole)}


def _json(response: httpx.Response, what: str, *, writing: bool) -> Any:
    try:
        return decode(response.json())
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        kind = Ambiguous if writing else Unavailable
        raise kind(f"{what}: the answer is not JSON, or a value in it is not one", system=SYSTEM) from error


def _error(response: httpx.Response, what: str, *, writing: bool) -> SystemOfRecordError:
    """Turn a status into what it means for a request that may or may not have had an effect."""
    code = response.status_code
    if code in BUSY:
        return Unavailable(f"{what}: busy ({code})", system=SYSTEM)
    if code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        return Refused(
            f"{what}: not allowed ({code})", system=SYSTEM, remedy="Check the key and the rights of Trimtab's user."
        )
    if response.is_client_error:
        return Refused(f"{what}: {_message(response)}", system=SYSTEM)
    kind = Ambiguous if writing else Unavailable
    return kind(f"{what}: the server failed ({code})", system=SYSTEM)


def _message(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return f"refused ({response.status_code})"
    text = body.get("message") if isinstance(body, dict) else None
    return str(text or body)[:500]


def _reason(error: httpx.RequestError) -> str:
    return f"{type(error).__name__} {error}".strip()
