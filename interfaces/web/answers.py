"""Answers to questions about bundles, kept for the session that asked while this process runs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from trimtab.casework import Answered

SESSIONS, PER_BUNDLE = 500, 10


@dataclass(frozen=True)
class Asked:
    """A question with its answer, and when it was asked (business time)."""

    answered: Answered
    at: datetime


class Answers:
    """The newest questions of each session about each bundle; the oldest are forgotten first."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: OrderedDict[tuple[str, str], tuple[Asked, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, session: str, bundle_id: str, asked: Asked) -> None:
        """Keep one more question."""
        key = (session, bundle_id)
        with self._lock:
            self._kept[key] = (*self._kept.pop(key, ()), asked)[-PER_BUNDLE:]
            while len(self._kept) > SESSIONS:
                self._kept.popitem(last=False)

    def of(self, session: str, bundle_id: str) -> tuple[Asked, ...]:
        """Return what a session asked about a bundle, oldest first."""
        with self._lock:
            return self._kept.get((session, bundle_id), ())


ANSWERS = Answers()
