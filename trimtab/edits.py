"""Edits: what a person wants otherwise in a bundle, before it is solved again and approved by its own digest."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from trimtab.measures import Frozen
from trimtab.network import Code, NonNegative


class LineEdit(Frozen):
    """Another quantity, date or supplier for one line of a leg (`item`); quantity 0 takes the line out."""

    leg: str
    item: Code
    quantity: NonNegative | None = None
    due: date | None = None
    supplier: Code | None = None


class LevelEdit(Frozen):
    """Other inventory parameters for a leg that adjusts a level."""

    leg: str
    minimum: NonNegative
    target: NonNegative


class Edit(Frozen):
    """Everything a person changes at once in the revision whose digest is named; `without` are legs to leave out."""

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    lines: tuple[LineEdit, ...] = ()
    levels: tuple[LevelEdit, ...] = ()
    without: tuple[str, ...] = ()
    text: Annotated[str, Field(max_length=2000)] = ""
