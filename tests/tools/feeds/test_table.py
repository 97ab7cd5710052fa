"""A table is read in the one way its header allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.feeds.table import Column, Table, file_digest, read_table
from trimtab.errors import InvalidField

COLUMNS = (Column("item"), Column("order", also=("number",)), Column("note", required=False))


def table(text: str) -> Table:
    return read_table(Path("inbox/orders.csv"), text.encode(), COLUMNS)


def test_the_delimiter_is_the_one_under_which_the_header_is_right() -> None:
    found = table("item;order;note\nA;1;x, y\n")
    assert (found.delimiter, found.rows[0].cells) == (";", ("A", "1", "x, y"))


def test_columns_go_by_their_first_names_and_optional_ones_may_be_missing() -> None:
    found = table("number,item\n1,A\n")
    assert found.columns == ("order", "item")
    assert found.named(found.rows[0]) == {"order": "1", "item": "A"}


def test_a_column_under_two_of_its_names_is_refused_as_repeated() -> None:
    with pytest.raises(InvalidField, match="repeated column order"):
        table("number,order,item\n1,1,A\n")


def test_a_row_is_named_by_file_and_number() -> None:
    found = table("item,order\nA,1\nB,2\n")
    assert [found.record(row) for row in found.rows] == ["orders.csv row 2", "orders.csv row 3"]


def test_the_digest_is_that_of_the_bytes() -> None:
    assert table("item,order\n").digest == file_digest(b"item,order\n") != file_digest(b"item,order\r\n")
