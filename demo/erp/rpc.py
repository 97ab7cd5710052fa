"""Tryton's JSON-RPC as its own client speaks it: session, typed values, warnings, errors; no business."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import httpx

Record = dict[str, Any]
Domain = Sequence[Any]

TIMEOUT_SECONDS = 60.0
MAX_WARNINGS = 20


class ErpError(RuntimeError):
    """The ERP refused a call; `code` is its own name for the error."""

    def __init__(self, call: str, code: str, message: str) -> None:
        super().__init__(f"{call}: {code}: {message}")
        self.call = call
        self.code = code
        self.message = message


class RpcSession:
    """One logged-in user. Warnings are answered with yes, as a user does who reads and accepts them.

    A session is not for several threads at once.
    """

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/{database}/", timeout=TIMEOUT_SECONDS, trust_env=False)
        self.context: Record = {}
        try:
            user, key, *_ = self._post("common.db.login", [login, {"password": password}, "en"])
        except BaseException:
            self._http.close()
            raise
        self.user = int(user)
        token = base64.b64encode(f"{login}:{user}:{key}".encode()).decode()
        self._http.headers["Authorization"] = f"Session {token}"
        self.reload_context()

    def reload_context(self) -> None:
        """Read the user's context (company, groups) again, as the client does after the preferences changed."""
        self.context = dict(self._post("model.res.user.get_preferences", [True, {}]))

    def call(self, method: str, *arguments: Any, context: Mapping[str, Any] | None = None) -> Any:
        """Call `model.<name>.<method>` or `wizard.<name>.<method>`; raises ErpError when the ERP refuses."""
        parameters = [*arguments, {**self.context, **(context or {})}]
        for _ in range(MAX_WARNINGS):
            try:
                return self._post(method, parameters)
            except _Warned as warned:
                self._accept(warned.name)
        raise ErpError(method, "UserWarning", f"more than {MAX_WARNINGS} warnings for one call")

    def close(self) -> None:
        """Close the connection; the ERP forgets the session by itself."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self, warning: str) -> None:
        values = {"user": self.user, "name": warning, "always": False}
        self._post("model.res.user.warning.create", [[values], self.context])

    def _post(self, method: str, parameters: Sequence[Any]) -> Any:
        response = self._http.post("rpc/", json={"id": 1, "method": method, "params": encode(parameters)})
        if response.status_code != httpx.codes.OK:
            raise ErpError(method, f"HTTP {response.status_code}", response.text[:2000])
        answer = response.json()
        if "error" not in answer:
            return decode(answer["result"])
        code, details = _error(answer["error"])
        if code == "UserWarning":
            raise _Warned(details[0])
        raise ErpError(method, code, " ".join(str(detail) for detail in details if detail))


class _Warned(Exception):
    """A question of the ERP, answered in this module and never seen outside."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _error(error: Any) -> tuple[str, list[Any]]:
    """An error is `[code, message]`, `["UserError", [message, ...]]` or `["UserWarning", [name, ...]]`."""
    code, details = (error[0], error[1:]) if isinstance(error, list) and error else (str(error), [])
    flat = [part for detail in details for part in (detail if isinstance(detail, list) else [detail])]
    return str(code), flat


def encode(value: Any) -> Any:  # noqa: PLR0911  # a table of types
    """Python values as the ERP's JSON.

    >>> encode({"price": Decimal("2.50")})
    {'price': {'__class__': 'Decimal', 'decimal': '2.50'}}
    """
    match value:
        case Decimal():
            return {"__class__": "Decimal", "decimal": str(value)}
        case datetime():
            fields = ("year", "month", "day", "hour", "minute", "second", "microsecond")
            return {"__class__": "datetime", **{name: getattr(value, name) for name in fields}}
        case date():
            return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
        case timedelta():
            return {"__class__": "timedelta", "seconds": value.total_seconds()}
        case Mapping():
            return {key: encode(item) for key, item in value.items()}
        case list() | tuple():
            return [encode(item) for item in value]
        case _:
            return value


def decode(value: Any) -> Any:  # noqa: PLR0911  # a table of types
    """The ERP's JSON as Python values.

    >>> decode([{"__class__": "date", "year": 2026, "month": 3, "day": 1}])
    [datetime.date(2026, 3, 1)]
    """
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    fields = {key: item for key, item in value.items() if key != "__class__"}
    match value.get("__class__"):
        case "Decimal":
            return Decimal(fields["decimal"])
        case "date":
            return date(**fields)
        case "datetime":
            return datetime(**fields)  # noqa: DTZ001  # the ERP's timestamps carry no zone
        case "timedelta":
            return timedelta(seconds=fields["seconds"])
        case _:
            return {key: decode(item) for key, item in value.items()}
