"""Commitments: what the other side answers to a request, and what follows; approval is not commitment."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, model_validator

from trimtab.errors import InvalidField
from trimtab.measures import Frozen, Money
from trimtab.network import Positive

ASKED_OF_A_SUPPLIER = frozenset({"expedite_purchase", "reschedule_purchase", "cancel_purchase", "switch_supplier"})
"""The kinds of action a supplier may refuse or counter: what comes after them in a bundle waits for the answer."""


class AnswerKind(StrEnum):
    """What the other side says."""

    ACCEPTED = "accepted"
    COUNTERED = "countered"
    REFUSED = "refused"


class Answer(Frozen):
    """An answer to one leg, as a person or a message reports it.

    A counter-offer names at least one of `due` (another date), `quantity` (fewer stock units) or `fee`, and may be
    valid until a time. An acceptance may confirm a date of its own in `due`.
    """

    kind: AnswerKind
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    due: date | None = None
    quantity: Positive | None = None
    fee: Money | None = None
    valid_until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _a_counter_offer_offers_something(self) -> Answer:
        if self.kind is AnswerKind.COUNTERED and self.due is None and self.quantity is None and self.fee is None:
            raise InvalidField(
                "says nothing about date, quantity or fee",
                record="counter-offer",
                field="due",
                remedy="Say what was offered instead, or that it was refused.",
            )
        return self
