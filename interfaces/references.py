"""References: what a person types about items, locations and suppliers, held against the network before it counts."""

from __future__ import annotations

from interfaces.views.names import Names
from trimtab.errors import UnknownReference
from trimtab.facts import Statement


def require_known(statement: Statement, names: Names) -> None:
    """Raise UnknownReference for a code that is not in the network; without a network every code passes."""
    known = {
        "item": names.items,
        "location": names.locations,
        "origin": names.locations,
        "destination": names.locations,
        "supplier": names.suppliers,
    }
    for field, codes in known.items():
        code = getattr(statement, field, None)
        if code is not None and codes and code not in codes:
            raise UnknownReference(
                f"{code!r} is not in the network",
                record=f"statement about {statement.kind.replace('_', ' ')}",
                field=field,
                remedy="Use a code as the pages show it.",
            )
