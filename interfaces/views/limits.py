"""Limits: what people asked to respect, or an edit demands, as a sentence; offers are called by what they are about."""

from __future__ import annotations

from interfaces.views.documents import Pen
from interfaces.views.money import money_text
from interfaces.views.words import capital, quantity, words
from trimtab.offers import (
    CapPurchaseQuantity,
    CapPurchaseValue,
    CapTransferQuantity,
    Constraint,
    FixDate,
    FixLevel,
    FixQuantity,
    ForbidEarlier,
    ForbidLane,
    ForbidOffer,
    ForbidRepromise,
    ForbidSource,
    FreezeLevel,
)

_OF_SALES = frozenset({"repromise", "reallocate", "substitute"})


def limit_text(limit: Constraint, pen: Pen) -> str:
    """Say what a limit demands."""
    return _ruled_out(limit, pen) or _settled(limit, pen)


def _ruled_out(limit: Constraint, pen: Pen) -> str:  # noqa: PLR0911 - one for each kind
    names = pen.names
    match limit:
        case ForbidSource(supplier=supplier, item=item):
            return f"No order of {names.item_named(item) if item else 'anything'} from {names.supplier(supplier)}."
        case ForbidLane(origin=origin, destination=destination, item=item):
            way = f"from {names.location(origin)} to {names.location(destination)}"
            return f"No transfer of {names.item_named(item) if item else 'anything'} {way}."
        case ForbidRepromise(document=document, line=line):
            return f"No later date for {names.subject(f'sales-line:{document}/{line}')}."
        case ForbidEarlier(document=document, line=line, before=before):
            asked = names.subject(f"purchase-line:{document}/{line}")
            return f"{capital(asked)} is not asked for before {pen.almanac.day(before)}."
        case ForbidOffer(offer_id=offer_id, until=until):
            end = f" until {pen.almanac.absolute(until)}" if until else ""
            return f"{capital(offer_text(offer_id, pen))}: not taken up{end}."
        case FreezeLevel(item=item, location=location):
            return f"The level of {names.item_named(item)} at {names.location(location)} stays as it is."
        case _:
            return ""


def _settled(limit: Constraint, pen: Pen) -> str:  # noqa: PLR0911 - one for each kind
    names = pen.names
    match limit:
        case CapPurchaseValue(supplier=supplier, limit=spent):
            where = f" with {names.supplier(supplier)}" if supplier else ""
            return f"At most {money_text(spent.amount, spent.currency)} is spent{where}."
        case CapPurchaseQuantity(supplier=supplier, item=item, limit=most):
            return f"At most {pen.pieces(item, most)} of {names.item_named(item)} from {names.supplier(supplier)}."
        case CapTransferQuantity(origin=origin, destination=destination, item=item, limit=most):
            way = f"from {names.location(origin)} to {names.location(destination)}"
            return f"At most {pen.pieces(item, most)} of {names.item_named(item)} {way}."
        case FixQuantity(offer_id=offer_id, quantity=amount):
            return f"{capital(offer_text(offer_id, pen))}: {quantity(amount)}."
        case FixDate(offer_id=offer_id, to=to):
            return f"{capital(offer_text(offer_id, pen))}: on {pen.almanac.day(to)}."
        case FixLevel(item=item, location=location, minimum=minimum, target=target):
            points = f"order at {quantity(minimum)}, up to {quantity(target)}"
            return f"Level of {names.item_named(item)} at {names.location(location)}: {points}."
        case _:
            return ""


def offer_text(offer_id: str, pen: Pen) -> str:
    """Say what an offer is about, from its id (see docs/architecture.md); an unknown form stands for itself.

    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> from interfaces.views.names import Names
    >>> from interfaces.views.times import Almanac
    >>> pen = Pen(Names(), Almanac(datetime(2026, 11, 24, tzinfo=UTC), ZoneInfo("UTC")))
    >>> offer_text("purchase:BRF/WINCH-40@CEN", pen), offer_text("expedite:2417/1:2", pen)
    ('purchase of WINCH-40 from BRF for CEN', 'expedite of document 2417, line 1')
    """
    kind, _, rest = offer_id.partition(":")
    names = pen.names
    if kind == "purchase":
        source, _, location = rest.rpartition("@")
        supplier, _, item = source.partition("/")
        return f"purchase of {names.item_named(item)} from {names.supplier(supplier)} for {names.location(location)}"
    if kind == "transfer":
        item, way, mode = (*rest.split(":"), "", "")[:3]
        origin, _, destination = way.partition(">")
        between = f"from {names.location(origin)} to {names.location(destination)}"
        return f"transfer of {names.item_named(item)} {between} by {words(mode)}"
    if kind == "shape":
        item, _, location = rest.rpartition("@")
        return f"moving the promotion of {names.item_named(item)} at {names.location(location)}"
    document, _, line = rest.partition(":")[0].partition(">")[0].partition("/")
    subject = f"{'sales' if kind in _OF_SALES else 'purchase'}-line:{document}/{line}"
    if subject in names.documents:
        return f"{words(kind)} of {names.documents[subject]}"
    return f"{words(kind)} of document {document}{f', line {line}' if line else ''}" if rest else offer_id
