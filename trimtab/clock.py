"""The two clocks: business time for planning and expiry, wall time for leases, undo, retries and sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trimtab.ports import Clock


class SystemClock(Clock):
    """Business time is wall time: a company whose days are real days."""

    def business_now(self) -> datetime:
        """Return the present in UTC."""
        return datetime.now(UTC)

    def wall_now(self) -> datetime:
        """Return the present in UTC."""
        return datetime.now(UTC)


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
