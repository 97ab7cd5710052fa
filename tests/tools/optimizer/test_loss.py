"""The expected cost of supply against demand: exact against simulation, tangents below the curve and close to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.optimizer.loss import LossCurves, normal_overage, second_order_loss

ROWS = st.lists(
    st.tuples(st.floats(-200, 400), st.one_of(st.just(0.0), st.floats(0.5, 60)), st.floats(0.05, 1)),
    min_size=1,
    max_size=6,
)


def curves(components: list[tuple[float, float, float]], holding: float = 0.1, backorder: float = 5.0) -> LossCurves:
    need, sd, weight = (np.array(column) for column in zip(*components, strict=True))
    return LossCurves(1, np.zeros(len(need), dtype=np.int64), need, sd, weight, holding, backorder)


@pytest.mark.parametrize(("supply", "mean", "sd"), [(100.0, 90.0, 20.0), (50.0, 90.0, 20.0), (10.0, 10.0, 3.0)])
def test_overage_equals_the_average_of_drawn_demands(supply: float, mean: float, sd: float) -> None:
    drawn = np.random.default_rng(1).normal(mean, sd, 400_000)
    exact = float(normal_overage(np.array(supply), np.array(mean), np.array(sd)))
    assert exact == pytest.approx(np.maximum(supply - drawn, 0).mean(), abs=0.01 * sd)


def test_overage_without_spread_is_what_is_left() -> None:
    found = normal_overage(np.array([5.0, 15.0]), np.array(10.0), np.array(0.0))
    assert found.tolist() == [0.0, 5.0]


def test_second_order_loss_is_the_integral_of_the_overage() -> None:
    z = np.linspace(-8, 1.3, 200_001)
    integral = np.trapezoid(normal_overage(z, np.array(0.0), np.array(1.0)), z)
    assert float(second_order_loss(np.array(1.3))) == pytest.approx(float(integral), abs=1e-6)


@given(ROWS, st.floats(-500, 800))
def test_no_tangent_lies_above_the_curve(components: list[tuple[float, float, float]], supply: float) -> None:
    curve = curves(components)
    slopes, intercepts = curve.starting_tangents()
    highest = float((slopes * supply + intercepts).max())
    value = float(curve.value(np.array([supply]))[0])
    assert highest <= value + 1e-6 * max(1.0, value)


@given(ROWS, st.floats(-500, 800))
def test_the_stated_error_bound_holds_everywhere(components: list[tuple[float, float, float]], supply: float) -> None:
    curve = curves(components)
    slopes, intercepts = curve.starting_tangents()
    highest = float((slopes * supply + intercepts).max())
    value = float(curve.value(np.array([supply]))[0])
    assert value - highest <= curve.error_bound(slopes, intercepts) + 1e-6 * max(1.0, value)


@given(ROWS, st.floats(-300, 500))
def test_slope_is_the_derivative(components: list[tuple[float, float, float]], supply: float) -> None:
    curve = curves([(need, max(sd, 0.5), weight) for need, sd, weight in components])
    step = 1e-4
    rise = curve.value(np.array([supply + step])) - curve.value(np.array([supply - step]))
    assert float(curve.slope(np.array([supply]))[0]) == pytest.approx(float(rise[0]) / (2 * step), abs=1e-3)
