"""Quotes: what the other side has offered instead of what was asked; they stand in for our own offers while valid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from trimtab.offers import CancelOffer, ExpediteOffer, LineChangeOffer, Offer, RescheduleOffer, SwitchOffer
from trimtab.state import Snapshot


def with_quotes(offers: Sequence[Offer], quotes: Iterable[Offer], snapshot: Snapshot, now: datetime) -> list[Offer]:
    """Return the offers, ordered by id, with what was quoted in the place of our own.

    A quote of another date takes the place of every date we would have asked for: the other side has answered them.
    One that is no longer valid, whose day is over, or whose line is gone, is dropped, and what it answered does not
    come back.
    """
    quoted = {_answered(quote): quote for quote in quotes}
    lines = {(p.document, p.line) for p in snapshot.purchases}
    kept = [offer for offer in offers if _answered(offer) not in quoted]
    kept += [
        quote
        for quote in quoted.values()
        if (quote.valid_until is None or quote.valid_until > now)
        and (not isinstance(quote, ExpediteOffer | RescheduleOffer | SwitchOffer) or quote.to >= now.date())
        and (not isinstance(quote, LineChangeOffer) or (quote.document, quote.line) in lines)
    ]
    return sorted(kept, key=lambda offer: offer.id)


def _answered(offer: Offer) -> tuple[str, ...]:
    """Return what offers have in common that one answer answers: line and kind where only the date differs."""
    if isinstance(offer, ExpediteOffer | RescheduleOffer | CancelOffer):
        return offer.kind, offer.document, offer.line
    return (offer.id,)
