"""Editing: from what a person wants otherwise in a bundle to constraints on the offers its legs take up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.actions import AdjustLevel, PlacePurchase, ReleaseRequest, TransferStock
from trimtab.bundles import Bundle, Leg
from trimtab.edits import Edit, LevelEdit, LineEdit
from trimtab.errors import InvalidField, StaleRevision
from trimtab.offers import (
    Constraint,
    ExpediteOffer,
    FixDate,
    FixLevel,
    FixQuantity,
    ForbidOffer,
    FreezeLevel,
    LineChangeOffer,
    Offer,
    PurchaseOffer,
    ReleaseOffer,
    RepromiseOffer,
    RescheduleOffer,
    SwitchOffer,
)

_DAY = timedelta(days=1)

Fix = FixQuantity | FixDate | FixLevel | ForbidOffer | FreezeLevel


@dataclass(frozen=True)
class _Line:
    """One line of a leg that an edit names: the offer it takes up, and its quantity in stock units."""

    leg: Leg
    item: str
    offer_id: str
    quantity: Decimal

    @property
    def record(self) -> str:
        """Return how an error names it."""
        return f"leg {self.leg.id}, {self.item}"


class Editing:
    """Turns edits of one bundle into constraints, against the offers there are now."""

    def __init__(self, bundle: Bundle, offers: Iterable[Offer], asked_by: str) -> None:
        """Constraints are asked for by `asked_by`."""
        self._bundle = bundle
        self._offers: Mapping[str, Offer] = {o.id: o for o in offers}
        self._asked_by = asked_by

    def constraints(self, edit: Edit) -> tuple[Constraint, ...]:
        """Return what the edit demands; raises InvalidField naming leg and field, StaleRevision if it is too late."""
        reason = edit.text or "an edit"
        found: list[Fix] = []
        for leg_id in edit.without:
            found += self._left_out(self._leg(leg_id, "without"), reason)
        for line in edit.lines:
            if line.leg not in edit.without:
                found += self._line(line, reason)
        found += [self._level(level, reason) for level in edit.levels if level.leg not in edit.without]
        if not found:
            raise InvalidField("changes nothing", record="edit", field="lines", remedy="Change a line or a level.")
        return tuple(dict.fromkeys(found))

    def _leg(self, leg_id: str, field: str) -> Leg:
        leg = next((x for x in self._bundle.legs if x.id == leg_id), None)
        if leg is None:
            remedy = f"One of: {', '.join(x.id for x in self._bundle.legs)}."
            raise InvalidField(f"{leg_id!r} is no leg of this bundle", record="edit", field=field, remedy=remedy)
        return leg

    def _left_out(self, leg: Leg, reason: str) -> Iterator[Fix]:
        if isinstance(leg.action, AdjustLevel):
            yield FreezeLevel(
                asked_by=self._asked_by, reason=reason, item=leg.action.item, location=leg.action.location
            )
        for offer_id in leg.offers:
            yield from self._none_of(offer_id, reason)

    def _none_of(self, offer_id: str, reason: str) -> Iterator[Fix]:
        """Yield that an offer is not taken up, nor the same for another date."""
        offer = self._offers.get(offer_id)
        ids = [offer_id]
        if isinstance(offer, ExpediteOffer | RescheduleOffer):
            ids += [o.id for o in self._variants(offer) if o.id != offer_id]
        for one in ids:
            yield ForbidOffer(asked_by=self._asked_by, reason=reason, offer_id=one)

    def _variants(self, offer: ExpediteOffer | RescheduleOffer) -> list[ExpediteOffer | RescheduleOffer]:
        return [
            o
            for o in self._offers.values()
            if isinstance(o, ExpediteOffer | RescheduleOffer)
            and (o.kind, o.document, o.line) == (offer.kind, offer.document, offer.line)
        ]

    def _line(self, edit: LineEdit, reason: str) -> Iterator[Fix]:
        leg = self._leg(edit.leg, "leg")
        lines = [line for line in _lines_of(leg) if line.item == edit.item]
        if not lines:
            raise InvalidField(f"{edit.item!r} is not on it", record=f"leg {leg.id}", field="item")
        if edit.quantity is None and edit.due is None and edit.supplier is None:
            raise InvalidField("nothing is changed", record=lines[0].record, field="quantity")
        for line in lines:
            if edit.quantity == 0:
                yield from self._none_of(line.offer_id, reason)
                continue
            offer = self._offers.get(line.offer_id)
            if offer is None:
                raise StaleRevision(
                    f"{line.record}: what this line takes up is no longer on offer",
                    remedy="Look at the bundle again: a new revision is on its way.",
                )
            if edit.supplier is not None and edit.supplier != _supplier_of(offer):
                yield from self._elsewhere(line, offer, edit, reason)
            elif edit.due is not None:
                yield from self._on(line, offer, edit, reason)
            else:
                yield self._so_many(line, offer, edit.quantity or line.quantity, reason)

    def _so_many(self, line: _Line, offer: Offer, quantity: Decimal, reason: str) -> Fix:
        free = isinstance(line.leg.action, PlacePurchase | TransferStock | ReleaseRequest)
        if not free and quantity != line.quantity:
            raise InvalidField(
                f"is {line.quantity} or nothing: the line is taken as it stands",
                record=line.record,
                field="quantity",
                remedy="Leave it, or set it to 0.",
            )
        if isinstance(offer, PurchaseOffer | ReleaseOffer):
            _check_lots(line, offer, quantity)
        return FixQuantity(asked_by=self._asked_by, reason=reason, offer_id=offer.id, quantity=quantity)

    def _on(self, line: _Line, offer: Offer, edit: LineEdit, reason: str) -> Iterator[Fix]:
        to = edit.due
        if to is None or not isinstance(offer, ExpediteOffer | RescheduleOffer | RepromiseOffer | SwitchOffer):
            raise InvalidField(
                "follows from the supplier or the lane and cannot be chosen",
                record=line.record,
                field="due",
                remedy="Choose another supplier or quantity, or leave the line out.",
            )
        if isinstance(offer, RepromiseOffer):
            _check_between(line, to, offer.due, offer.latest)
        if isinstance(offer, ExpediteOffer):
            dates = [o.to for o in self._variants(offer)]
            _check_between(line, to, min(dates), max(offer.due - _DAY, *dates))
        if isinstance(offer, RescheduleOffer):
            _check_between(line, to, offer.due + _DAY, None)
        if isinstance(offer, SwitchOffer):
            _check_between(line, to, offer.to, None)
        yield self._so_many(line, offer, edit.quantity or line.quantity, reason)
        yield FixDate(asked_by=self._asked_by, reason=reason, offer_id=offer.id, to=to)

    def _elsewhere(self, line: _Line, offer: Offer, edit: LineEdit, reason: str) -> Iterator[Fix]:
        """Yield that a line is ordered from another supplier: nothing here, everything there."""
        if isinstance(offer, PurchaseOffer):
            there = f"purchase:{edit.supplier}/{offer.item}@{offer.location}"
        elif isinstance(offer, SwitchOffer):
            there = f"switch:{offer.document}/{offer.line}>{edit.supplier}"
        else:
            raise InvalidField("cannot be chosen for this line", record=line.record, field="supplier")
        other = self._offers.get(there)
        if other is None:
            sellers = _sellers(self._offers.values(), offer)
            raise InvalidField(
                f"{edit.supplier!r} does not offer {line.item} here",
                record=line.record,
                field="supplier",
                remedy=f"One of: {', '.join(sellers)}." if sellers else "Nobody else does either.",
            )
        if edit.due is not None:
            raise InvalidField("cannot be chosen with the supplier", record=line.record, field="due")
        quantity = edit.quantity or line.quantity
        yield FixQuantity(asked_by=self._asked_by, reason=reason, offer_id=offer.id, quantity=Decimal(0))
        yield self._so_many(line, other, quantity, reason)

    def _level(self, edit: LevelEdit, reason: str) -> Fix:
        leg = self._leg(edit.leg, "leg")
        if not isinstance(leg.action, AdjustLevel):
            raise InvalidField("is no level", record=f"leg {leg.id}", field="minimum")
        if edit.target < edit.minimum:
            words = f"{edit.target} is below the minimum {edit.minimum}"
            raise InvalidField(words, record=f"leg {leg.id}", field="target")
        return FixLevel(
            asked_by=self._asked_by,
            reason=reason,
            item=leg.action.item,
            location=leg.action.location,
            minimum=edit.minimum,
            target=edit.target,
        )


def about(constraint: Constraint) -> str:
    """Return what a constraint of an edit is about: a later edit of the same replaces it."""
    if isinstance(constraint, FixLevel | FreezeLevel):
        return f"level:item-location:{constraint.item}@{constraint.location}"
    return str(getattr(constraint, "offer_id", constraint))


def _lines_of(leg: Leg) -> list[_Line]:
    """Return the lines of a leg with the offers they take up; a leg without lines is one line."""
    action = leg.action
    lines: Sequence[object] = getattr(action, "lines", (action,))
    if isinstance(action, AdjustLevel):
        raise InvalidField("is a level: it has a minimum and a target", record=f"leg {leg.id}", field="item")
    return [
        _Line(leg, str(vars(line)["item"]), offer_id, _quantity_of(line))
        for line, offer_id in zip(lines, leg.offers, strict=False)
    ]


def _quantity_of(line: object) -> Decimal:
    quantity = getattr(line, "quantity", None) or getattr(line, "quantity_before", None)
    return quantity if isinstance(quantity, Decimal) else Decimal(1)


def _supplier_of(offer: Offer) -> str:
    """Return the supplier an offer goes to: of a switch the new one."""
    return str(getattr(offer, "to_supplier", None) or getattr(offer, "supplier", ""))


def _check_lots(line: _Line, offer: PurchaseOffer | ReleaseOffer, quantity: Decimal) -> None:
    lot, smallest = offer.lot_multiple, offer.minimum_order
    if quantity >= smallest and quantity % lot == 0:
        return
    below = quantity // lot * lot
    first = -(-smallest // lot) * lot
    fitting = [q for q in (below, below + lot) if q >= smallest and q > 0] or [first]
    what = f"is below the minimum order of {smallest}" if quantity < smallest else f"is no multiple of the lot of {lot}"
    raise InvalidField(
        f"{quantity} {what}",
        record=line.record,
        field="quantity",
        remedy=f"Take {' or '.join(str(q) for q in fitting)}.",
    )


def _check_between(line: _Line, to: date, first: date, last: date | None) -> None:
    if to < first or (last is not None and to > last):
        allowed = f"from {first}" if last is None else f"from {first} to {last}"
        raise InvalidField(f"{to} is not possible: {allowed}", record=line.record, field="due")


def _sellers(offers: Iterable[Offer], wanted: Offer) -> list[str]:
    if isinstance(wanted, PurchaseOffer):
        here = (wanted.item, wanted.location)
        return sorted(o.supplier for o in offers if isinstance(o, PurchaseOffer) and (o.item, o.location) == here)
    if isinstance(wanted, LineChangeOffer):
        line = (wanted.document, wanted.line)
        return sorted(o.to_supplier for o in offers if isinstance(o, SwitchOffer) and (o.document, o.line) == line)
    return []
