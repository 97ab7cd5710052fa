"""The client: Trimtab's API as the deciding commands use it, with a token and errors that say what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from interfaces.cli.times import in_company_time, localised, tell
from trimtab.errors import NotSignedIn, TrimtabError

if TYPE_CHECKING:
    import httpx

DEFAULT_URL = "http://127.0.0.1:8620"
TIMEOUT_SECONDS = 30.0
SOLVING_SECONDS = 180.0
"""How long an answer that has to be solved for may take."""
CHANNEL = {"Trimtab-Channel": "cli"}
"""How the command line names itself; what it may do depends on the token alone."""


class Unreachable(TrimtabError):
    """Trimtab's page does not answer."""

    code = "client.unreachable"


class Answered(TrimtabError):
    """Trimtab said no; `code` is the one it answered with."""

    code = "client.refused"


class Client:
    """The API of one company, for one principal."""

    def __init__(self, http: httpx.Client) -> None:
        """Use an HTTP client that carries address and token."""
        self._http = http

    def get(self, path: str, **parameters: Any) -> Any:
        """Read; raises Unreachable or Answered."""
        return self._ask("GET", path, params=parameters)

    def post(self, path: str, body: dict[str, Any] | None = None, *, seconds: float = TIMEOUT_SECONDS) -> Any:
        """Change, or have something solved within some seconds; raises Unreachable or Answered."""
        return self._ask("POST", path, json=body or {}, timeout=seconds)

    def delete(self, path: str) -> Any:
        """Take something back; raises Unreachable or Answered."""
        return self._ask("DELETE", path)

    def moment_of(self, at: datetime) -> str:
        """Return a moment as the API takes it; in the company's time zone where no offset is given."""
        return in_company_time(at, str(self.get("/me")["time_zone"]))

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        import httpx

        try:
            answer = self._http.request(method, f"/api/v1{path}", **more)
        except httpx.TransportError as error:
            raise Unreachable(
                f"nobody answers at {self._http.base_url} ({type(error).__name__}).",
                remedy="Start it with `trimtab serve`, or set TRIMTAB_URL.",
            ) from None
        if answer.is_success:
            tell(answer.headers)
            return answer.json()
        raise Answered(*_reason(answer))


@contextmanager
def connected(principal: str) -> Iterator[Client]:
    """Give a client for whoever is named (see `token_of`)."""
    import httpx

    url = os.environ.get("TRIMTAB_URL", DEFAULT_URL).rstrip("/")
    headers = {"Authorization": f"Bearer {token_of(principal)}"} | CHANNEL
    with httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        yield Client(http)


def token_of(principal: str) -> str:
    """Return the token kept for `principal`; without a name TRIMTAB_TOKEN. Raises NotSignedIn."""
    from interfaces.cli.credentials import token_file
    from interfaces.cli.environment import read_settings

    if not principal:
        token = os.environ.get("TRIMTAB_TOKEN", "").strip()
        if not token:
            raise NotSignedIn(
                "no token was given.", remedy="Set TRIMTAB_TOKEN, or name a principal of this host with --as."
            )
        return token
    path = token_file(read_settings(), principal)
    if not path.is_file():
        raise NotSignedIn(
            f"there is no token at {path}.",
            remedy=f"Make one with `trimtab token {principal} --save`, or set TRIMTAB_DATA_DIRECTORY.",
        )
    return path.read_text(encoding="utf-8").strip()


def _reason(answer: httpx.Response) -> tuple[str]:
    try:
        problem = answer.json()
    except ValueError:
        return (f"the answer was {answer.status_code}, and not from Trimtab. Check TRIMTAB_URL.",)
    about = ", ".join(str(problem[key]) for key in ("record", "field") if problem.get(key))
    text = str(problem.get("detail", answer.status_code))
    text = localised(text)
    sentence = text if text.endswith((".", "?", "!")) else f"{text}."
    told = [f"{about}: {sentence}" if about else sentence, str(problem.get("remedy") or "")]
    return (f"{' '.join(part for part in told if part)} ({answer.status_code} {problem.get('code', '')})",)
