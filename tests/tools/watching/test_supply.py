"""Supply that is watched: the last word holds whatever the order, lines come when they are due, oddities count."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.watching import Counts, SupplyReadings, WatchedSupply

Word = tuple[int, int, int, float, int, int]


def told(*words: Word) -> SupplyReadings:
    """Return readings of (row, line, day, quantity, recorded, identity)."""
    columns = [np.array(c, dtype=np.int64) for c in zip(*((*w[:3], 0, *w[4:]) for w in words), strict=True)]
    return SupplyReadings(*columns[:3], np.array([w[3] for w in words]), *columns[4:])


words = st.tuples(
    st.integers(0, 1),
    st.sampled_from([0, 3, 5, 7, 11]),
    st.integers(8, 16),
    st.sampled_from([0.0, 0.1, 0.2, 0.7, 12.3]),
    st.integers(0, 2),
    st.integers(0, 99),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(words, min_size=1, max_size=30, unique_by=lambda w: (w[1], w[4], w[5])), st.data())
def test_shuffled_and_told_twice_what_is_known_is_the_same_to_the_last_digit(
    stream: list[Word], data: st.DataObject
) -> None:
    # A line belongs to one row.
    stream = [(w[0] if w[1] == 0 else w[1] % 2, *w[1:]) for w in stream]
    one, other = WatchedSupply.start([5.0, 6.0], most=100.0), WatchedSupply.start([5.0, 6.0], most=100.0)
    one.take(told(*stream))
    for word in data.draw(st.permutations(stream + stream)):
        other.take(told(word))
    rows = np.arange(2)
    assert np.array_equal(one.known(rows, 10, 10), other.known(rows, 10, 10))


def test_what_is_on_hand_is_there_and_lines_come_when_they_are_due() -> None:
    supply = WatchedSupply.start([5.0, 0.0], most=100.0)
    moved = supply.take(told((0, 3, 12, 7.0, 1, 1), (0, 5, 8, 2.0, 1, 2), (1, 0, 0, 4.0, 1, 3)))
    assert moved.tolist() == [0, 1]
    assert supply.known(np.arange(2), 4, 10).tolist() == [[7.0, 7.0, 14.0, 14.0], [4.0, 4.0, 4.0, 4.0]]


def test_a_line_that_slips_moves_and_one_that_came_is_gone() -> None:
    supply = WatchedSupply.start([0.0], most=100.0)
    supply.take(told((0, 3, 11, 7.0, 1, 1)))
    supply.take(told((0, 3, 13, 7.0, 2, 2)))
    assert supply.known(np.zeros(1, dtype=np.int64), 4, 10).tolist() == [[0.0, 0.0, 0.0, 7.0]]
    supply.take(told((0, 3, 13, 0.0, 3, 3)))
    assert supply.known(np.zeros(1, dtype=np.int64), 4, 10).tolist() == [[0.0] * 4]


def test_oddities_are_counted_and_less_than_nothing_on_hand_is_owed() -> None:
    supply = WatchedSupply.start([5.0], most=100.0)
    again = (0, 0, 0, -2.0, 5, 5)
    moved = supply.take(told((-1, 0, 0, 1.0, 1, 1), (0, 0, 0, 1e6, 1, 1), again, again, (0, 0, 0, 3.0, 4, 9)))
    assert moved.tolist() == [0]
    assert supply.known(moved, 1, 0).tolist() == [[-2.0]]
    assert supply.counts == Counts(taken=1, duplicated=1, superseded=1, absurd=1, unknown=1)


def test_the_same_word_in_a_newer_event_moves_nothing() -> None:
    supply = WatchedSupply.start([5.0], most=100.0)
    assert not supply.take(told((0, 0, 0, 5.0, 1, 1))).size


def test_there_is_room_for_any_number_of_lines() -> None:
    supply = WatchedSupply.start(np.zeros(2), most=100.0)
    supply.take(told(*((k % 2, 2 * k + 1, 10 + k % 3, 1.0, 1, k) for k in range(300))))
    assert supply.known(np.arange(2), 5, 10)[:, -1].tolist() == [150.0, 150.0]
