"""Steps in words: how an alternative says what it does otherwise."""

from __future__ import annotations

from trimtab.offers import (
    CancelOffer,
    CancelRequestOffer,
    ChangeOffer,
    ExpediteOffer,
    ReallocateOffer,
    RerouteOffer,
    RescheduleOffer,
    ShapeOffer,
    SubstituteOffer,
    SwitchOffer,
)
from trimtab.plans import (
    PlannedChange,
    PlannedLevel,
    PlannedPurchase,
    PlannedRelease,
    PlannedRepromise,
    PlannedStep,
    PlannedTransfer,
)


def step_words(step: PlannedStep) -> str:
    """Return a step in a few words.

    >>> step_words(PlannedRepromise(offer_id="o", document="7", line="1", due_after="2026-03-09"))
    'line 7/1 promised for 2026-03-09'
    """
    match step:
        case PlannedPurchase():
            return f"{step.quantity} {step.item} from {step.supplier} for {step.location}, due {step.due}"
        case PlannedTransfer():
            return f"transfer of {step.quantity} {step.item} from {step.origin} to {step.destination}"
        case PlannedRepromise():
            return f"line {step.document}/{step.line} promised for {step.due_after}"
        case PlannedLevel():
            return f"minimum of {step.item}@{step.location} at {step.minimum_after}"
        case PlannedRelease():
            return f"request {step.document} released with {step.quantity} {step.item}"
        case PlannedChange():
            return _change_words(step.offer)


def _change_words(offer: ChangeOffer) -> str:  # noqa: PLR0911 - one sentence a kind
    match offer:
        case ExpediteOffer():
            return f"{offer.number} ({offer.quantity} {offer.item}) expedited to {offer.to}"
        case RescheduleOffer():
            return f"{offer.number} ({offer.quantity} {offer.item}) put off to {offer.to}"
        case CancelOffer():
            return f"{offer.quantity} {offer.item} of {offer.number} cancelled"
        case SwitchOffer():
            return f"{offer.quantity} {offer.item} of {offer.number} from {offer.to_supplier} instead, due {offer.to}"
        case RerouteOffer():
            return f"{offer.quantity} {offer.item} of {offer.number} sent to {offer.to_location}"
        case CancelRequestOffer():
            return f"request {offer.document} for {offer.quantity} {offer.item} withdrawn"
        case ReallocateOffer():
            return f"{offer.quantity} {offer.item} of {offer.from_number} given to {offer.to_number}"
        case SubstituteOffer():
            return f"{offer.quantity} {offer.substitute} offered on {offer.number} for {offer.item}"
        case ShapeOffer():
            return f"demand for {offer.item}@{offer.location} from {offer.start} moved to {offer.later}"
