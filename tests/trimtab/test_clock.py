"""The two clocks, and the official fake of both."""

from datetime import UTC, datetime, timedelta

from trimtab.clock import ManualClock, SystemClock

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
