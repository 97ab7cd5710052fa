"""Tryton's JSON values: there and back without loss, and quantities as people see them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.tryton.values import decode, encode, packed, quantity

MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | MOMENTS
)


@given(st.recursive(LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=4), x, max_size=3)))
def test_what_is_written_is_read_back(value: Any) -> None:
    assert decode(encode(value)) == value


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    east = datetime(2026, 3, 2, 1, 30, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert decode(encode(east)) == east
    assert encode(east)["day"] == 1


def test_what_tryton_leaves_out_of_a_timestamp_is_zero() -> None:
    raw = {"__class__": "datetime", "year": 2026, "month": 3, "day": 2}
    assert decode(raw) == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_duration_is_read() -> None:
    assert decode({"__class__": "timedelta", "seconds": 86_400.0}) == timedelta(days=1)


def test_a_class_nobody_knows_stays_a_record() -> None:
    assert decode({"__class__": "bytes", "base64": "QQ=="}) == {"__class__": "bytes", "base64": "QQ=="}


def test_tuples_travel_as_lists() -> None:
    assert encode((date(2026, 3, 2), 1)) == [{"__class__": "date", "year": 2026, "month": 3, "day": 2}, 1]


def test_packed_is_url_safe() -> None:
    assert not set(packed([["code", "=", "??>>~~"]])) & set("+/ ")


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        (0.1 + 0.2, "0.3"),
        (1200.0, "1200"),
        (0, "0"),
        (-0.0, "0"),
        (2.5, "2.5"),
        (1e6, "1000000"),
        (Decimal("7.10"), "7.1"),
    ],
)
def test_a_quantity_is_what_people_see(raw: float | Decimal, seen: str) -> None:
    assert f"{quantity(raw):f}" == seen


@given(st.integers(0, 10**9))
def test_a_whole_quantity_stays_whole(pieces: int) -> None:
    assert quantity(float(pieces)) == pieces
