"""What happens to a test whose service or data are missing: it says so; without a service it fails in CI."""

import os
from typing import NoReturn

import pytest


class ServiceMissingError(Exception):
    """A real service cannot run here; the text says which one and how to get it."""


def in_ci() -> bool:
    """Say whether this run is the one that must leave nothing out (`CI=true`)."""
    return os.environ.get("CI", "").strip().lower() not in {"", "0", "false", "no"}


def skip_or_fail(reason: str) -> NoReturn:
    """End the test that needs what is missing.

    Args:
        reason: what is missing and what to do about it, in words.
    """
    if in_ci():
        pytest.fail(f"{reason} (CI=true: no test that needs a service may skip)", pytrace=False)
    pytest.skip(reason)


def skip_without(data: str) -> NoReturn:
    """Skip a test whose data are absent, in CI too: unlike a service they cannot be installed.

    Args:
        data: which data, and where they are looked for, in words.
    """
    pytest.skip(f"the data are absent: {data}")
