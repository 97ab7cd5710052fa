"""Terms: what a supplier grants beyond price and lead time: order days, minimum value, containers, later changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from trimtab.measures import Frozen, Money

NonNegativeDays = Annotated[int, Field(ge=0, le=1000)]
ShareOfValue = Annotated[float, Field(ge=0, le=1)]


class ContainerTerms(Frozen):
    """Orders come in whole containers, or pay for the air in them; volume in cubic metres."""

    volume_m3: Annotated[Decimal, Field(gt=0)]
    cost: Money


class ExpediteTerms(Frozen):
    """How much earlier an open line can come, for a fee per document and a share of the line's value."""

    most_days: Annotated[int, Field(ge=1, le=1000)]
    fee: Money
    share_of_value: ShareOfValue = 0.0


class RescheduleTerms(Frozen):
    """How much later an open line can be asked to come; not within `frozen_days` of its due date."""

    most_days: Annotated[int, Field(ge=1, le=1000)]
    frozen_days: NonNegativeDays = 0


class CancelTerms(Frozen):
    """What it costs to take an open line back; not within `frozen_days` of its due date."""

    share_of_value: ShareOfValue = 0.0
    frozen_days: NonNegativeDays = 0


class ChangeTerms(Frozen):
    """What a supplier lets us ask for after the order (None: not at all), and how soon an answer is due."""

    expedite: ExpediteTerms | None = None
    reschedule: RescheduleTerms | None = None
    cancel: CancelTerms | None = None
    answer_within_days: Annotated[int, Field(ge=1, le=60)] = 2
