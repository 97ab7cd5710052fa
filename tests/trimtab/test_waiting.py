"""The price of waiting: straight lines between points, a step where something passes."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.trimtab.proposals import NOW
from trimtab.waiting import WaitingCurve, WaitingPoint

HOUR = timedelta(hours=1)


def curve(*points: tuple[float, str, str]) -> WaitingCurve:
    """Points as (hours from now, loss, cliff)."""
    return WaitingCurve(
        currency="EUR",
        points=tuple(WaitingPoint(at=NOW + h * HOUR, loss=Decimal(loss), cliff=cliff) for h, loss, cliff in points),
    )


CUT_OFF = curve((0, "0", ""), (6, "240", "order cut-off of Brest"), (24, "240", ""), (48, "480", ""))


def test_before_a_cliff_nothing_is_lost_and_just_after_it_everything() -> None:
    cliff = NOW + 6 * HOUR
    assert CUT_OFF.loss_at(NOW + 3 * HOUR) == 0
    assert CUT_OFF.loss_at(cliff - timedelta(seconds=1)) == 0
    assert CUT_OFF.loss_at(cliff) == 240
    assert CUT_OFF.loss_at(cliff + HOUR) == 240


def test_between_points_without_a_cliff_the_loss_grows_evenly() -> None:
    assert CUT_OFF.loss_at(NOW + 36 * HOUR) == 360
    assert CUT_OFF.loss_at(NOW + 30 * HOUR) == 300


def test_before_the_first_point_nothing_and_after_the_last_the_last() -> None:
    assert CUT_OFF.loss_at(NOW - HOUR) == 0
    assert CUT_OFF.loss_at(NOW) == 0
    assert CUT_OFF.loss_at(NOW + 48 * HOUR) == 480
    assert CUT_OFF.loss_at(NOW + 4800 * HOUR) == 480


def test_waiting_can_pay() -> None:
    assert curve((0, "0", ""), (24, "-120", "confirmation due")).loss_at(NOW + 30 * HOUR) == -120


def test_no_points_cost_nothing_and_have_no_cliff() -> None:
    assert curve().loss_at(NOW) == 0
    assert curve().next_cliff(NOW) is None


def test_the_next_cliff_is_the_first_one_still_ahead() -> None:
    two = curve((0, "0", ""), (6, "10", "cut-off"), (12, "20", ""), (18, "90", "sailing"))
    assert [(p.cliff if (p := two.next_cliff(NOW + h * HOUR)) else None) for h in (0, 5, 6, 17, 18)] == [
        "cut-off",
        "cut-off",
        "sailing",
        "sailing",
        None,
    ]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.integers(0, 200))
def test_a_curve_that_never_falls_never_loses_less_by_waiting(steps: list[int], minutes: int) -> None:
    losses = [sum(steps[: n + 1]) - steps[0] for n in range(len(steps))]
    rising = curve(*((n, str(loss), "cliff" if n % 2 else "") for n, loss in enumerate(losses)))
    when = NOW + timedelta(minutes=minutes)
    assert 0 <= rising.loss_at(when) <= rising.loss_at(when + HOUR) <= losses[-1]
