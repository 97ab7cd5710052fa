"""The ERP's part of the reference data, asked once per command; a company without an ERP has none."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.output import write_progress
from trimtab.errors import Unavailable

if TYPE_CHECKING:
    from tools.reference.erp import ErpReference
    from trimtab.settings import Settings

WithoutErp = Annotated[
    bool,
    typer.Option("--without-erp", help="Do not ask the ERP: what it holds is taken from the files and from before."),
]


def erp_reference(settings: Settings, *, without: bool) -> ErpReference:
    """Return what the ERP holds; raises Unavailable or Refused with what to do."""
    from tools.reference.erp import NO_ERP
    from tools.reference.from_tryton import read_reference
    from tools.tryton import TrytonClient

    if without or settings.tryton_url is None or not settings.tryton_key.get_secret_value():
        return NO_ERP
    with closing(TrytonClient.from_settings(settings)) as client:
        try:
            return read_reference(client, write_progress)
        except Unavailable as error:
            raise Unavailable(
                error.message, system=error.system, remedy="Start the ERP, or go on with --without-erp."
            ) from error
