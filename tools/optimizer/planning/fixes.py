"""Fixes: what people have settled about single offers: not this one, exactly so many, on that day, at these levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from tools.language.names import item_named, units
from tools.language.offers import offer_named
from tools.language.words import amount, day
from trimtab.errors import InvalidField
from trimtab.network import Network
from trimtab.offers import (
    Constraint,
    ExpediteOffer,
    FixDate,
    FixLevel,
    FixQuantity,
    ForbidOffer,
    LevelOffer,
    Offer,
    PurchaseOffer,
    ReleaseOffer,
    RepromiseOffer,
    RescheduleOffer,
    ShapeOffer,
    SwitchOffer,
    TransferOffer,
)

Fix = FixQuantity | FixDate | FixLevel


@dataclass(frozen=True)
class Fixes:
    """What is settled: offers ruled out by id, and fixes by offer id or item-location."""

    forbidden: frozenset[str]
    quantities: Mapping[str, FixQuantity]
    dates: Mapping[str, FixDate]
    levels: Mapping[tuple[str, str], FixLevel]

    def dated(self, offer: Offer) -> Offer:
        """Return the offer with the day that was fixed for it."""
        fix = self.dates.get(offer.id)
        if fix is None or not isinstance(offer, ExpediteOffer | RescheduleOffer | SwitchOffer):
            return offer
        return offer.model_copy(update={"to": fix.to})

    def days(self, offer_id: str, today: date) -> tuple[int, ...]:
        """Return the day fixed for an offer, in days from today; empty where none is."""
        fix = self.dates.get(offer_id)
        return () if fix is None else ((fix.to - today).days,)


def fixes_of(constraints: Iterable[Constraint], today: date) -> Fixes:
    """Return the fixes among some constraints; a quantity of zero rules an offer out, as does a ban not yet over."""
    midnight = datetime.combine(today, time(0), UTC)
    known = tuple(constraints)
    forbidden = {c.offer_id for c in known if isinstance(c, ForbidOffer) and (c.until is None or c.until > midnight)}
    counted = [c for c in known if isinstance(c, FixQuantity)]
    return Fixes(
        forbidden=frozenset(forbidden | {c.offer_id for c in counted if c.quantity == 0}),
        quantities={c.offer_id: c for c in counted if c.quantity > 0},
        dates={c.offer_id: c for c in known if isinstance(c, FixDate)},
        levels={(c.item, c.location): c for c in known if isinstance(c, FixLevel)},
    )


def words_of(fix: Fix, offers: Mapping[str, Offer], network: Network) -> str:
    """Return a fix in words, as it is named where no plan can keep it; an offer that is gone goes by its id."""
    if isinstance(fix, FixLevel):
        where = f"{item_named(network, fix.item)} at {network.location(fix.location).name}"
        return f"minimum {amount(fix.minimum)} and target {amount(fix.target)} of {where}"
    offer = offers.get(fix.offer_id)
    about = fix.offer_id if offer is None else offer_named(offer, network)
    if isinstance(fix, FixDate):
        return f"{about} on {day(fix.to)}"
    many = amount(fix.quantity) if offer is None else units(network, offer.item, fix.quantity)
    return f"{about}: exactly {many}"


def whole_quantity(offer: Offer) -> Decimal | None:
    """Return the stock units of an offer that is taken up whole or not at all; None of one with a free quantity."""
    if isinstance(offer, PurchaseOffer | TransferOffer | ReleaseOffer | LevelOffer):
        return None
    if isinstance(offer, ShapeOffer):
        return Decimal(str(offer.per_day)) * ((offer.end - offer.start).days + 1)
    return offer.quantity


def check_fixes(constraints: Iterable[Constraint], offers: Mapping[str, Offer], today: date) -> None:
    """Raise InvalidField for a fix that its offer cannot take: off its lots, in part, or on a day it does not have."""
    for fix in constraints:
        if isinstance(fix, FixLevel) and fix.target < fix.minimum:
            record = f"fix_level {fix.item}@{fix.location}"
            raise InvalidField(f"{fix.target} is below the minimum {fix.minimum}", record=record, field="target")
        if isinstance(fix, FixQuantity) and fix.quantity > 0 and fix.offer_id in offers:
            _check_quantity(fix, offers[fix.offer_id])
        if isinstance(fix, FixDate) and fix.offer_id in offers:
            _check_date(fix, offers[fix.offer_id], today)


def _check_quantity(fix: FixQuantity, offer: Offer) -> None:
    record, whole = f"fix_quantity {fix.offer_id}", whole_quantity(offer)
    if isinstance(offer, LevelOffer):
        raise InvalidField("a level has no quantity", record=record, field="quantity", remedy="Fix the level itself.")
    if whole is not None and fix.quantity != whole:
        raise InvalidField(
            f"{fix.quantity} is neither 0 nor {whole}: the offer is taken up whole",
            record=record,
            field="quantity",
        )
    lot = offer.lot_multiple if isinstance(offer, PurchaseOffer | ReleaseOffer) else Decimal(1)
    if whole is None and fix.quantity % lot:
        below = fix.quantity // lot * lot
        raise InvalidField(
            f"{fix.quantity} is no multiple of the lot of {lot}",
            record=record,
            field="quantity",
            remedy=f"Take {below} or {below + lot}.",
        )


def _check_date(fix: FixDate, offer: Offer, today: date) -> None:
    record = f"fix_date {fix.offer_id}"
    if isinstance(offer, RepromiseOffer):
        if not offer.due < fix.to <= offer.latest:
            message = f"{fix.to} is not after {offer.due} and at the latest {offer.latest}"
            raise InvalidField(message, record=record, field="to")
        return
    if not isinstance(offer, ExpediteOffer | RescheduleOffer | SwitchOffer):
        raise InvalidField("the offer has no date to choose", record=record, field="to")
    if fix.to < today:
        raise InvalidField(f"{fix.to} is over", record=record, field="to")
    if isinstance(offer, ExpediteOffer) and today <= offer.due <= fix.to and offer.to < offer.due:
        raise InvalidField(f"{fix.to} is not before {offer.due}", record=record, field="to")
    if isinstance(offer, RescheduleOffer) and fix.to <= offer.due:
        raise InvalidField(f"{fix.to} is not after {offer.due}", record=record, field="to")
