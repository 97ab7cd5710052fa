"""Intake: how clean what a source tells is, in counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from trimtab.measures import Frozen

Count = Annotated[int, Field(ge=0)]


class SourceIntake(Frozen):
    """What one source has told so far: events `kept`, and what was wrong with it.

    `repeated`: told again with the same id, and counted once. `late`: kept, and told after something newer about the
    same was known. `refused`: records that went into quarantine, by the field that was wrong.
    """

    source: str
    kept: Count = 0
    repeated: Count = 0
    late: Count = 0
    refused: Mapping[str, Count] = Field(default_factory=dict)
