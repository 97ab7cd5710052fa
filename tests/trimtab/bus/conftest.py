"""As for the ledger."""

from tests.trimtab.ledger.conftest import at_once

__all__ = ["at_once"]
