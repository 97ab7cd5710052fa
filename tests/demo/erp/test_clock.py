"""The ERP lives in the time that a file says, follows it when it changes, and keeps its people signed in."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from demo.erp.clock import FOLLOWED_WITHIN_SECONDS, read_clock, set_clock
from demo.erp.driver import ErpDriver
from demo.erp.server import TrytonServer
from demo.play.waiting import until
from trimtab.clock import FileClock


def _today(driver: ErpDriver) -> date:
    found: date = driver.rpc.call("model.ir.date.today")
    return found


def test_the_erp_follows_the_file_and_its_sessions_live_on(tmp_path: Path, company_file: Path) -> None:
    clock, start = tmp_path / "clock", date.today() + timedelta(days=3)  # noqa: DTZ011
    set_clock(clock, start)
    with (
        TrytonServer(tmp_path / "erp", company_file, clock=clock) as server,
        ErpDriver(server.url) as driver,
    ):
        assert _today(driver) == start
        for days in (1, 40, 2):
            set_clock(clock, start + timedelta(days=days))
            until(
                "the day",
                lambda day=start + timedelta(days=days): _today(driver) == day,  # type: ignore[misc]
                within=10 * FOLLOWED_WITHIN_SECONDS,
                alive=lambda: None,
                every=0.02,
            )
        party = driver.create("party.party", {"name": "Somebody"})
        (row,) = driver.search_read("party.party", [["id", "=", party]], ["create_date"])
        assert row["create_date"].date() == start + timedelta(days=2), "records are stamped in that time"


def test_everybody_who_reads_the_file_sees_the_same_time(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    set_clock(clock, date(2031, 5, 5))
    ours, theirs = read_clock(clock), FileClock(clock).business_now()
    assert abs(ours - theirs) < timedelta(seconds=1)
    assert ours.date() == date(2031, 5, 5)


def test_without_a_file_the_erp_lives_today(tmp_path: Path, company_file: Path) -> None:
    with TrytonServer(tmp_path / "erp", company_file) as server, ErpDriver(server.url) as driver:
        assert _today(driver) == datetime.now(UTC).date()


@pytest.mark.parametrize("days", [0, 400])
def test_the_first_day_opens_at_six(tmp_path: Path, days: int) -> None:
    clock, day = tmp_path / "clock", date.today() + timedelta(days=days)  # noqa: DTZ011
    set_clock(clock, day)
    assert (read_clock(clock).hour, read_clock(clock).minute) == (6, 0)
