"""The cast: one scripted approver per role, each deciding through the public API with a token of their own."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from demo.play.api import Api, ApiRefused, Json
from demo.play.checks import PlayFailed
from demo.play.stage import Stage

PLANNER = "supply_planner"
FINAL = frozenset({"done", "halted", "rejected", "superseded", "expired"})


class Cast:
    """Everybody who may decide, by role."""

    def __init__(self, stage: Stage) -> None:
        self._everybody = {account.roles[0]: Api(stage.url, account) for account in stage.accounts.values()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for api in self._everybody.values():
            api.__exit__(kind, error, traceback)

    @property
    def planner(self) -> Api:
        """The supply planner, who is accountable for every bundle."""
        return self._everybody[PLANNER]

    def of(self, role: str) -> Api:
        """Whoever has a role; raises PlayFailed."""
        try:
            return self._everybody[role]
        except KeyError:
            raise PlayFailed(f"nobody on stage is {role}") from None

    def waiting(self) -> Json | None:
        """The first bundle that awaits a decision, in full, if there is one."""
        inbox = self.planner.inbox()
        return self.planner.bundle(inbox[0]["id"]) if inbox else None

    def approve_all(self, bundle_id: str) -> Json:
        """Let every owner approve the revision in force; return the last outcome."""
        found = self.planner.bundle(bundle_id)
        outcome: Json = {}
        for requirement in found["requirements"]:
            if requirement["approved_by"] is None:
                outcome = self.of(requirement["role"]).approve(bundle_id, found["digest"])
        return outcome


def refusal(api: Api, bundle_id: str, digest: str) -> ApiRefused | None:
    """Try to approve a digest; return the refusal, None where it was taken."""
    try:
        api.approve(bundle_id, digest)
    except ApiRefused as refused:
        return refused
    return None
