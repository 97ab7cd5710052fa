"""What happens to a test whose service is missing: it fails in CI, and skips with the reason anywhere else."""

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
