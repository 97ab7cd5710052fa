"""What a policy file may say, as typed models."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from trimtab.beliefs import Function
from trimtab.measures import Currency, Frozen
from trimtab.network import NonNegative
from trimtab.people import Role

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,62}$")]


class When(Frozen):
    """The legs a rule speaks about; what is left out matches everything. Values in the policy's currency."""

    action: tuple[str, ...] = ()
    owner: tuple[Function, ...] = ()
    supplier: tuple[str, ...] = ()
    value_above: NonNegative = Decimal(0)
    value_at_most: NonNegative | None = None


class Rule(Frozen):
    """Legs that match need one approval from each role; the first matching rule counts, plus those with `also`."""

    name: Name
    when: When = When()
    approve: tuple[Role, ...]
    also: bool = False


class BundleRule(Frozen):
    """Bundles whose total value is above a limit need further roles."""

    name: Name
    value_above: NonNegative = Decimal(0)
    approve: tuple[Role, ...]


class PurchaseBudget(Frozen):
    """At most this much may be approved per supplier and business day."""

    supplier: str
    per_day: NonNegative


class Nervousness(Frozen):
    """How much dearer it gets to bring the same thing up again: each surcharge is in prices of asking a person once.

    A case adds `per_item` to what its items have to lose next time, and `per_supplier` to that of whoever its orders
    went to; what was looked at and left alone has to lose `after_dismissal` more, so that what hovers about the limit
    does not flicker. All fade over `days`; 0 switches them off. `most` is the largest factor of all together.
    """

    days: Annotated[int, Field(ge=0, le=90)] = 7
    per_item: Annotated[float, Field(ge=0, le=100)] = 1.0
    per_supplier: Annotated[float, Field(ge=0, le=100)] = 0.25
    after_dismissal: Annotated[float, Field(ge=0, le=100)] = 0.25
    most: Annotated[float, Field(ge=1, le=100)] = 4.0


class Policy(Frozen):
    """Who may decide what, until when, and what can be undone."""

    version: Annotated[str, Field(min_length=1, max_length=100)]
    currency: Currency
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    bundle_rules: tuple[BundleRule, ...] = ()
    budgets: tuple[PurchaseBudget, ...] = ()
    expires_after_hours: Annotated[float, Field(gt=0)] = 48
    undo_window_seconds: Annotated[int, Field(ge=0, le=3600)] = 10
    distinct_people: bool = False
    """Whether one person may meet only one requirement of a bundle (four eyes)."""
    nervousness: Nervousness = Nervousness()
