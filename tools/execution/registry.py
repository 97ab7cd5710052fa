"""Which adapter carries out which kind of action, or writes what was confirmed; what is left goes to a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trimtab.actions import Action
from trimtab.errors import ConfigurationError
from trimtab.ports import CommitmentAdapter, ExecutionAdapter


class Adapters:
    """Adapters by action kind; `people` and `answers` take what no system does."""

    def __init__(
        self,
        adapters: Iterable[ExecutionAdapter],
        people: ExecutionAdapter,
        commitments: Iterable[CommitmentAdapter],
        answers: CommitmentAdapter,
    ) -> None:
        """Raises ConfigurationError where two adapters claim one kind."""
        self._by_kind: dict[str, ExecutionAdapter] = _by_kind(adapters)
        self._commitments: dict[str, CommitmentAdapter] = _by_kind(commitments)
        self._people = people
        self._answers = answers

    def of(self, action: Action) -> ExecutionAdapter:
        """Return the adapter that carries out an action."""
        return self._by_kind.get(action.kind, self._people)

    def commitment(self, action: Action) -> CommitmentAdapter:
        """Return the adapter that writes what the other side has confirmed."""
        return self._commitments.get(action.kind, self._answers)

    def all(self) -> tuple[ExecutionAdapter, ...]:
        """Return every adapter that carries out actions once, people last."""
        return (*dict.fromkeys(self._by_kind.values()), self._people)


def _by_kind(adapters: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for adapter in adapters:
        for kind in adapter.kinds:
            if kind in found:
                raise ConfigurationError(
                    f"{adapter.system} and {found[kind].system} both claim actions of kind {kind!r}"
                )
            found[kind] = adapter
    return found
