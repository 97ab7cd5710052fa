"""Checks, waiting and the stage's small promises."""

import socket
from pathlib import Path

import pytest

from demo.play.checks import Checks, PlayFailed
from demo.play.stage import Stage, StageFailed, free_port
from demo.play.waiting import WaitedTooLong, until
from tests.five_items import HALYARD_SUPPLY


def test_a_broken_check_is_told_and_ends_the_play_only_where_it_must() -> None:
    told: list[str] = []
    checks = Checks(told.append)
    assert not checks.all_passed, "a play that checked nothing has not passed"
    assert checks.expect("one is one", passed=True)
    assert checks.all_passed
    assert not checks.expect("two is three", passed=False, seen={"seen": 2})
    with pytest.raises(PlayFailed, match="four is five"):
        checks.require("four is five", passed=False)
    assert not checks.all_passed
    assert told[1] == "  FAILED two is three: {'seen': 2}"
    assert [check["passed"] for check in checks.as_json()] == [True, False, False]


def test_waiting_ends_with_the_first_find_in_time_or_when_something_died() -> None:
    found = iter([None, False, 0])
    assert until("a number", lambda: next(found), within=5, alive=lambda: None, every=0) == 0
    with pytest.raises(WaitedTooLong, match="a number: not within 0 s"):
        until("a number", lambda: None, within=0, alive=lambda: None, every=0)

    def dead() -> None:
        raise PlayFailed("the worker ended")

    with pytest.raises(PlayFailed, match="the worker ended"):
        until("a number", lambda: 1, within=5, alive=dead)


def test_a_taken_port_is_replaced_only_where_none_was_asked_for() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StageFailed, match=f"Port {port} is taken"):
            free_port(port)
    assert free_port(0) > 0
    assert free_port(None) > 0


def test_two_demos_do_not_share_a_directory(tmp_path: Path) -> None:
    first = Stage(tmp_path / "demo", print, company=HALYARD_SUPPLY)
    first._take_directory()
    try:
        with pytest.raises(StageFailed, match="Another demo runs"):
            Stage(tmp_path / "demo", print)._take_directory()
    finally:
        first.stop()
