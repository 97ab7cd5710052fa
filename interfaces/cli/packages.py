"""Packages: whether the import names of the house lead to this installation; another distribution owns `agents` too."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from trimtab.errors import ConfigurationError

NAMES = ("trimtab", "tools", "agents", "interfaces")
OURS = "trimtab"


@dataclass(frozen=True)
class Package:
    """Where an import name leads; `place` is None where it leads nowhere."""

    name: str
    place: Path | None
    ours: bool

    def __str__(self) -> str:
        """Say where the name leads, and to whose package if not ours."""
        if self.ours:
            return f"{self.name} is ours ({self.place})"
        where = f"comes from {self.place}" if self.place else "is not installed"
        owners = [o for o in importlib.metadata.packages_distributions().get(self.name, []) if o != OURS]
        whose = f", which may belong to the distribution {', '.join(sorted(set(owners)))!r}" if owners else ""
        return f"the package {self.name!r} {where}{whose}; it should lie in {house()}"


def house() -> Path:
    """Return the folder in which this installation's packages lie side by side."""
    return Path(__file__).resolve().parents[2]


def packages() -> list[Package]:
    """Return every package of the house with where its name leads; nothing is imported."""
    return [_package(name) for name in NAMES]


def require_our_packages() -> None:
    """Raise ConfigurationError where an import name of the house leads to somebody else's package."""
    wrong = [package for package in packages() if not package.ours]
    if wrong:
        raise ConfigurationError(
            f"{'; '.join(str(package) for package in wrong)}.",
            remedy="Install Trimtab in an environment of its own (pipx, a container, or `make setup` in a checkout).",
        )


def _package(name: str) -> Package:
    found = importlib.util.find_spec(name)
    places = list(found.submodule_search_locations or []) if found is not None else []
    place = Path(places[0]).resolve() if places else None
    return Package(name, place, place is not None and place.parent == house())
