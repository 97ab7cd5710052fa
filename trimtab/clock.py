"""The two clocks: business time for planning and expiry, wall time for leases, undo, retries and sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from trimtab.errors import ConfigurationError
from trimtab.ports import Clock
from trimtab.settings import Settings


class SystemClock(Clock):
    """Business time is wall time: a company whose days are real days."""

    def business_now(self) -> datetime:
        """Return the present in UTC."""
        return datetime.now(UTC)

    def wall_now(self) -> datetime:
        """Return the present in UTC."""
        return datetime.now(UTC)


class FileClock(Clock):
    """Business time runs ahead of wall time by what a file says, in seconds: a company whose days pass in seconds.

    Whoever lets the days pass writes the file; every process that reads it sees the same time. Without the file the
    two clocks agree.
    """

    def __init__(self, path: Path) -> None:
        """Read the offset from `path`, at every call."""
        self._path = path

    def business_now(self) -> datetime:
        """Return wall time plus the offset; raises ConfigurationError where the file holds no number."""
        return self.wall_now() + timedelta(seconds=self._offset())

    def wall_now(self) -> datetime:
        """Return the present in UTC."""
        return datetime.now(UTC)

    def _offset(self) -> float:
        try:
            text = self._path.read_text(encoding="ascii")
        except FileNotFoundError:
            return 0.0
        try:
            return float(text)
        except ValueError:
            raise ConfigurationError(
                f"{self._path.name} holds {text[:40]!r}, not a number of seconds",
                remedy="Write a number, or remove the file.",
            ) from None


class ManualClock(Clock):
    """The official fake: both clocks stand still until they are moved."""

    def __init__(self, business: datetime, wall: datetime | None = None) -> None:
        """Start at `business`; wall time starts there too unless given."""
        self._business = business
        self._wall = wall or business

    def business_now(self) -> datetime:
        """Return the business time that was set."""
        return self._business

    def wall_now(self) -> datetime:
        """Return the wall time that was set."""
        return self._wall

    def advance(self, by: timedelta) -> None:
        """Move both clocks forward by the same amount."""
        self._business += by
        self._wall += by


def clock_of(settings: Settings) -> Clock:
    """Return the clock of a company: real days, or days that are played."""
    return FileClock(settings.business_clock_file) if settings.business_clock_file else SystemClock()
