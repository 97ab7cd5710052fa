"""Reference data for forms: what can be chosen, read from the network file, again when the file has changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from trimtab.network import Network

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reference:
    """Choices by code and name; all are empty where there is no network yet, and forms take text instead."""

    items: Options = ()
    locations: Options = ()
    sources: Options = ()
    lanes: Options = ()
    suppliers_of: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read_reference(path: Path | None) -> Reference:
    """Return the choices of a network file."""
    if path is None or not path.is_file():
        return Reference()
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Reference:
    del changed
    network = Network.model_validate_json(path.read_text(encoding="utf-8"))
    suppliers = {s.code: s.name for s in network.suppliers}
    places = {x.code: x.name for x in network.locations}
    lanes = {f"{x.origin}>{x.destination}": f"{places[x.origin]} to {places[x.destination]}" for x in network.lanes}
    return Reference(
        items=tuple((x.code, f"{x.code}, {x.name}") for x in network.items),
        locations=tuple(places.items()),
        sources=tuple((f"{s.supplier}/{s.item}", f"{suppliers[s.supplier]}: {s.item}") for s in network.sources),
        lanes=tuple(lanes.items()),
        suppliers_of=tuple((x.code, tuple(s.supplier for s in network.sources_of(x.code))) for x in network.items),
    )
