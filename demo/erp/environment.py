"""Where the ERP's own Python environment and its cached databases live; nothing here installs anything."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
CACHE = CHECKOUT / ".cache" / "tryton"
REQUIREMENTS = CHECKOUT / "requirements" / "tryton.txt"


class EnvironmentMissing(RuntimeError):
    """The ERP is not installed in this checkout."""


def program(name: str, cache: Path = CACHE) -> Path:
    """The path of a program of the ERP (`trytond`, `trytond-admin`); raises EnvironmentMissing, saying what to run."""
    path = cache / "venv" / "bin" / name
    if not path.is_file():
        raise EnvironmentMissing(f"The Tryton ERP is not installed: {path} is missing. Run `make setup` in {CHECKOUT}.")
    return path
