"""Waiting for something to come true, while everything that runs is watched."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_EVERY_SECONDS = 0.25


class WaitedTooLong(RuntimeError):
    """Something did not come true in time."""


def until(
    what: str,
    look: Callable[[], T | None],
    *,
    within: float,
    alive: Callable[[], None],
    every: float = LOOK_EVERY_SECONDS,
) -> T:
    """Return the first thing `look` finds that is not None or False; raises WaitedTooLong after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        alive()
        found = look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline:
            raise WaitedTooLong(f"{what}: not within {within:.0f} s")
        time.sleep(every)
