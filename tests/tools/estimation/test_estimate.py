"""A belief gets a new version when the estimate is news, and stays itself when it is not."""

from __future__ import annotations

from datetime import date

import pytest

from tools.estimation.estimate import Estimate, is_material, midnight, revise
from trimtab.beliefs import Distribution, Function, Normal, OnDate, Parameter, Persistence, Status

DAY = date(2026, 3, 2)


def estimate(
    distribution: Distribution,
    parameter: Parameter = Parameter.DEMAND,
    persistence: Persistence = Persistence.USUAL,
    because: tuple[str, ...] = ("a",),
) -> Estimate:
    return Estimate(
        subject="item-location:WINCH@CEN",
        parameter=parameter,
        owner=Function.SALES,
        distribution=distribution,
        persistence=persistence,
        as_of=midnight(DAY),
        because=because,
    )


def test_the_first_estimate_becomes_version_one() -> None:
    belief = revise(None, estimate(Normal(mean=6, sd=4)))
    assert (belief.version, belief.distribution, belief.because) == (1, Normal(mean=6, sd=4), ("a",))


def test_an_unchanged_estimate_returns_the_very_same_belief() -> None:
    belief = revise(None, estimate(Normal(mean=6, sd=4)))
    assert revise(belief, estimate(Normal(mean=6.3, sd=4.2), because=("b",))) is belief


def test_a_material_move_is_exactly_one_version_more() -> None:
    belief = revise(None, estimate(Normal(mean=6, sd=4)))
    moved = revise(belief, estimate(Normal(mean=7.1, sd=4), because=("b",)))
    assert (moved.version, moved.because) == (2, ("b",))


def test_small_moves_add_up_against_what_was_published_not_against_the_last_estimate() -> None:
    belief = revise(None, estimate(Normal(mean=6, sd=4)))
    for mean in (6.2, 6.5, 6.8, 6.99):
        belief = revise(belief, estimate(Normal(mean=mean, sd=4)))
        assert belief.version == 1
    assert revise(belief, estimate(Normal(mean=7.01, sd=4))).version == 2


def test_another_persistence_is_news_although_the_distribution_stayed() -> None:
    belief = revise(None, estimate(Normal(mean=6, sd=4)))
    assert revise(belief, estimate(Normal(mean=6, sd=4), persistence=Persistence.ONE_OFF)).version == 2


def test_a_belief_is_never_revised_by_an_estimate_of_something_else() -> None:
    belief = revise(None, estimate(Normal(mean=6, sd=4)))
    with pytest.raises(ValueError, match=r"lead_time of item-location:WINCH@CEN cannot revise"):
        revise(belief, estimate(Normal(mean=6, sd=4), Parameter.LEAD_TIME))


@pytest.mark.parametrize(
    ("parameter", "before", "after", "material"),
    [
        (Parameter.LEAD_TIME, Normal(mean=35, sd=1), Normal(mean=35.4, sd=1.4), False),
        (Parameter.LEAD_TIME, Normal(mean=35, sd=1), Normal(mean=35.6, sd=1), True),
        (Parameter.LEAD_TIME, Normal(mean=35, sd=1), Normal(mean=35, sd=1.6), True),
        (Parameter.DEMAND, Normal(mean=100, sd=0), Normal(mean=101.9, sd=1.9), False),
        (Parameter.DEMAND, Normal(mean=100, sd=0), Normal(mean=102.1, sd=0), True),
        (Parameter.DEMAND, Normal(mean=6, sd=4), Normal(mean=6, sd=4.7), True),
        (Parameter.DEMAND, Normal(mean=0, sd=0), Normal(mean=0, sd=0), False),
        (Parameter.ETA, OnDate(date=DAY, sd_days=1), OnDate(date=DAY, sd_days=2), False),
        (Parameter.ETA, OnDate(date=DAY, sd_days=1), OnDate(date=DAY, sd_days=2.1), True),
        (Parameter.ETA, OnDate(date=DAY, sd_days=1), OnDate(date=date(2026, 3, 3), sd_days=1), True),
        (Parameter.LANE_STATUS, Status(probability=0.9), Status(probability=0.92), False),
        (Parameter.LANE_STATUS, Status(probability=0.9), Status(probability=0.5), True),
        (Parameter.LANE_STATUS, Status(probability=0.9), Normal(mean=0.9, sd=0), True),
    ],
)
def test_what_counts_as_material(
    parameter: Parameter, before: Distribution, after: Distribution, material: bool
) -> None:
    assert is_material(parameter, before, after) is material
