"""Opening: the ledger and the network that the settings name; neither needs a solver, a graph or an ERP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trimtab.clock import clock_of
from trimtab.errors import ConfigurationError, TrimtabError

if TYPE_CHECKING:
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
    """Read the network; raises ConfigurationError naming file and field."""
    from pydantic import ValidationError

    from trimtab.network import Network

    path = settings.network_file
    if path is None or not path.is_file():
        raise ConfigurationError(
            "no network file is set." if path is None else f"there is no network file at {path}.",
            remedy="Set TRIMTAB_NETWORK_FILE to the network as JSON.",
        )
    try:
        return Network.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "file"
        raise ConfigurationError(f"{path.name}, {field}: {first['msg']}.", remedy="Correct the file.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path.name} is not UTF-8 text.", remedy="Write it again as JSON.") from None
    except TrimtabError as error:
        raise ConfigurationError(f"{path.name}, {error}.", remedy="Correct the file.") from None
