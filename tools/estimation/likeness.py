"""Likeness: what is believed of an item that nobody has bought yet, from one that it is expected to sell like."""

from __future__ import annotations

from tools.estimation.estimate import Estimate
from tools.estimation.official import SMALLEST_SD, Prior
from trimtab.beliefs import Normal

DOUBT_SHARE = 0.5
"""An item sells as well as the one it is like, give or take half of it (one sd)."""


def like(other: Estimate | None) -> Prior | None:
    """Return the demand of another item as the prior of one that is like it; None where nothing is known of it.

    The first weeks of its own sales move it from there (see `official.Prior.joined`): the more, the longer they are.
    """
    if other is None or not isinstance(other.distribution, Normal):
        return None
    mean, spread = other.distribution.mean, other.distribution.sd
    return Prior(
        mean=mean,
        sd=max(SMALLEST_SD, DOUBT_SHARE * mean),
        event_id=other.because[-1] if other.because else "",
        said=other.as_of.date(),
        spread=spread,
    )
