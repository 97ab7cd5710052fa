"""Records: what a planning system says about item-locations, checked one by one; a wrong one stops none of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from tools.feeds.cells import known, to_code, to_quantity
from trimtab.errors import InputError, InvalidField
from trimtab.events import Quarantined
from trimtab.levels import LevelReading, SourcedLevel
from trimtab.network import Network

FIELDS = ("item", "location", "minimum", "target")
Record = tuple[str, Mapping[str, str]]
"""The name of a record for people, and its fields."""


def read_records(
    records: Iterable[Record], network: Network, source: str, version: str, at: datetime, *, decimal_comma: bool = False
) -> LevelReading:
    """Return the levels of good records; the others are refused with record and field.

    Refused is what names no item or location of the network, has a level that is no quantity, a target below its
    minimum, or an item-location that stands there more than once: then all of its records are.
    """
    good: dict[tuple[str, str], list[tuple[str, Mapping[str, str], SourcedLevel]]] = {}
    refused: list[Quarantined] = []
    for record, cells in records:
        try:
            level = _level(record, cells, network, decimal_comma=decimal_comma)
        except InputError as error:
            refused.append(_refused(error, source, cells, at))
        else:
            good.setdefault((level.item, level.location), []).append((record, cells, level))
    for (item, location), told in good.items():
        for record, cells, _ in told if len(told) > 1 else ():
            names = ", ".join(other for other, _, _ in told if other != record)
            twice = InvalidField(f"{item}@{location} stands in {names} too", record=record, field="item+location")
            refused.append(_refused(twice, source, cells, at))
    levels = tuple(told[0][2] for told in good.values() if len(told) == 1)
    return LevelReading(version=version, levels=levels, refused=tuple(refused))


def _level(record: str, cells: Mapping[str, str], network: Network, *, decimal_comma: bool) -> SourcedLevel:
    item, location = (to_code(cells.get(name, ""), record=record, field=name) for name in ("item", "location"))
    known(network, "item", item, record=record)
    known(network, "location", location, record=record)
    minimum, target = (_quantity(record, cells, name, decimal_comma=decimal_comma) for name in ("minimum", "target"))
    if target < minimum:
        raise InvalidField(f"{target} is below the minimum {minimum}", record=record, field="target")
    return SourcedLevel(item=item, location=location, minimum=minimum, target=target)


def _quantity(record: str, cells: Mapping[str, str], name: str, *, decimal_comma: bool) -> Decimal:
    return to_quantity(cells.get(name, ""), decimal_comma=decimal_comma, record=record, field=name)


def _refused(error: InputError, source: str, cells: Mapping[str, str], at: datetime) -> Quarantined:
    return Quarantined(
        source=source,
        record=error.record,
        field=error.field,
        code=error.code,
        message=f"{error.message} {error.remedy}".strip(),
        payload=dict(cells),
        at=at,
    )
