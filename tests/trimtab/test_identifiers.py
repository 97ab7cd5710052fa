"""Canonical JSON, digests and ids: the same content gives the same bytes, whoever wrote it and however often."""

import json
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.identifiers import canonical_json, deterministic_id, digest, random_id
from trimtab.measures import Money

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)


class Colour(StrEnum):
    RED = "red"


class Size(Enum):
    LARGE = 3


def shuffled(value: object, order: random.Random) -> object:
    """The same content with the keys of every dictionary in another order."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {k: shuffled(value[k], order) for k in keys}
    return [shuffled(v, order) for v in value] if isinstance(value, list) else value


@given(PLAIN, st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(value: object, order: random.Random) -> None:
    assert canonical_json(shuffled(value, order)) == canonical_json(value)


@given(PLAIN)
def test_what_went_through_json_has_the_same_form(value: object) -> None:
    assert canonical_json(json.loads(canonical_json(value))) == canonical_json(value)


@given(DECIMALS)
def test_decimals_are_written_without_exponent_or_trailing_zeros(value: Decimal) -> None:
    text = json.loads(canonical_json(value))
    assert Decimal(text) == value
    assert "e" not in text.lower()
    assert "." not in text or not text.endswith("0")
    assert canonical_json(value) == canonical_json(value * Decimal("1.000"))


@given(st.lists(st.tuples(st.text(max_size=4), st.integers()), max_size=3))
def test_different_content_has_different_bytes(value: list[object]) -> None:
    assert digest(value) != digest([*value, "more"])


def test_every_kind_of_value_has_one_form() -> None:
    value = {
        "when": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "day": date(2026, 3, 2),
        "colour": Colour.RED,
        "size": Size.LARGE,
        "set": frozenset({"b", "a"}),
        "none": Decimal("-0.00"),
        "large": Decimal("1E+3"),
        "price": Money(amount=Decimal("2.50"), currency="EUR"),
        "name": "Vendée",
    }
    assert canonical_json(value).decode() == (
        '{"colour":"red","day":"2026-03-02","large":"1000","name":"Vendée","none":"0",'
        '"price":{"amount":"2.5","currency":"EUR"},"set":["a","b"],"size":3,"when":"2026-03-02T09:00:00+00:00"}'
    )


def test_numbers_longer_than_a_context_are_not_rounded_together() -> None:
    a, b = Decimal("1234567890123456789012345678.1"), Decimal("1234567890123456789012345678.2")
    assert digest(a) != digest(b)


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical form for object"):
        canonical_json({"thing": object()})


def test_a_deterministic_id_depends_on_all_its_parts_and_on_nothing_else() -> None:
    one = deterministic_id("act", "bnd_1:1", "purchase-BRF-CEN")
    assert one == deterministic_id("act", "bnd_1:1", "purchase-BRF-CEN")
    others = {
        deterministic_id("act", "bnd_1:2", "purchase-BRF-CEN"),
        deterministic_id("act", "bnd_1:1", "purchase-BRF-NOR"),
        deterministic_id("act", "bnd_1:1purchase-BRF-CEN"),
        deterministic_id("leg", "bnd_1:1", "purchase-BRF-CEN"),
    }
    assert one not in others
    assert len(others) == 4
    assert one.startswith("act_")
    assert len(one) == 24


def test_random_ids_differ() -> None:
    made = {random_id("cas") for _ in range(100)}
    assert len(made) == 100
    assert all(len(i) == 24 for i in made)
