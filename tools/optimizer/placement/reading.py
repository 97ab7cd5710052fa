"""Networks from files: own JSON, the 38 chains of Willems, and stockpyl's JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.optimizer.placement.checks import checked_network
from tools.optimizer.placement.network import PlacementNetwork
from tools.optimizer.placement.stockpyl import is_stockpyl, stockpyl_names, stockpyl_network
from tools.optimizer.placement.willems import is_willems, willems_network
from trimtab.errors import InvalidField


def read_network(path: Path, name: str = "", *, stochastic: bool = False) -> PlacementNetwork:
    """Return the network in a file, in any format; `name` chooses one of several.

    `stochastic` keeps the spread of stage times of Willems' chains. Raises InvalidField or UnknownReference.
    """
    try:
        record: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidField(f"Cannot be read as JSON: {error}.", record=path.name, field="file") from error
    if not isinstance(record, dict):
        raise InvalidField("Holds no network.", record=path.name, field="file")
    if is_willems(record):
        _choose(path, record, name)
        return checked_network(willems_network(name, record[name], stochastic=stochastic))
    if is_stockpyl(record):
        if "instances" in record:
            _choose(path, stockpyl_names(record), name)
        return checked_network(stockpyl_network(record, name))
    return checked_network(record)


def _choose(path: Path, names: Iterable[str], name: str) -> None:
    known = list(names)
    if name in known:
        return
    shown = ", ".join(known[:5]) + (", ..." if len(known) > 5 else "")
    raise InvalidField(
        f"Holds {len(known)} networks, none of them called {name}." if name else f"Holds {len(known)} networks.",
        record=path.name,
        field="network",
        remedy=f"Name one: {shown}.",
    )
