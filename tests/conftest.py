"""Fixtures every test may ask for; they live beside what they start."""

import pytest

pytest_plugins = ["tests.services.fixtures"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the whole story: it takes longest, and everything else runs beside it."""
    items.sort(key=lambda item: item.path.name != "test_acceptance.py")
