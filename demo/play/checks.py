"""Checks: what the play expects, each with a name, whether it held, and what was seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


class PlayFailed(RuntimeError):
    """The play cannot go on."""


@dataclass(frozen=True)
class Check:
    """One expectation."""

    name: str
    passed: bool
    seen: str


@dataclass
class Checks:
    """Every expectation so far; a broken one is told at once and does not end the play."""

    say: Callable[[str], None]
    made: list[Check] = field(default_factory=list)

    def expect(self, name: str, passed: object, seen: object = "") -> bool:
        """Note whether something held."""
        check = Check(name, bool(passed), str(seen))
        self.made.append(check)
        mark = "  ok  " if check.passed else "  FAILED "
        self.say(f"{mark}{name}" + ("" if check.passed or not check.seen else f": {check.seen}"))
        return check.passed

    def require(self, name: str, passed: object, seen: object = "") -> None:
        """Note it, and end the play where it did not hold; raises PlayFailed."""
        if not self.expect(name, passed, seen):
            raise PlayFailed(f"{name}: {seen}")

    @property
    def all_passed(self) -> bool:
        """Whether everything held."""
        return bool(self.made) and all(check.passed for check in self.made)

    def as_json(self) -> list[dict[str, Any]]:
        """The checks as JSON."""
        return [asdict(check) for check in self.made]
