"""Rest: whether a process has worked off what it was given, seen from outside by how seldom it wants the processor."""

from __future__ import annotations

import time
from pathlib import Path

SAMPLES = 30
EVERY_SECONDS = 0.05
RESTING_SHARE = 0.3
"""A worker that only looks whether there is something new runs less often than this."""


def is_at_rest(pid: int, samples: int = SAMPLES, every: float = EVERY_SECONDS) -> bool:
    """Watch a process for a moment (1.5 s by default); True where it hardly ran, or is gone.

    It is asked whether it wants to run, not how much it got: on a busy machine a worker that is kept waiting works.
    """
    running = 0
    for _ in range(samples):
        running += _wants_to_run(pid)
        if running > RESTING_SHARE * samples:
            return False
        time.sleep(every)
    return True


def _wants_to_run(pid: int) -> bool:
    states = []
    for thread in Path(f"/proc/{pid}/task").glob("*/stat"):
        try:
            states.append(thread.read_text(encoding="utf-8").rpartition(")")[2].split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return "R" in states
