"""Subjects: the stable names of the things that beliefs, claims and assumptions are about."""

from __future__ import annotations


def item_location(item: str, location: str) -> str:
    """Name an item at a location, for example `item-location:WINCH-40@CEN`."""
    return f"item-location:{item}@{location}"


def source(supplier: str, item: str) -> str:
    """Name an item as bought from a supplier, for example `source:KMW/WINCH-40`."""
    return f"source:{supplier}/{item}"


def purchase_line(document: str, line: str) -> str:
    """Name a line of a purchase order, for example `purchase-line:12/34`."""
    return f"purchase-line:{document}/{line}"


def lane(origin: str, destination: str) -> str:
    """Name a lane between two locations, for example `lane:CEN>NOR`."""
    return f"lane:{origin}>{destination}"


def order_point(item: str, location: str) -> str:
    """Name the inventory parameters the ERP holds for an item at a location."""
    return f"order-point:{item}@{location}"


def sales_line(document: str, line: str) -> str:
    """Name a line of a sales order, for example `sales-line:7/9`."""
    return f"sales-line:{document}/{line}"


def request(document: str) -> str:
    """Name a request of the ERP's own planner."""
    return f"request:{document}"


def kind_of(subject: str) -> str:
    """Return the part before the colon."""
    return subject.partition(":")[0]


def split_item_location(subject: str) -> tuple[str, str]:
    """Return item and location of `item-location:ITEM@LOCATION`.

    >>> split_item_location("item-location:WINCH-40@CEN")
    ('WINCH-40', 'CEN')
    """
    item, _, location = subject.partition(":")[2].rpartition("@")
    return item, location
