"""Statements: what a person said in a fact, in words."""

from __future__ import annotations

from tools.language.names import item_named, pieces
from tools.language.words import amount, day
from trimtab import facts
from trimtab.network import Network


def said(statement: facts.Statement, network: Network) -> str:
    """Say what a statement says, without a full stop."""
    match statement:
        case facts.DemandStatement():
            here = network.location(statement.location).name
            words = f"demand for {item_named(network, statement.item)} at {here} is {amount(statement.per_day)} a day"
        case facts.PromotionStatement():
            words = _promotion(statement, network)
        case facts.ArrivalStatement():
            words = f"line {statement.line} of order {statement.document} arrives on {day(statement.on)}"
        case facts.LeadTimeStatement():
            supplier = network.supplier(statement.supplier).name
            words = f"{supplier} needs {amount(statement.days)} days for {item_named(network, statement.item)}"
        case facts.LaneStatement():
            origin, there = network.location(statement.origin).name, network.location(statement.destination).name
            words = f"the lane from {origin} to {there} is {'open' if statement.open else 'closed'}"
        case facts.StockStatement():
            here = network.location(statement.location).name
            words = f"{pieces(network, statement.item, statement.quantity)} were counted at {here}"
    return words


def _promotion(statement: facts.PromotionStatement, network: Network) -> str:
    name = f"the promotion of {item_named(network, statement.item)} at {network.location(statement.location).name}"
    if not statement.per_day:
        return f"{name} is off"
    return f"{name} brings {amount(statement.per_day)} a day more from {day(statement.start)} to {day(statement.end)}"
