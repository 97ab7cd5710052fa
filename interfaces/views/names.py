"""Names: how items, locations, suppliers, customers, people and subjects are called on a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trimtab.network import Network


@dataclass(frozen=True)
class Names:
    """Names by code; a code without a name stands for itself."""

    items: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, str] = field(default_factory=dict)
    suppliers: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def item(self, code: str) -> str:
        """Return an item's name, empty where it has none."""
        return self.items.get(code, "")

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
        kind, _, rest = subject.partition(":")
        say = self._sayings.get(kind)
        return say(rest) if say else subject

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
        return f"{item} at {self.location(location)}"

    def _item_from(self, rest: str) -> str:
        supplier, _, item = rest.partition("/")
        return f"{item} from {self.supplier(supplier)}"

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


def read_names(path: Path | None) -> Names:
    """Return the names in a network file; none where there is no such file yet."""
    if path is None or not path.is_file():
        return Names()
    return names_of(Network.model_validate_json(path.read_text(encoding="utf-8")))
