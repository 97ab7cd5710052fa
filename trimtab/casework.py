"""Casework: what a person gets back who tries an edit or asks about a bundle; the solving is elsewhere."""

from __future__ import annotations

from decimal import Decimal

from trimtab.bundles import Bundle, Requirement
from trimtab.measures import Frozen


class EditPreview(Frozen):
    """A bundle as it would be after an edit; nothing is written yet.

    `costs_more` is the expected cost over the horizon beyond the recommended plan's, in the bundle's currency;
    `differences` say in words what is otherwise; `missing_approvals` are those the edited revision would still need.
    """

    bundle: Bundle
    digest: str
    costs_more: Decimal
    differences: tuple[str, ...] = ()
    missing_approvals: tuple[Requirement, ...] = ()


class Figure(Frozen):
    """One figure of an answer, as it is shown; `unit` is a currency, a unit of measure or empty."""

    label: str
    value: str
    unit: str = ""


class Answered(Frozen):
    """An answer to a question about a bundle; `understood_as` says the question back as it was read.

    Where the question was not `understood`, `suggestions` are what can be asked instead.
    """

    question: str
    understood_as: str = ""
    answer: str
    figures: tuple[Figure, ...] = ()
    understood: bool = True
    suggestions: tuple[str, ...] = ()
