"""ETAs: when an open purchase line will really come, from the date in the ERP, the supplier's lateness and today."""

from __future__ import annotations

import math
from datetime import date, timedelta

from tools.estimation.estimate import Estimate, midnight
from tools.estimation.lateness import Lateness
from tools.estimation.tail import beyond
from trimtab.beliefs import Function, OnDate, Parameter, Persistence
from trimtab.state import OpenPurchaseLine
from trimtab.subjects import purchase_line

OVERDUE_SPREAD = 0.5
"""The longer a line is overdue, the less is known: its spread is at least half of the days it is overdue."""


def estimate_eta(
    line: OpenPurchaseLine,
    late: Lateness,
    today: date,
    promised: date | None = None,
    because: tuple[str, ...] = (),
) -> Estimate:
    """Return the expected arrival of an open line, never before today.

    `line.due` is the date in the ERP now, `promised` the one when the line was ordered (if None, the same). The centre
    is due + the supplier's mean lateness; where the supplier has announced a later date, it is that date or promised +
    mean lateness, whichever is later: an announcement already contains the slip. A line that has not come by today is
    beyond it: the distribution is the tail (see `tail.beyond`) of Normal(centre, sd) past today, whose sd is at least
    `OVERDUE_SPREAD` of the days overdue; dates are rounded up. Persistence is USUAL within the supplier's tolerance of
    the promise; beyond, NEW_NORMAL where the supplier's lateness is, else ONE_OFF.
    """
    promised = promised or line.due
    offset = max(0.0, (promised - line.due).days + late.mean_days) if line.due > promised else late.mean_days
    centre = (line.due - today).days + offset
    if centre < 0.0 or line.due < today:
        overdue = max(-centre, float((today - line.due).days))
        days, sd = beyond(centre, max(late.sd_days, OVERDUE_SPREAD * overdue), 0.0)
    else:
        days, sd = centre, late.sd_days
    # The tiny allowance keeps a whole number of days from being rounded up by the last bit of a float.
    eta = today + timedelta(days=max(0, math.ceil(days - 1e-6) if days > centre else round(days)))
    if abs((eta - promised).days) <= late.tolerance_days:
        persistence = Persistence.USUAL
    elif late.persistence is Persistence.NEW_NORMAL:
        persistence = Persistence.NEW_NORMAL
    else:
        persistence = Persistence.ONE_OFF
    return Estimate(
        subject=purchase_line(line.document, line.line),
        parameter=Parameter.ETA,
        owner=Function.PROCUREMENT,
        distribution=OnDate(date=eta, sd_days=sd),
        persistence=persistence,
        as_of=midnight(today),
        because=(*because, *(e for e in late.because if e not in because)) if offset else because,
    )
