"""Rest: whether Trimtab has worked off what it was given, by its own count and by how seldom its worker runs."""

from __future__ import annotations

import time
from pathlib import Path

from demo.play.api import Api

SAMPLES = 30
EVERY_SECONDS = 0.05
RESTING_SHARE = 0.3
"""A worker that only looks whether there is something new runs less often than this."""


def has_rested(api: Api, worker: int) -> bool:
    """Tell whether nothing that came in waits, and the worker (its process id) does not read or solve anything.

    Its own count does not hold what the ERP knows and no poll has read; that is why the process is watched too.
    """
    return not any(api.get("/backlog").values()) and is_at_rest(worker) and not any(api.get("/backlog").values())


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
