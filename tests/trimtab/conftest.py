"""Ledgers on both engines for every test of floor 1, and doing things at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.trimtab.ledgers import embedded, office, shared_ledger

AtOnce = Callable[[list[Callable[[], object]]], list[object]]


@pytest.fixture
def at_once() -> AtOnce:
    """Start calls together, each in a thread of its own; give back what they return or raise, in their order."""

    def start(calls: list[Callable[[], object]]) -> list[object]:
        barrier = threading.Barrier(len(calls))

        def one(call: Callable[[], object]) -> object:
            barrier.wait(20)
            try:
                return call()
            except Exception as error:  # noqa: BLE001 - it is what the test looks at
                return error

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return start


__all__ = ["at_once", "embedded", "office", "shared_ledger"]
