"""The desk: what every function agent and every step of a case works with; it reads, it never decides or executes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from trimtab.beliefs import Belief
from trimtab.errors import ConfigurationError
from trimtab.ledger import Ledger
from trimtab.network import Network
from trimtab.policy import Policy
from trimtab.ports import StateReader

Beliefs = Mapping[tuple[str, str], Belief]


@dataclass(frozen=True)
class Desk:
    """The ledger, a fresh reading of the ERP on demand, the network and the policy of one company."""

    ledger: Ledger
    reader: StateReader
    network: Network
    policy: Policy

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

    def beliefs(self) -> Beliefs:
        """Return the current beliefs, keyed by (subject, parameter)."""
        with self.ledger.read() as tx:
            return tx.beliefs.current()
