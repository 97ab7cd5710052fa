"""Understanding: a question as it was read, said back in full before it is answered."""

from __future__ import annotations

from agents.mentions import Mentions
from tools.language.names import item_name
from tools.language.questions import (
    Alternatives,
    Help,
    IfArrival,
    IfClosed,
    IfDemand,
    IfNothing,
    IfWithout,
    Question,
    Ranges,
    Why,
)
from tools.language.words import amount, counted, joined
from trimtab.network import Network

_KINDS = {
    "purchase": "an order",
    "transfer": "a transfer",
    "expedite": "bringing an order forward",
    "reschedule": "putting an order off",
    "cancel": "taking an order back",
    "switch": "another supplier",
    "reroute": "sending a shipment elsewhere",
    "release": "releasing a request",
    "cancel_request": "withdrawing a request",
    "repromise": "a new promise",
    "reallocate": "giving stock to another order",
    "substitute": "a substitute",
    "shape": "moving the promotion",
    "level": "a level",
}


def understood_as(question: Question, network: Network, orders: tuple[str, ...] = ()) -> str:  # noqa: PLR0911 - one sentence a kind
    """Return the question in full; `orders` are the numbers of those that a later arrival is about."""
    match question:
        case Why(about=about, negated=negated):
            meant = _meant(about, network)
            return f"Why is {meant or 'this'} {'not ' if negated else ''}proposed?"
        case IfNothing():
            return "What happens if nobody decides?"
        case IfArrival(days=days):
            direction = "later" if days > 0 else "earlier"
            return f"What if {joined(orders)} arrives {counted(abs(days), 'day', 'days')} {direction} than believed?"
        case IfDemand(percent=percent, about=about):
            direction = "higher" if percent >= 0 else "lower"
            return f"What if demand{_where(about, network)} is {amount(abs(percent))}% {direction}?"
        case IfClosed(about=about):
            places = [network.location(code).name for code in Mentions(network, about).locations()]
            return f"What if the lane {'between ' + joined(places[:2]) if places else 'of this proposal'} closes?"
        case IfWithout(about=about):
            return f"What if {_meant(about, network)} is left out?"
        case Alternatives():
            return "What is the next best plan?"
        case Ranges():
            return "What would change the answer?"
        case Help():
            return "What can be asked about this proposal?"


def _meant(about: str, network: Network) -> str:
    mentions = Mentions(network, about)
    kinds = [_KINDS[k] for k in sorted(mentions.kinds())]
    sellers = [network.supplier(code).name for code in mentions.suppliers()]
    words = joined(kinds) or ("an order" if sellers else "")
    if sellers:
        words = f"{words} from {joined(sellers)}"
    return f"{words}{_where(about, network)}".strip()


def _where(about: str, network: Network) -> str:
    mentions = Mentions(network, about)
    items = [item_name(network, code) for code in mentions.items()]
    places = [network.location(code).name for code in mentions.locations()]
    return f"{f' for {joined(items)}' if items else ''}{f' at {joined(places)}' if places else ''}"
