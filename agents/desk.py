"""The desk: what every function agent and every step of a case works with; it reads, it never decides or executes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import structlog

from trimtab.beliefs import Belief
from trimtab.errors import ConfigurationError, SystemOfRecordError
from trimtab.ledger import Ledger
from trimtab.network import Network
from trimtab.policy import Policy
from trimtab.ports import LevelSource, StateReader

Beliefs = Mapping[tuple[str, str], Belief]
Levels = Mapping[tuple[str, str], tuple[Decimal, Decimal]]
"""Minimum and target in stock units, by item and location."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Desk:
    """The ledger, a fresh reading of the ERP on demand, the network and the policy of one company.

    `levels` is the company's own planning system, where it has one.
    """

    ledger: Ledger
    reader: StateReader
    network: Network
    policy: Policy
    levels: LevelSource | None = None

    def __post_init__(self) -> None:
        """Raise ConfigurationError where the limits of the policy are in another currency than the company's."""
        if self.policy.currency != self.currency:
            raise ConfigurationError(
                f"the policy {self.policy.version} is in {self.policy.currency}, the network in {self.currency}",
                remedy="Write its limits in the company's currency.",
            )

    @property
    def company(self) -> str:
        """Return the company's key."""
        return self.ledger.company

    @property
    def currency(self) -> str:
        """Return the company's currency."""
        return self.network.costs.currency

    def now(self) -> datetime:
        """Return business time."""
        return self.ledger.clock.business_now()

    def today(self) -> date:
        """Return the business day, UTC."""
        return self.now().date()

    def levels_in_force(self) -> Levels:
        """Return the levels that the planning system holds, by item-location; the ERP's count where it says nothing.

        A planning system that does not answer is noted, and holds nothing up.
        """
        if self.levels is None:
            return {}
        try:
            return self.levels.read().in_force()
        except SystemOfRecordError as error:
            log.warning("levels.unavailable", system=error.system, error=str(error))
            return {}

    def beliefs(self) -> Beliefs:
        """Return the current beliefs, keyed by (subject, parameter)."""
        with self.ledger.read() as tx:
            return tx.beliefs.current()
