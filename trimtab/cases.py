"""Cases: one drift worth acting on, what moved, who owns it, what it costs, and the constraints people have added."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime

from trimtab.beliefs import Function
from trimtab.measures import Currency, Frozen
from trimtab.offers import Constraint, Offer


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    CLOSED = "closed"


class Attribution(Frozen):
    """How much of a drift one belief's move explains; shares of a drift sum to one."""

    function: Function
    subject: str
    what: str
    share: float
    event_ids: tuple[str, ...] = ()


class Drift(Frozen):
    """Money lost by not acting, against what ERP and planners would do by default; the two parts are never summed.

    `level_per_day`: lasting, a day. `plan`: one-off, over the horizon; of it, `avoidable` can still be saved and `sunk`
    cannot.
    """

    currency: Currency
    level_per_day: Decimal
    plan: Decimal
    avoidable: Decimal
    sunk: Decimal
    attribution: tuple[Attribution, ...] = ()


class Case(Frozen):
    """One drift worth acting on; `subjects` are the item-locations it holds the claim on, `round` counts re-solves."""

    id: str
    title: str
    state: CaseState
    round: int
    subjects: tuple[str, ...]
    drift: Drift
    constraints: tuple[Constraint, ...] = ()
    quotes: tuple[Offer, ...] = ()
    """What the other side has offered instead of what was asked; each replaces our own offer of the same id."""
    event_ids: tuple[str, ...] = ()
    opened_at: AwareDatetime
    closed_because: str = ""
