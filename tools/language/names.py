"""Names: how items and quantities of them are called in sentences, by name first and by code beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tools.language.words import amount
from trimtab.errors import UnknownReference
from trimtab.network import Item, Network


def item_named(network: Network, code: str) -> str:
    """Return an item by its name, with the code that documents call it by; the code alone where it has no name."""
    name = item_name(network, code)
    return code if name == code else f"{name} ({code})"


def item_name(network: Network, code: str) -> str:
    """Return an item's name, or its code where it has none."""
    item = _item(network, code)
    return code if item is None else item.name


def order_named(number: str) -> str:
    """Return a document by its number; where that is a bare number, with what it is, or it would read as a quantity.

    >>> order_named("KMW-2417"), order_named("14")
    ('KMW-2417', 'order 14')
    """
    return f"order {number}" if number.isdecimal() else number


def pieces(network: Network, code: str, quantity: Decimal | float) -> str:
    """Return a quantity of an item with its unit."""
    return f"{units(network, code, quantity)} {item_named(network, code)}"


def units(network: Network, code: str, quantity: Decimal | float) -> str:
    """Return a quantity with the stock unit of an item."""
    item = _item(network, code)
    return f"{amount(quantity)} {item.unit if item else ''}".strip()


def items_named(network: Network, codes: Sequence[str], most: int = 3) -> str:
    """Return items by their names, the first few of many."""
    names = [item_name(network, code) for code in codes[:most]]
    more = len(codes) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def subject_named(network: Network, subject: str) -> str:
    """Return the subject of a belief as people name it; documents that only the ERP knows keep their ids."""
    kind, _, rest = subject.partition(":")
    if kind in {"item-location", "order-point"}:
        item, _, location = rest.rpartition("@")
        return f"{item_named(network, item)} at {network.location(location).name}"
    if kind == "source":
        supplier, _, item = rest.partition("/")
        return f"{item_named(network, item)} from {network.supplier(supplier).name}"
    if kind == "lane":
        origin, _, there = rest.partition(">")
        return f"the lane from {network.location(origin).name} to {network.location(there).name}"
    return rest


def _item(network: Network, code: str) -> Item | None:
    try:
        return network.item(code)
    except UnknownReference:
        return None
