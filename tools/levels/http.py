"""The level service: a planning system over HTTP, `GET /levels` for what it says and `POST /runs` to ask for a re-run.

`GET /levels` answers {"version": text, "levels": [{"item", "location", "minimum", "target"}, ...]}; `POST /runs` takes
{"reason": text, "places": [{"item", "location"}, ...]} and answers {"run": text}.
"""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

import httpx

from tools.levels.records import FIELDS, read_records
from trimtab.errors import Ambiguous, Refused, SystemOfRecordError, Unavailable
from trimtab.levels import LevelReading
from trimtab.network import Network
from trimtab.ports import Clock, LevelSource

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
BUSY = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})


class LevelService(LevelSource):
    """Reads afresh each time; raises Unavailable or Refused, and Ambiguous where nobody knows whether a run began."""

    name: ClassVar[str] = "levels/http"

    def __init__(self, http: httpx.Client, network: Network, clock: Clock) -> None:
        """Use an httpx client whose base URL is the planning system's."""
        self._http = http
        self._network = network
        self._clock = clock

    def read(self) -> LevelReading:
        """Return the levels that the planning system holds now."""
        try:
            response = self._http.get("levels")
        except httpx.RequestError as error:
            raise Unavailable(f"reading levels: {type(error).__name__} {error}".strip(), system=self.name) from error
        if not response.is_success:
            raise self._error(response, "reading levels", Unavailable)
        body = self._json(response, "reading levels", Unavailable)
        told = body.get("levels") if isinstance(body, dict) else None
        if not isinstance(told, list):
            raise Unavailable("reading levels: the answer holds no list of levels", system=self.name)
        version = str(body.get("version") or hashlib.sha256(response.content).hexdigest()[:24])
        records = [(f"levels record {place}", _cells(record)) for place, record in enumerate(told, start=1)]
        return read_records(records, self._network, self.name, version, self._clock.business_now())

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask_to_run(self, reason: str, places: tuple[tuple[str, str], ...]) -> str:
        """Ask for a re-run of some item-locations, and return the run's name."""
        body = {"reason": reason, "places": [{"item": item, "location": location} for item, location in places]}
        try:
            response = self._http.post("runs", json=body)
        except NOT_SENT as error:
            raise Unavailable(f"asking for a run: {type(error).__name__} {error}", system=self.name) from error
        except httpx.RequestError as error:
            raise Ambiguous(f"asking for a run: {type(error).__name__} {error}", system=self.name) from error
        if not response.is_success:
            raise self._error(response, "asking for a run", Ambiguous)
        run = self._json(response, "asking for a run", Ambiguous)
        if not isinstance(run, dict) or not run.get("run"):
            raise Ambiguous("asking for a run: the answer names no run", system=self.name)
        return str(run["run"])

    def _json(self, response: httpx.Response, what: str, kind: type[SystemOfRecordError]) -> Any:
        try:
            return response.json()
        except ValueError:
            raise kind(f"{what}: the answer is not JSON", system=self.name) from None

    def _error(self, response: httpx.Response, what: str, failed: type[SystemOfRecordError]) -> SystemOfRecordError:
        code = response.status_code
        if code in BUSY:
            return Unavailable(f"{what}: busy ({code})", system=self.name)
        if response.is_client_error:
            return Refused(f"{what}: refused ({code})", system=self.name, remedy="Check TRIMTAB_LEVELS_URL.")
        return failed(f"{what}: the server failed ({code})", system=self.name)


def _cells(record: object) -> dict[str, str]:
    """Return a record's fields as texts, whatever it is: what is wrong with it is said field by field."""
    if not isinstance(record, dict):
        return {"record": str(record)[:200]}
    return {name: str(record[name]) for name in FIELDS if record.get(name) is not None}
