"""The situation: the case, the state and the beliefs that offers are made from, and who controls an item-location."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from agents.desk import Beliefs, Desk
from agents.offering.outlook import Outlook
from trimtab import subjects
from trimtab.cases import Case
from trimtab.measures import Money
from trimtab.network import ControlMode, Network
from trimtab.state import OpenPurchaseLine, OpenSalesLine, Snapshot

GOODWILL_SHARE = Decimal("0.1")
"""A customer who is told in time loses us a tenth of what one who waits in vain does."""


@dataclass(frozen=True)
class Situation:
    """What every offer of one case is made from."""

    desk: Desk
    case: Case
    snapshot: Snapshot
    beliefs: Beliefs

    @property
    def network(self) -> Network:
        """Return the network."""
        return self.desk.network

    @cached_property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Return the item-locations the case is about, in order."""
        return tuple(sorted(subjects.split_item_location(s) for s in self.case.subjects))

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Return the items the case is about, each once."""
        return tuple(dict.fromkeys(item for item, _ in self.places))

    @cached_property
    def today(self) -> date:
        """Return the business day."""
        return self.desk.today()

    @cached_property
    def outlook(self) -> Outlook:
        """Return the rough projection of stock."""
        return Outlook(self.network, self.snapshot, self.beliefs, self.today)

    def acts_at(self, item: str, location: str) -> bool:
        """Tell whether anything may be proposed for an item-location: not where it is only observed."""
        return self.network.policy_of(item, location).control_mode is not ControlMode.OBSERVE

    def orders_at(self, item: str, location: str) -> bool:
        """Tell whether orders and transfers of our own may be placed for an item-location."""
        return self.network.policy_of(item, location).control_mode is ControlMode.TRIMTAB_ORDERS

    def lines(self) -> list[OpenPurchaseLine]:
        """Return the open purchase lines of the case's items that may be changed."""
        return [
            line
            for line in self.snapshot.purchases
            if line.item in self.items and line.quantity > 0 and self.acts_at(line.item, line.location)
        ]

    def sales(self) -> list[OpenSalesLine]:
        """Return the open sales lines of the case's item-locations that may be changed."""
        return [
            line
            for line in self.snapshot.sales
            if (line.item, line.location) in self.places
            and line.quantity > 0
            and self.acts_at(line.item, line.location)
        ]

    def line_value(self, line: OpenPurchaseLine) -> Decimal:
        """Return what a purchase line costs: at its own price, else the supplier's, else the item's unit cost."""
        price = line.unit_price
        if price is None:
            known = (s.unit_price.amount for s in self.network.sources_of(line.item) if s.supplier == line.supplier)
            price = next(known, self.network.item(line.item).unit_cost.amount)
        return line.quantity * price

    def goodwill_a_day(self, item: str) -> Decimal:
        """Return what it costs to let a customer wait who was told in time: currency per unit and day."""
        margin = self.margin(item)
        return margin * Decimal(str(self.network.costs.backorder_cost_per_day_share)) * GOODWILL_SHARE

    def margin(self, item: str) -> Decimal:
        """Return the unit margin of an item."""
        known = self.network.item(item)
        return known.unit_price.amount - known.unit_cost.amount

    def money(self, amount: Decimal) -> Money:
        """Return an amount in the company's currency, to the cent."""
        return Money(amount=amount, currency=self.network.costs.currency).rounded()


def is_whole(quantity: Decimal, minimum: Decimal, multiple: Decimal) -> bool:
    """Tell whether a quantity can be ordered: not below the minimum, and in whole lots."""
    return quantity >= minimum and quantity % multiple == 0
