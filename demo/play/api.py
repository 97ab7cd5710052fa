"""Trimtab's public API as the play's people use it: one HTTP client per account, with its token."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

import httpx

from demo.play.stage import Account

Json = dict[str, Any]
TIMEOUT_SECONDS = 60.0


class ApiRefused(RuntimeError):
    """The API said no; `status` and `code` say how."""

    def __init__(self, what: str, status: int, problem: Json) -> None:
        super().__init__(f"{what}: {status} {problem.get('code')}: {problem.get('detail')}")
        self.status = status
        self.code = str(problem.get("code"))


class Api:
    """Trimtab as one account sees it."""

    def __init__(self, url: str, account: Account) -> None:
        self.account = account
        self._http = httpx.Client(
            base_url=f"{url}/api/v1",
            headers={"Authorization": f"Bearer {account.token}"},
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **parameters: Any) -> Any:
        """Read; raises ApiRefused."""
        return self._answer(f"GET {path}", self._http.get(path, params=parameters))

    def post(self, path: str, body: Json | None = None) -> Json:
        """Change; raises ApiRefused."""
        answer: Json = self._answer(f"POST {path}", self._http.post(path, json=body or {}))
        return answer

    def inbox(self) -> list[Json]:
        """What awaits a decision."""
        found: list[Json] = self.get("/inbox")
        return found

    def bundle(self, bundle_id: str) -> Json:
        """Everything about one bundle."""
        found: Json = self.get(f"/bundles/{bundle_id}")
        return found

    def cases(self) -> list[Json]:
        """Every case, newest first."""
        found: list[Json] = self.get("/cases")
        return found

    def approve(self, bundle_id: str, digest: str) -> Json:
        """Approve the revision with this digest."""
        return self.post(f"/bundles/{bundle_id}/decisions", {"kind": "approve", "digest": digest})

    def reject(self, bundle_id: str, digest: str, code: str, text: str, legs: Iterable[str] = ()) -> Json:
        """Reject it with a reason."""
        body = {"kind": "reject", "digest": digest, "code": code, "text": text, "legs": list(legs)}
        return self.post(f"/bundles/{bundle_id}/decisions", body)

    def bring(self, events: list[Json]) -> None:
        """Bring in events of the company's other systems; raises ApiRefused where one is refused."""
        answer: Json = self._answer("POST /events", self._http.post("/events", json=events))
        if answer["refused"]:
            raise ApiRefused("POST /events", 422, answer["refused"][0])

    def undo(self, bundle_id: str) -> Json:
        """Take a decision back."""
        return self.post(f"/bundles/{bundle_id}/undo")

    @staticmethod
    def _answer(what: str, response: httpx.Response) -> Any:
        if response.is_success:
            return response.json()
        try:
            problem = response.json()
        except ValueError:
            problem = {"detail": response.text[:300]}
        raise ApiRefused(what, response.status_code, problem)
