"""`trimtab audit`: recompute the chain of the audit trail, and compare it with an anchor kept elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.environment import read_settings
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line
from trimtab.errors import InvalidField

if TYPE_CHECKING:
    from trimtab.ledger.audit import AuditHead

audit = typer.Typer(help="The audit trail.", no_args_is_help=True)


@audit.callback()
def _audit() -> None:
    """Keep `audit` a group, whatever number of commands it has."""


@audit.command()
def verify(
    *,
    anchor: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An end of the chain that was kept: nothing may be cut off.")
    ] = None,
    write_anchor: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the present end of the chain in this file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute the whole chain; exit code 1 names the first entry that is wrong."""
    from interfaces.cli.opening import opened_ledger
    from trimtab.errors import IntegrityError

    settings = read_settings()
    known = _read_anchor(anchor, settings.company) if anchor is not None else None
    with opened_ledger(settings) as ledger, ledger.read() as tx:
        try:
            head = tx.audit.verify(known)
        except IntegrityError as error:
            if as_json:
                write_json({"verified": False, "problem": error.message})
                raise typer.Exit(1) from None
            raise
    kept = {"company": settings.company, "sequence": head.sequence, "hash": head.hash}
    if write_anchor is not None:
        write_anchor.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    if as_json:
        write_json({"verified": True, "anchored": known is not None, **kept})
    else:
        against = f", and entry {known.sequence} is the one that was anchored" if known else ""
        write_line(f"The chain verifies: {head.sequence} entries, ending in {head.hash[:16]}{against}.")


def _read_anchor(path: Path, company: str) -> AuditHead:
    from trimtab.ledger.audit import AuditHead

    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        head = AuditHead(int(kept["sequence"]), str(kept["hash"]))
    except (ValueError, KeyError, TypeError):
        raise InvalidField(
            "is no anchor.", record=path.name, field="sequence, hash", remedy="Write one with --write-anchor."
        ) from None
    if kept.get("company", company) != company:
        raise InvalidField(f"belongs to {kept['company']}, not to {company}.", record=path.name, field="company")
    return head
