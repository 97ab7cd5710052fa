"""Steps in words: how an alternative says what it does otherwise."""

from __future__ import annotations

from tools.language.names import item_named, order_named, pieces, units
from tools.language.words import day
from tools.optimizer.planning.problem import PlanProblem
from trimtab.network import Network
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


def step_words(step: PlannedStep, problem: PlanProblem) -> str:
    """Return a step in a few words: names instead of codes, and documents by the numbers people know."""
    network = problem.network
    match step:
        case PlannedPurchase():
            supplier, place = network.supplier(step.supplier).name, network.location(step.location).name
            late = f", expected {day(step.expected)}" if step.expected > step.due else ""
            return f"{pieces(network, step.item, step.quantity)} from {supplier} for {place}, due {day(step.due)}{late}"
        case PlannedTransfer():
            origin, place = network.location(step.origin).name, network.location(step.destination).name
            return f"transfer of {pieces(network, step.item, step.quantity)} from {origin} to {place}"
        case PlannedRepromise():
            return f"{_order_line(step, problem)} promised for {day(step.due_after)}"
        case PlannedLevel():
            minimum = units(network, step.item, step.minimum_after)
            return f"minimum of {item_named(network, step.item)} at {network.location(step.location).name} {minimum}"
        case PlannedRelease():
            return f"the ERP's request released with {pieces(network, step.item, step.quantity)}"
        case PlannedChange():
            return _change_words(step.offer, network)


def _order_line(step: PlannedRepromise, problem: PlanProblem) -> str:
    line = next(x for x in problem.snapshot.sales if (x.document, x.line) == (step.document, step.line))
    return f"{pieces(problem.network, line.item, line.quantity)} of order {line.number}"


def _change_words(offer: ChangeOffer, network: Network) -> str:  # noqa: PLR0911 - one sentence a kind
    what = item_named(network, offer.item)
    match offer:
        case ShapeOffer():
            place = network.location(offer.location).name
            return f"the promotion of {what} at {place} moved from {day(offer.start)} to {day(offer.later)}"
        case SubstituteOffer():
            instead = pieces(network, offer.substitute, offer.quantity)
            return f"{instead} offered on {order_named(offer.number)} for {what}"
        case _:
            many = pieces(network, offer.item, offer.quantity)
    match offer:
        case ExpediteOffer():
            return f"{many} of {order_named(offer.number)} brought forward to {day(offer.to)}"
        case RescheduleOffer():
            return f"{many} of {order_named(offer.number)} put off to {day(offer.to)}"
        case CancelOffer():
            return f"{many} of {order_named(offer.number)} cancelled"
        case SwitchOffer():
            supplier = network.supplier(offer.to_supplier).name
            return f"{many} of {order_named(offer.number)} from {supplier} instead, due {day(offer.to)}"
        case RerouteOffer():
            return f"{many} of {order_named(offer.number)} sent to {network.location(offer.to_location).name}"
        case CancelRequestOffer():
            return f"the ERP's request for {many} withdrawn"
        case ReallocateOffer():
            return f"{many} of {offer.from_number} given to {offer.to_number}"
