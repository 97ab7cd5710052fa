"""Opening: the ledger and the network that the settings name; neither needs a solver, a graph or an ERP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trimtab.clock import clock_of
from trimtab.errors import ConfigurationError

if TYPE_CHECKING:
    from tools.reference.network_file import NetworkFile
    from trimtab.ledger import Ledger
    from trimtab.network import Network
    from trimtab.settings import Settings


def ledger_of(settings: Settings) -> Ledger:
    """Open the ledger, with its schema up to date; raises ConfigurationError where it cannot be opened."""
    from sqlalchemy.exc import SQLAlchemyError

    from trimtab.ledger import open_ledger

    try:
        return open_ledger(settings.database_url(), settings.company, clock_of(settings))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ConfigurationError(
            f"the ledger cannot be opened: {reason}.", remedy="Check TRIMTAB_LEDGER_URL, or run `trimtab doctor`."
        ) from error


@contextmanager
def opened_ledger(settings: Settings) -> Iterator[Ledger]:
    """Open the ledger for a while."""
    ledger = ledger_of(settings)
    try:
        yield ledger
    finally:
        ledger.engine.dispose()


def network_of(settings: Settings) -> Network:
    """Read the network once; raises ConfigurationError naming file and field."""
    return network_file_of(settings).current()


def network_file_of(settings: Settings) -> NetworkFile:
    """Return the file the network is kept in; raises ConfigurationError where the settings name none."""
    from tools.reference.network_file import NetworkFile

    if settings.network_file is None:
        raise ConfigurationError(
            "no network file is set.",
            remedy="Set TRIMTAB_NETWORK_FILE to the network as JSON, or to where `trimtab import` is to make it.",
        )
    return NetworkFile(settings.network_file)
