"""Silence: what happens if nobody answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tools.language.words import day, whole
from trimtab.bundles import Leg
from trimtab.cases import Drift
from trimtab.commitments import ASKED_OF_A_SUPPLIER


def if_nobody_answers(drift: Drift, horizon_days: int, expires: date, legs: Sequence[Leg] = ()) -> str:
    """Say what happens without a decision: the one-off and the lasting loss, never added up."""
    losses = [f"{whole(drift.avoidable)} {drift.currency} over {horizon_days} days"] if drift.avoidable >= 1 else []
    if drift.level_per_day >= 1:
        lasting = f"{whole(drift.level_per_day)} {drift.currency}"
        losses.append(f"{lasting} a day once the levels in force take effect")
    lost = " and ".join(losses) or "next to nothing"
    words = ["Nothing is sent."]
    if any(leg.action.kind in ASKED_OF_A_SUPPLIER for leg in legs):
        words.append("No supplier is asked, and open orders come as they stand.")
    words.append(f"ERP and planners go on as usual, which is expected to lose {lost}.")
    words.append(f"This proposal expires {day(expires)}.")
    return " ".join(words)
