"""Options that several commands share, and what is read from them."""

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
MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
DAY = ["%Y-%m-%d"]
BundleId = Annotated[str, typer.Argument(metavar="BUNDLE", help="The bundle's id, as `trimtab inbox` shows it.")]
Digest = Annotated[
    str,
    typer.Option(
        "--digest",
        help="The digest you looked at, or its beginning; refused where the bundle has changed since. "
        "Left out: the revision in force.",
    ),
]


def amount_of(text: str, option: str) -> dict[str, str]:
    """Return an amount of money such as '8000 EUR' as the API takes it; raises BadParameter.

    >>> amount_of("8000 eur", "--limit")
    {'amount': '8000', 'currency': 'EUR'}
    """
    amount, _, currency = text.strip().partition(" ")
    if not currency:
        raise typer.BadParameter("say amount and currency, for example '8000 EUR'", param_hint=option)
    return {"amount": amount, "currency": currency.strip().upper()}
