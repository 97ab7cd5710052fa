"""Names: how items, locations, suppliers, customers, people and subjects are called on a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from trimtab.events import Event
from trimtab.network import Network


@dataclass(frozen=True)
class Names:
    """Names by code; a code without a name stands for itself."""

    items: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, str] = field(default_factory=dict)
    suppliers: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    """The number of an order and what its line is about, by the subject of the line."""

    def knowing(self, events: Iterable[Event]) -> Names:
        """Return the names with the order lines that events tell of; of two that name the item the later one counts."""
        lines = dict(self.documents)
        for event in events:
            if event.data.get("number") and (event.data.get("item") or event.subject not in lines):
                lines[event.subject] = self._line(event.subject, event.data)
        return replace(self, documents=_told_apart(lines))

    def item(self, code: str) -> str:
        """Return an item's name, empty where it has none."""
        return self.items.get(code, "")

    def item_named(self, code: str) -> str:
        """Return an item by its name with its code; the code alone where it has no name."""
        return f"{self.items[code]} ({code})" if self.items.get(code, code) != code else code

    def label(self, code: str) -> str:
        """Return an item's name, or its code where it has none."""
        return self.items.get(code, code)

    def code_beside(self, code: str) -> str:
        """Return the code that stands beside an item's name, empty where the code is all there is."""
        return code if self.label(code) != code else ""

    def unit(self, item: str) -> str:
        """Return the stock unit of an item, empty where it is not known."""
        return self.units.get(item, "")

    def location(self, code: str) -> str:
        """Return a location's name."""
        return self.locations.get(code, code)

    def supplier(self, code: str) -> str:
        """Return a supplier's name."""
        return self.suppliers.get(code, code)

    def customer(self, code: str) -> str:
        """Return a customer's name."""
        return self.customers.get(code, code)

    def subject(self, subject: str) -> str:
        """Say what a subject is in a planner's words; an unknown kind stands for itself.

        >>> Names().subject("item-location:WINCH-40@CEN")
        'WINCH-40 at CEN'
        >>> Names().subject("source:KMW/WINCH-40")
        'WINCH-40 from KMW'
        """
        if subject in self.documents:
            return self.documents[subject]
        kind, _, rest = subject.partition(":")
        say = self._sayings.get(kind)
        return say(rest) if say else subject

    def _line(self, subject: str, data: Mapping[str, Any]) -> str:
        item = data.get("item")
        return f"{data['number']}, {self.item_named(item)}" if item else _with_line(str(data["number"]), subject)

    @property
    def _sayings(self) -> Mapping[str, Callable[[str], str]]:
        return {
            "item-location": self._item_at,
            "order-point": lambda rest: f"order point of {self._item_at(rest)}",
            "source": self._item_from,
            "lane": self._lane,
            "purchase-line": lambda rest: "purchase order {}, line {}".format(*rest.rpartition("/")[::2]),
            "request": lambda rest: f"the ERP's request {rest}",
            "sales-line": lambda rest: "sales order {}, line {}".format(*rest.rpartition("/")[::2]),
        }

    def _item_at(self, rest: str) -> str:
        item, _, location = rest.rpartition("@")
        return f"{self.item_named(item)} at {self.location(location)}"

    def _item_from(self, rest: str) -> str:
        supplier, _, item = rest.partition("/")
        return f"{self.item_named(item)} from {self.supplier(supplier)}"

    def _lane(self, rest: str) -> str:
        origin, _, destination = rest.partition(">")
        return f"lane {self.location(origin)} to {self.location(destination)}"


def names_of(network: Network | None) -> Names:
    """Return the names a network knows."""
    if network is None:
        return Names()
    return Names(
        items={x.code: x.name for x in network.items},
        locations={x.code: x.name for x in network.locations},
        suppliers={x.code: x.name for x in network.suppliers},
        customers={x.code: x.name for x in network.customers},
        units={x.code: x.unit for x in network.items},
    )


def _told_apart(documents: Mapping[str, str]) -> Mapping[str, str]:
    """Return order lines in words; those of one order that are about the same item are told apart by line."""
    often = Counter(documents.values())
    return {s: _with_line(words, s) if often[words] > 1 else words for s, words in documents.items()}


def _with_line(words: str, subject: str) -> str:
    line = subject.rpartition("/")[2] if "/" in subject else ""
    return f"{words}, line {line}" if line else words


def read_names(path: Path | None) -> Names:
    """Return the names in a network file; none where there is no such file yet."""
    if path is None or not path.is_file():
        return Names()
    return names_of(Network.model_validate_json(path.read_text(encoding="utf-8")))
