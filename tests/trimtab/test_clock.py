"""The two clocks, and the official fake of both."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trimtab.clock import FileClock, ManualClock, SystemClock
from trimtab.errors import ConfigurationError

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_for_a_company_whose_days_are_real_both_clocks_are_the_same_in_utc() -> None:
    clock = SystemClock()
    business, wall = clock.business_now(), clock.wall_now()
    assert business.utcoffset() == wall.utcoffset() == timedelta(0)
    assert timedelta(0) <= wall - business < timedelta(seconds=5)


def test_the_fake_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(NOW)
    assert clock.business_now() == clock.business_now() == clock.wall_now() == NOW
    clock.advance(timedelta(hours=2))
    assert clock.business_now() == clock.wall_now() == NOW + timedelta(hours=2)


def test_the_two_clocks_of_the_fake_can_differ_and_move_together() -> None:
    wall = NOW + timedelta(days=400)
    clock = ManualClock(NOW, wall)
    clock.advance(timedelta(days=1))
    assert clock.business_now() == NOW + timedelta(days=1)
    assert clock.wall_now() == wall + timedelta(days=1)


def test_played_days_run_ahead_by_what_the_file_says_at_every_look(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    clock = FileClock(path)
    assert abs(clock.business_now() - clock.wall_now()) < timedelta(seconds=5)
    path.write_text("172800.5", encoding="ascii")
    ahead = clock.business_now() - clock.wall_now()
    assert abs(ahead - timedelta(days=2, seconds=0.5)) < timedelta(seconds=5)


def test_a_clock_file_without_a_number_is_named(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("tomorrow", encoding="ascii")
    with pytest.raises(ConfigurationError, match="clock holds 'tomorrow'"):
        FileClock(tmp_path / "clock").business_now()
