"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="PRINCIPAL",
        help="Whose token to use from the data directory; TRIMTAB_TOKEN is used where this is left out.",
    ),
]
BundleId = Annotated[str, typer.Argument(metavar="BUNDLE", help="The bundle's id, as `trimtab inbox` shows it.")]
Digest = Annotated[
    str,
    typer.Option(
        "--digest",
        help="The digest you looked at, or its beginning; refused where the bundle has changed since. "
        "Left out: the revision in force.",
    ),
]
