"""Which adapter carries out which kind of action; what no system takes goes to a person."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.actions import Action
from trimtab.errors import ConfigurationError
from trimtab.ports import ExecutionAdapter


class Adapters:
    """Adapters by action kind, with the human-task adapter for everything else."""

    def __init__(self, adapters: Iterable[ExecutionAdapter], fallback: ExecutionAdapter) -> None:
        """Raises ConfigurationError where two adapters claim one kind."""
        self._by_kind: dict[str, ExecutionAdapter] = {}
        self._fallback = fallback
        for adapter in adapters:
            for kind in adapter.kinds:
                if kind in self._by_kind:
                    raise ConfigurationError(
                        f"{adapter.system} and {self._by_kind[kind].system} both claim actions of kind {kind!r}"
                    )
                self._by_kind[kind] = adapter

    def of(self, action: Action) -> ExecutionAdapter:
        """Return the adapter for an action."""
        return self._by_kind.get(action.kind, self._fallback)

    def all(self) -> tuple[ExecutionAdapter, ...]:
        """Return every adapter once, the fallback last."""
        return (*dict.fromkeys(self._by_kind.values()), self._fallback)
