"""The price of waiting: expected loss as a function of the moment of decision, with the cliffs that make it jump."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from pydantic import AwareDatetime

from trimtab.measures import Currency, Frozen


class WaitingPoint(Frozen):
    """Deciding at `at` loses `loss` compared with deciding now; `cliff` names what passes just before, if anything."""

    at: AwareDatetime
    loss: Decimal
    cliff: str = ""


class WaitingCurve(Frozen):
    """Points in order of time; a step at a point with a cliff, straight lines elsewhere."""

    currency: Currency
    points: tuple[WaitingPoint, ...]

    def loss_at(self, when: datetime) -> Decimal:
        """Return the expected loss of deciding at `when`: zero before the first point, the last loss after the last."""
        if not self.points or when <= self.points[0].at:
            return Decimal(0)
        for left, right in pairwise(self.points):
            if when < right.at:
                if right.cliff:
                    return left.loss
                share = Decimal((when - left.at) / (right.at - left.at))
                return left.loss + (right.loss - left.loss) * share
        return self.points[-1].loss

    def best_after(self, now: datetime) -> WaitingPoint | None:
        """Return the point later than `now` at which deciding loses least, the first of them; None if none beats it."""
        later = [p for p in self.points if p.at > now]
        best = min(later, key=lambda p: (p.loss, p.at), default=None)
        return best if best is not None and best.loss < self.loss_at(now) else None

    def next_cliff(self, after: datetime) -> WaitingPoint | None:
        """Return the next point with a cliff later than `after`."""
        return next((p for p in self.points if p.cliff and p.at > after), None)
