"""Silence: what happens if nobody answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tools.language.words import day, whole
from trimtab.bundles import Leg
from trimtab.commitments import ASKED_OF_A_SUPPLIER
from trimtab.impact import Impact


def if_nobody_answers(impact: Impact, level_per_day: Decimal, expires: date, legs: Sequence[Leg] = ()) -> str:
    """Say what happens without a decision: what acting would save, as it is read on the card, and what levels lose.

    `level_per_day` is the lasting loss, in the currency of the impact; the two are never added up.
    """
    saving = impact.whole().expected_saving
    losses = [f"{whole(saving)} {impact.currency} over {impact.horizon_days} days"] if saving >= 1 else []
    if level_per_day >= 1:
        lasting = f"{whole(level_per_day)} {impact.currency}"
        losses.append(f"{lasting} a day once the levels in force take effect")
    lost = " and ".join(losses) or "next to nothing"
    words = ["Nothing is sent."]
    if any(leg.action.kind in ASKED_OF_A_SUPPLIER for leg in legs):
        words.append("No supplier is asked, and open orders come as they stand.")
    words.append(f"ERP and planners go on as usual, which is expected to lose {lost}.")
    words.append(f"This proposal expires {day(expires)}.")
    return " ".join(words)
