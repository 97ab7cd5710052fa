"""The world: days pass, goods arrive, things are told, customers buy.

A day: in the morning what arrives is taken in and what is new is told; then people and agents act; in the evening
customers are served, who is served first being owed longest, and the day is accounted for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tools.simulation.companies.accounts import Accounts
from tools.simulation.companies.company import Company, morning_of
from tools.simulation.companies.fate import PAST_DAYS, Place, Promotion
from tools.simulation.companies.news import News
from tools.simulation.companies.record import PurchaseRecord, SalesRecord, TransferRecord, day_of
from trimtab.events import Event
from trimtab.ports import StateReader
from trimtab.state import Snapshot, StockOnHand

SYSTEM = "world"
NOTHING = Decimal(0)
GOODWILL_SHARE = 0.1
"""A customer who was told in time loses us a tenth of what one who waits in vain does."""
DAYS_PER_YEAR = 365.0


class World(StateReader):
    """One company living through its fate; a system of record that can be read."""

    def __init__(self, company: Company) -> None:
        """Begin before the first morning."""
        self.company = company
        self.network = company.network
        self.day = -1
        self.accounts = Accounts()
        self.stock = {place: Decimal(q) for place, q in company.stock.items()}
        self.purchases = [replace(p) for p in company.purchases]
        self.transfers: list[TransferRecord] = []
        self.sales: list[SalesRecord] = []
        self.promotions = {p.number: p for p in company.fate.promotions}
        self.placed = 0
        self.news = News(SYSTEM)

    def snapshot(self) -> Snapshot:
        """Return what the company's ERP shows now."""
        return Snapshot(
            as_of=morning_of(self.day),
            system=SYSTEM,
            on_hand=tuple(StockOnHand(item=i, location=x, quantity=q) for (i, x), q in sorted(self.stock.items())),
            purchases=tuple(p.shown() for p in self.purchases),
            transfers=tuple(t.shown() for t in self.transfers),
            sales=tuple(s.shown() for s in self.sales),
            order_points=self.company.order_points,
        )

    def past(self) -> list[Event]:
        """Return what the company can look back on: demand by item-location, receipts, and the orders that are open."""
        fate = self.company.fate
        owed = {place: [0] * PAST_DAYS for place in fate.counter}
        for order in fate.orders:
            if order.due < 0:
                owed[order.place][order.due + PAST_DAYS] += order.quantity
        told = [
            self.news.history(place, -PAST_DAYS, [int(q) + more for q, more in zip(counted, owed[place], strict=False)])
            for place, counted in sorted(fate.counter.items())
        ]
        told += [self.news.receipt(p, p.arrives) for p in self.company.received]
        return [*told, *(self.news.purchase(replace(p, due=p.promised).shown(), p.ordered) for p in self.purchases)]

    def begin(self) -> list[Event]:
        """Let the next morning come; return what is told on it."""
        self.day += 1
        told = [self.news.purchase(p.shown(), self.day) for p in self._re_dated()]
        told += self._arrivals()
        self.leave()
        self._take_orders()
        told += [self.announced(p) for p in self.promotions.values() if p.announced == self.day]
        for closure in self.company.fate.closures:
            if self.day in {closure.start, closure.end}:
                until = day_of(closure.end) if self.day == closure.start else None
                told.append(self.news.lane(closure.lane, self.day, until))
        return told

    def end(self) -> list[Event]:
        """Serve customers, account for the day and return the demand observed on it."""
        fate, place_of = self.company.fate, self.company.places
        wanted = {place: int(fate.counter[place][PAST_DAYS + self.day]) for place in place_of}
        for promotion in self.promotions.values():
            ago = self.day - promotion.start
            if 0 <= ago < len(promotion.extra):
                wanted[promotion.place] += promotion.extra[ago]
        ordered = dict.fromkeys(place_of, 0)
        for order in fate.orders:
            if order.due == self.day:
                ordered[order.place] += order.quantity
        for place, quantity in wanted.items():
            if quantity:
                self.sales.append(SalesRecord(f"day-{self.day}", "COUNTER", *place, Decimal(quantity), self.day))
        self._serve()
        self._account({place: wanted[place] + ordered[place] for place in place_of})
        return [self.news.demand(place, self.day, wanted[place] + ordered[place]) for place in place_of]

    def _re_dated(self) -> Iterator[PurchaseRecord]:
        """Yield the open lines of which the supplier says today that they come on another day."""
        for line in self.purchases:
            if line.told == self.day and line.due != line.arrives:
                line.due = line.arrives
                yield line

    def _arrivals(self) -> list[Event]:
        told = []
        for line in [p for p in self.purchases if p.arrives <= self.day]:
            self.purchases.remove(line)
            self.add((line.item, line.location), line.quantity)
            self.pay("price", (line.price - self.network.item(line.item).unit_cost.amount) * line.quantity)
            self.pay("containers", line.containers)
            told += [self.news.receipt(line, self.day), self.news.purchase(line.shown(NOTHING), self.day)]
        for transfer in [t for t in self.transfers if t.left and t.due <= self.day]:
            self.transfers.remove(transfer)
            self.add((transfer.item, transfer.destination), transfer.quantity)
            self.pay("freight", transfer.quantity * transfer.freight)
        return told

    def leave(self) -> None:
        """Let transfers leave that wait for stock or for a lane."""
        for transfer in [t for t in self.transfers if not t.left]:
            if self.company.fate.closed((transfer.origin, transfer.destination), self.day) is not None:
                transfer.due = max(transfer.due, self.day + 1 + transfer.days)
                continue
            here = (transfer.item, transfer.origin)
            transfer.quantity = min(transfer.quantity, self.stock.get(here, NOTHING))
            if transfer.quantity <= 0:
                self.transfers.remove(transfer)
                continue
            self.add(here, -transfer.quantity)
            transfer.left, transfer.due = True, self.day + transfer.days

    def _take_orders(self) -> None:
        for order in self.company.fate.orders:
            known = order.placed == self.day or (self.day == 0 and order.placed < 0)
            if known and order.due >= self.day:
                name = f"SO-{order.place[0]}-{order.place[1]}-{order.number}"
                quantity = Decimal(order.quantity)
                self.sales.append(SalesRecord(name, order.customer, *order.place, quantity, order.due))

    def announced(self, promotion: Promotion, per_day: float | None = None) -> Event:
        """Return the news of a promotion of so many units a day; zero says that it is off."""
        first, last = promotion.start, promotion.start + len(promotion.extra) - 1
        return self.news.promotion(
            promotion.place, self.day, first, last, promotion.per_day if per_day is None else per_day
        )

    def _serve(self) -> None:
        left: list[SalesRecord] = []
        priority = {c.code: c.priority for c in self.network.customers}
        for sale in sorted(self.sales, key=lambda s: (s.due, priority[s.customer], s.document)):
            here = (sale.item, sale.location)
            given = min(sale.quantity, self.stock.get(here, NOTHING)) if sale.due <= self.day else NOTHING
            if given > 0:
                self.add(here, -given)
                self.accounts.margin += float(given) * self.unit_margin(sale.item)
                if sale.due == self.day:
                    self.accounts.on_time += float(given)
                sale.quantity -= given
            if sale.quantity > 0:
                left.append(sale)
        self.sales = left

    def _account(self, demanded: dict[Place, int]) -> None:
        costs, accounts = self.network.costs, self.accounts
        accounts.days += 1
        for (item, _), quantity in demanded.items():
            accounts.demanded += quantity
            accounts.wanted[self.day // 7, item] += quantity
        for (item, _), held in self.stock.items():
            value = float(held * self.network.item(item).unit_cost.amount)
            accounts.stock_value_days += value
            self.pay("holding", value * costs.holding_rate_per_year / DAYS_PER_YEAR)
        for sale in self.sales:
            if sale.due <= self.day:
                late = float(sale.quantity) * self.unit_margin(sale.item) * costs.backorder_cost_per_day_share
                self.pay("backorders", late)

    def add(self, here: Place, quantity: Decimal) -> None:
        """Put a quantity into stock, or take it out where it is negative."""
        self.stock[here] = self.stock.get(here, NOTHING) + quantity

    def pay(self, kind: str, amount: float | Decimal) -> None:
        """Pay an amount in the company's currency for something."""
        self.accounts.costs[kind] += float(amount)

    def unit_margin(self, item: str) -> float:
        """Return what a unit earns beyond its cost."""
        record = self.network.item(item)
        return float(record.unit_price.amount - record.unit_cost.amount)
