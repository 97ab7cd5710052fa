"""People: messages name principals by their id; a page calls them by their name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trimtab.ledger import Transaction

_BY = re.compile(r"\bby ([a-z0-9][a-z0-9._-]*[a-z0-9]|[a-z0-9])\b")


def people_of(tx: Transaction) -> dict[str, str]:
    """Return the names of all principals by id."""
    return {p.id: p.name for p in tx.people.all()}


def with_names(text: str, people: Mapping[str, str]) -> str:
    """Say who did something by name; what stands after `by` and is nobody's id stays as it is.

    >>> with_names("it is decided by mara; nothing was sent by accident", {"mara": "Mara Lindqvist"})
    'it is decided by Mara Lindqvist; nothing was sent by accident'
    """
    return _BY.sub(lambda found: f"by {people.get(found[1], found[1])}", text)
