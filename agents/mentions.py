"""Mentions: which legs, offers, orders, items and locations a question names, by their codes or their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tools.language.legs import explain_leg
from trimtab.bundles import Leg
from trimtab.network import Network
from trimtab.offers import Offer

_KINDS: Mapping[str, tuple[str, ...]] = {
    "purchase": ("order", "buy", "purchase"),
    "transfer": ("transfer", "move stock", "ship from"),
    "expedite": ("expedite", "bring forward", "forward", "earlier", "speed up"),
    "reschedule": ("reschedule", "defer", "later delivery", "postpone", "put off"),
    "cancel": ("cancel", "take back"),
    "switch": ("switch", "another supplier", "other supplier"),
    "reroute": ("reroute", "send to", "divert"),
    "release": ("release",),
    "cancel_request": ("withdraw",),
    "repromise": ("promise", "repromise", "re-promise", "wait", "customer"),
    "reallocate": ("reallocate", "allocation", "set aside"),
    "substitute": ("substitute", "instead of"),
    "shape": ("promotion", "shape"),
    "level": ("level", "minimum", "order point", "reorder"),
}
"""The words by which people mean a kind of offer."""
_ACTIONS = {
    "place_purchase": "purchase",
    "transfer_stock": "transfer",
    "expedite_purchase": "expedite",
    "reschedule_purchase": "reschedule",
    "cancel_purchase": "cancel",
    "switch_supplier": "switch",
    "reroute_shipment": "reroute",
    "release_request": "release",
    "cancel_request": "cancel_request",
    "repromise_order": "repromise",
    "reallocate_supply": "reallocate",
    "substitute_item": "substitute",
    "shape_demand": "shape",
    "adjust_level": "level",
}
_WORD = re.compile(r"[\w-]{3,}")
_NO_NAMES = frozenset({"the", "and", "from", "for", "works", "marine", "company"})


class Mentions:
    """Finds in a text what the network and the documents call by name."""

    def __init__(self, network: Network, text: str) -> None:
        """Read a text; case does not matter."""
        self._network = network
        self._text = text.lower()

    def locations(self) -> list[str]:
        """Return the locations named, in the order in which they are."""
        return self._named((x.code, x.name) for x in self._network.locations)

    def suppliers(self) -> list[str]:
        """Return the suppliers named, in order."""
        return self._named((x.code, x.name) for x in self._network.suppliers)

    def items(self) -> list[str]:
        """Return the items named, in order."""
        return self._named((x.code, x.name) for x in self._network.items)

    def says(self, name: str) -> bool:
        """Tell whether a name, such as the number of an order, stands in the text."""
        return self._place_of(name) is not None

    def kinds(self) -> set[str]:
        """Return the kinds of offer meant, empty where none is; of two the more special is meant."""
        found = {
            kind for kind, words in _KINDS.items() if any(self._place_of(w, ending=True) is not None for w in words)
        }
        return found - {"purchase"} if len(found) > 1 else found

    def legs(self, legs: Iterable[Leg]) -> list[Leg]:
        """Return the legs meant: by id, else those that fit every supplier, item, place and kind named."""
        known = list(legs)
        exact = [leg for leg in known if self.says(leg.id)]
        if exact:
            return exact
        names = [*self._names(self.suppliers()), *self._names(self.items()), *self._names(self.locations())]
        kinds = self.kinds()
        if not names and not kinds:
            return []
        fitting = [leg for leg in known if not kinds or _ACTIONS.get(leg.action.kind) in kinds]
        return [leg for leg in fitting if all(n in f"{explain_leg(leg, self._network)} {leg.id}" for n in names)]

    def offers(self, offers: Iterable[Offer]) -> list[Offer]:
        """Return the offers meant: those that fit every supplier, place, item and kind named; none where nothing is."""
        named = [
            (("to_supplier", "supplier"), self.suppliers()),
            (("item", "substitute"), self.items()),
            (("location", "origin", "destination", "to_location"), self.locations()),
        ]
        kinds = self.kinds()
        if not kinds and not any(names for _, names in named):
            return []
        return [
            offer
            for offer in offers
            if (not kinds or offer.kind in kinds)
            and all(not names or {getattr(offer, f, None) for f in fields} & set(names) for fields, names in named)
        ]

    def _names(self, codes: Iterable[str]) -> list[str]:
        """Return codes as legs write them: items by code, suppliers and locations by name."""
        known = {x.code: x.name for x in self._network.suppliers} | {x.code: x.name for x in self._network.locations}
        return [known.get(code, code) for code in codes]

    def _named(self, pairs: Iterable[tuple[str, str]]) -> list[str]:
        places = {}
        for code, name in pairs:
            spellings = [code, name, *(w for w in _WORD.findall(name) if w.lower() not in _NO_NAMES)]
            found = [at for s in spellings if (at := self._place_of(s)) is not None]
            if found:
                places[code] = min(found)
        return sorted(places, key=lambda code: places[code])

    def _place_of(self, name: str, *, ending: bool = False) -> int | None:
        after = "" if ending else r"(?![\w-])"
        found = re.search(rf"(?<![\w-]){re.escape(name.lower())}{after}", self._text)
        return found.start() if found else None
