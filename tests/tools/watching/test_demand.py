"""Demand that is watched: beliefs depend on what was told, not on the order; what is wrong only counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.estimation.forecast import DemandFilters
from tools.watching import Counts, DemandReadings, WatchedDemand
from tools.watching.demand import copied
from trimtab.errors import InvalidField

ROWS, WINDOW, TODAY = 3, 14, 60
COLUMNS = ("states", "members", "series", "factors", "spreads", "last")


def watch(learnt: int = 0, window: int = WINDOW) -> WatchedDemand:
    filters = DemandFilters.start(ROWS, season_length=7)
    rng = np.random.default_rng(2)
    for day in range(learnt):
        filters.update(np.arange(ROWS), day, rng.poisson(4.0, ROWS))
    return WatchedDemand.start(filters, most=100.0, window_days=window)


def told(*days: tuple[int, int, float, int, int]) -> DemandReadings:
    """Return readings of (row, day, quantity, recorded, identity)."""
    row, day, quantity, recorded, identity = zip(*days, strict=True)
    none = np.zeros(len(days), dtype=bool)
    whole = (np.array(x, dtype=np.int64) for x in (row, day, recorded, identity))
    rows, of_days, stamps, names = whole
    return DemandReadings(rows, of_days, np.array(quantity, dtype=float), none, stamps, names)


def same(one: WatchedDemand, other: WatchedDemand) -> bool:
    return all(np.array_equal(getattr(one.current, c), getattr(other.current, c)) for c in COLUMNS)


words = st.tuples(
    st.integers(-1, ROWS - 1),
    st.integers(30, 30 + WINDOW - 1),
    st.one_of(st.integers(-3, 12).map(float), st.sampled_from([1e9, float("nan"), float("inf")])),
    st.integers(0, 3),
    st.integers(0, 50),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(words, min_size=1, max_size=40, unique_by=lambda w: (w[0], w[1], w[3], w[4])), st.data())
def test_shuffled_told_twice_and_in_batches_of_any_size_the_beliefs_are_the_same(
    stream: list[tuple[int, int, float, int, int]], data: st.DataObject
) -> None:
    at_once, piecemeal = watch(30), watch(30)
    at_once.take(told(*sorted(stream, key=lambda w: w[1])), TODAY)
    mixed = data.draw(st.permutations(stream + stream))
    while mixed:
        size = data.draw(st.integers(1, len(mixed)))
        piecemeal.take(told(*mixed[:size]), TODAY)
        mixed = mixed[size:]
    assert same(at_once, piecemeal)


def test_in_order_beliefs_are_those_of_the_filters() -> None:
    watched, filters = watch(30), copied(watch(30).settled)
    for day in range(30, 55):
        quantity = np.arange(ROWS) + day % 5
        watched.take(told(*((row, day, float(quantity[row]), day, row) for row in range(ROWS))), TODAY)
        filters.update(np.arange(ROWS), day, quantity)
    assert all(np.array_equal(getattr(watched.current, c), getattr(filters, c)) for c in COLUMNS)
    assert watched.settled.last.tolist() == [55 - WINDOW - 1] * ROWS
    ahead = watched.forecast(np.arange(ROWS), 10, TODAY)
    expected = filters.forecast(10, since=np.full(ROWS, TODAY - 1))
    assert np.array_equal(ahead.cumulative_mean, expected.cumulative_mean)


def test_a_day_that_comes_late_is_learnt_at_its_place() -> None:
    late, in_order = watch(30), watch(30)
    days = [(0, day, float(day % 4), 9, day) for day in range(30, 50)]
    in_order.take(told(*days), TODAY)
    late.take(told(*(d for d in days if d[1] != 40)), TODAY)
    assert not same(late, in_order)
    assert late.take(told(days[10]), TODAY).tolist() == [0]
    assert same(late, in_order)
    assert (late.counts.late, late.counts.taken, in_order.counts.late) == (1, 20, 0)


def test_of_two_words_on_a_day_the_one_recorded_later_holds() -> None:
    first, second = (0, 31, 2.0, 1, 5), (0, 31, 9.0, 2, 4)
    one, other, alone = watch(30), watch(30), watch(30)
    one.take(told(first), TODAY)
    one.take(told(second), TODAY)
    other.take(told(second), TODAY)
    assert not other.take(told(first), TODAY).size
    alone.take(told(second), TODAY)
    assert same(one, alone)
    assert same(other, alone)
    assert one.counts == Counts(taken=2, corrected=1, missing=0)
    assert other.counts == Counts(taken=1, superseded=1, out_of_order=1)


def test_what_is_wrong_is_counted_once_each_and_changes_nothing() -> None:
    watched, untouched = watch(30), watch(30)
    moved = watched.take(
        told(
            (-1, 31, 2.0, 1, 1),
            (0, TODAY, 2.0, 1, 2),
            (0, -2, 2.0, 1, 3),
            (0, 31, -4.0, 1, 4),
            (0, 31, 101.0, 1, 5),
            (0, 31, float("nan"), 1, 6),
            (0, 12, 2.0, 1, 7),
        ),
        TODAY,
    )
    assert not moved.size
    assert same(watched, untouched)
    assert watched.counts == Counts(unknown=1, future=2, returned=1, absurd=2, too_late=1)


def test_a_day_told_twice_moves_nothing_and_missing_days_are_counted() -> None:
    watched = watch(30)
    day = (1, 33, 3.0, 1, 1)
    assert watched.take(told(day, day), TODAY).tolist() == [1]
    assert watched.counts == Counts(taken=1, duplicated=1)
    assert watched.days_unknown() == 3
    watched.take(told((1, 33 + WINDOW, 3.0, 2, 2)), TODAY)
    assert watched.counts.missing == 3
    assert watched.days_unknown() == WINDOW - 1
    watched.take(told((1, 82, 3.0, 2, 2)), 200)
    # All days from 34 to 68 but the 47th.
    assert watched.counts.missing == 3 + 35 - 1


def test_a_stock_out_is_learnt_as_at_least_so_much() -> None:
    cut, sold = watch(30), watch(30)
    reading = told((0, 30, 1.0, 1, 1))
    sold.take(reading, TODAY)
    ones = np.ones(1, dtype=bool)
    cut.take(
        DemandReadings(reading.row, reading.day, reading.quantity, ones, reading.recorded, reading.identity), TODAY
    )
    assert cut.current.levels()[0] > sold.current.levels()[0]


def test_a_window_or_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidField, match="above zero"):
        watch(window=0)
