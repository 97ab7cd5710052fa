"""A business whose days pass: at the end of a day everything happens that its plans and its customers have in store."""

from __future__ import annotations

import time as wall
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from demo.calendar.market import Market
from demo.calendar.planning import Planning
from demo.calendar.receiving import Received, move_transfers, receive_purchases
from demo.calendar.selling import Selling
from demo.company import Company
from demo.erp.clock import FOLLOWED_WITHIN_SECONDS, OPENS_AT, read_clock, set_clock
from demo.erp.counter_sales import Sold
from demo.erp.driver import ErpDriver
from demo.history import DEMAND_COLUMNS, RECEIPT_COLUMNS, write_rows

MONDAY = 0
DAYS_IN_A_FILE = 14
"""A daily file repeats the days before, so that nothing is lost where one is replaced before it was read."""


@dataclass(frozen=True)
class Passed:
    """What happened until a day began: references received, transfers moved, orders of the Monday run, wall seconds."""

    day: date
    received: tuple[str, ...]
    moved: tuple[str, ...]
    ordered: tuple[str, ...]
    seconds: float


def everywhere(item: str, warehouse: str) -> bool:
    """What is done everywhere."""
    del item, warehouse
    return True


class Business:
    """The company's people at their ERP, day after day.

    `held` are references of POs that do not arrive although they are due; `closed` are lanes, (from, to), on which
    nothing leaves; `market` holds what incidents do to demand. `bought` tells of an item-location whether the buyer
    and the planners follow the ERP's requests on Mondays; by default they do everywhere, which is what happens if
    nobody decides anything.
    """

    def __init__(self, driver: ErpDriver, company: Company, opening: date, clock: Path, inbox: Path) -> None:
        """Open on the opening day; its clock file is set by whoever starts the ERP."""
        self.driver = driver
        self.company = company
        self.opening = opening
        self.market = Market(company, opening)
        self.planning = Planning(driver, company)
        self.selling = Selling(driver)
        self.held: set[str] = set()
        self.closed: set[tuple[str, str]] = set()
        self.bought: Callable[[str, str], bool] = everywhere
        self._clock = clock
        self._inbox = inbox
        self._sold: list[Sold] = []
        self._received: list[Received] = []

    @property
    def now(self) -> datetime:
        """Business time, UTC."""
        return read_clock(self._clock)

    @property
    def today(self) -> date:
        """The business day it is."""
        return self.now.date()

    @property
    def day_number(self) -> int:
        """The opening day is day 0."""
        return (self.today - self.opening).days

    def pass_day(self) -> Passed:
        """Let today end and the next day begin."""
        started, today = wall.monotonic(), self.today
        received = receive_purchases(self.driver, today, self.held)
        moved = move_transfers(self.driver, self.company, today, self.closed)
        self.selling.take_orders(self.market.orders(today), today)
        sold = self.selling.sell(self.market.wanted(today), self.selling.ship_due(today))
        tomorrow = today + timedelta(days=1)
        set_clock(self._clock, tomorrow, OPENS_AT)
        self._write_files(sold, received)
        wall.sleep(FOLLOWED_WITHIN_SECONDS)
        ordered = self.planning.run(self.bought, tomorrow) if tomorrow.weekday() == MONDAY else []
        arrived = tuple(sorted({row.order for row in received}))
        return Passed(tomorrow, arrived, tuple(moved), tuple(ordered), round(wall.monotonic() - started, 2))

    def _write_files(self, sold: list[Sold], received: list[Received]) -> None:
        """Put what the last days brought where Trimtab looks for it: demand, and receipts with the dates promised."""
        since = self.today - timedelta(days=DAYS_IN_A_FILE)
        self._sold = [row for row in (*self._sold, *sold) if row.day >= since]
        self._received = [row for row in (*self._received, *received) if row.received >= since]
        demand = [(row.day.isoformat(), row.item, row.warehouse, row.quantity) for row in self._sold]
        write_rows(self._inbox / "demand.csv", DEMAND_COLUMNS, demand)
        receipts = [
            (
                row.order,
                row.supplier,
                row.item,
                row.warehouse,
                row.quantity,
                row.ordered.isoformat(),
                (row.ordered + timedelta(days=self.company.supplier(row.supplier).lead_time_days)).isoformat(),
                row.received.isoformat(),
            )
            for row in self._received
        ]
        if receipts:
            write_rows(self._inbox / "receipts.csv", RECEIPT_COLUMNS, receipts)
