"""Where policies and prompts lie: in the checkout first, else in the installed wheel."""

from __future__ import annotations

from pathlib import Path

from trimtab.errors import ConfigurationError


def resource_directory(name: str) -> Path:
    """Return the directory `policies` or `prompts`."""
    package = Path(__file__).resolve().parent
    for candidate in (package.parent / name, package / "_data" / name):
        if candidate.is_dir():
            return candidate
    raise ConfigurationError(f"the directory {name!r} is neither in the checkout nor in the installed package")
