"""Networks from files: own JSON, and the 38 chains of Willems."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tools.optimizer.placement.checks import checked_network
from tools.optimizer.placement.network import PlacementNetwork
from tools.optimizer.placement.willems import is_willems, willems_network
from trimtab.errors import InvalidField


def read_network(path: Path, name: str = "", *, stochastic: bool = False) -> PlacementNetwork:
    """Return the network in a file, in either format; `name` chooses one of several.

    `stochastic` keeps the spread of stage times of Willems' chains. Raises InvalidField or UnknownReference.
    """
    try:
        record: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidField(f"Is not JSON: {error}.", record=path.name, field="file") from error
    if not isinstance(record, dict):
        raise InvalidField("Holds no network.", record=path.name, field="file")
    if is_willems(record):
        if name not in record:
            raise InvalidField(
                f"Holds {len(record)} chains, none of them {name or 'named'}.",
                record=path.name,
                field="chain",
                remedy=f"Name one: {', '.join(list(record)[:5])}, ...",
            )
        return checked_network(willems_network(name, record[name], stochastic=stochastic))
    return checked_network(record)
