"""The played clock: a file says by how many seconds business time runs ahead of the host's, and processes follow it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from pathlib import Path

OPENS_AT = time(6, 0)
"""When the first day opens, UTC: before anybody works, and far enough from midnight for every time zone of the demo."""
FOLLOWED_WITHIN_SECONDS = 0.2
"""Until then every process that follows the file has seen a change."""
FOLLOWER = Path(__file__).with_name("follow_clock")
"""The folder that goes to the front of PYTHONPATH of a process that shall follow the file."""


def set_clock(file: Path, day: date, at: time = OPENS_AT) -> None:
    """Let it be `at` on a day, from now on: whoever follows the file sees it at once."""
    moment = datetime.combine(day, at, UTC)
    # Rounded up: a millisecond before midnight would be the day before.
    ahead = ceil((moment - datetime.now(UTC)).total_seconds() * 1000) / 1000
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_text(f"{ahead:.3f}", encoding="ascii")
    part.replace(file)


def read_clock(file: Path) -> datetime:
    """Return business time, UTC."""
    return datetime.now(UTC) + timedelta(seconds=float(file.read_text(encoding="ascii")))
