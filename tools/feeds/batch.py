"""Batches: what one reading of a feed brings; the plain form of the port `trimtab.ports.FeedBatch`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.events import Event, Quarantined


@dataclass
class Batch:
    """Events, refused records, and the cursor from which the next reading goes on."""

    events: Sequence[Event]
    refused: Sequence[Quarantined]
    cursor: str
