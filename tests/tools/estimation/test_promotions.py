"""What was said last of a promotion's days holds, in whatever order it is read."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

from tests.tools.estimation.told import MONDAY
from tools.estimation.promotions import Promotion, in_force, promoted_days


def promotion(first: int, last: int, per_day: float = 5.0) -> Promotion:
    return Promotion(start=MONDAY + timedelta(days=first), end=MONDAY + timedelta(days=last), per_day=per_day)


def test_promotions_apart_from_each_other_all_hold() -> None:
    told = {"2": promotion(20, 29), "1": promotion(0, 9)}
    assert in_force(told) == [promotion(0, 9), promotion(20, 29)]


def test_what_is_said_later_of_overlapping_days_takes_the_place_of_the_earlier() -> None:
    for order in permutations([("1", promotion(0, 9)), ("2", promotion(5, 14)), ("3", promotion(30, 31))]):
        assert in_force(dict(order)) == [promotion(5, 14), promotion(30, 31)]


def test_a_promotion_that_is_off_is_no_promotion() -> None:
    assert in_force({"1": promotion(0, 9), "2": promotion(0, 9, per_day=0.0)}) == []


def test_every_day_from_start_to_end_is_promoted() -> None:
    assert promoted_days([promotion(0, 2)]) == {date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)}
