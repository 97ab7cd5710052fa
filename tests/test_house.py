"""The house stands: the packages are ours, the pins name no machine, and nothing is left out silently."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PACKAGES = ("trimtab", "tools", "agents", "interfaces")
PIN_FILES = ("runtime", "dev", "tryton")

_PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(\[[a-z0-9,-]+\])?==(?P<version>[^\s;]+)( ; .+)? \\")
_HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")
_SKIP = re.compile(r"pytest\.(skip|importorskip)\(|mark\.skip(if)?\b|unittest\.skip")


def _pins(name: str) -> dict[tuple[str, str], int]:
    """Read a pin file to the number of hashes of each (name, version); any other line is refused."""
    pins: dict[tuple[str, str], int] = {}
    pin = ("", "")
    for number, line in enumerate((HOUSE / "requirements" / f"{name}.txt").read_text().splitlines(), start=1):
        found = _PIN.fullmatch(line)
        if found:
            pin = (found["name"], found["version"])
            pins[pin] = 0
        else:
            assert _HASH.fullmatch(line), f"requirements/{name}.txt line {number}: neither a pin nor a hash: {line!r}"
            pins[pin] += 1
    return pins


def _inputs(name: str) -> list[str]:
    lines = (HOUSE / "requirements" / f"{name}.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("name", PIN_FILES)
def test_every_pin_is_hashed_and_names_no_host_or_path(name: str) -> None:
    pins = _pins(name)
    assert pins
    assert [pin for pin, hashes in pins.items() if hashes == 0] == []


@pytest.mark.parametrize("name", PIN_FILES)
def test_what_is_asked_for_names_no_host_or_path(name: str) -> None:
    assert [line for line in _inputs(name) if "/" in line or "@" in line] == []


def test_the_developers_pins_contain_the_applications() -> None:
    assert _pins("runtime").keys() <= _pins("dev").keys()


def test_the_project_and_its_pins_ask_for_the_same_packages() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    assert project["project"]["dependencies"] == _inputs("runtime")


def test_the_build_backend_is_the_one_that_is_pinned() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    (backend,) = project["build-system"]["requires"]
    assert tuple(backend.split("==")) in _pins("dev")


def test_the_packages_are_found_in_this_checkout_from_anywhere(tmp_path: Path) -> None:
    program = f"import importlib, json; print(json.dumps([importlib.import_module(n).__file__ for n in {PACKAGES!r}]))"
    found = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(found.stdout) == [str(HOUSE / name / "__init__.py") for name in PACKAGES]


def test_tests_leave_out_nothing_but_by_skip_or_fail() -> None:
    allowed = {Path(__file__).resolve(), *(HOUSE / "tests" / "services").glob("*require.py")}
    silent = [
        f"{path.relative_to(HOUSE)}:{number}: use tests.services.require.skip_or_fail"
        for path in sorted((HOUSE / "tests").rglob("*.py"))
        if path not in allowed
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if _SKIP.search(line)
    ]
    assert silent == []
