"""Desks of companies whose functions do not share: own beliefs as they are, those of others as last published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.desk import Beliefs, Desk
from trimtab.beliefs import Belief, Function


@dataclass
class Published:
    """What every function told the others at the last meeting."""

    beliefs: Mapping[tuple[str, str], Belief] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FunctionDesk(Desk):
    """The desk of one function; raises what `Desk` does."""

    function: Function
    published: Published

    def beliefs(self) -> Beliefs:
        """Return own beliefs and what the others have published."""
        own = {key: b for key, b in super().beliefs().items() if b.owner is self.function}
        return {key: b for key, b in self.published.beliefs.items() if b.owner is not self.function} | own
