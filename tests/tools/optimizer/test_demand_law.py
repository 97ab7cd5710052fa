"""Demand laws: moments and draws agree with the masses, and no family is asked for what it cannot be."""

import numpy as np
import pytest

from tools.optimizer.demand_law import DemandLaw, Family, LeadTimeLaw, law_of
from trimtab.errors import InvalidField

SEEN = (0.0, 0.0, 0.0, 12.0, 0.0, 3.0, 0.0, 30.0)
LAWS = (
    DemandLaw(Family.NORMAL, 6.0, 2.0),
    DemandLaw(Family.GAMMA, 6.0, 6.0),
    DemandLaw(Family.POISSON, 6.0, 6.0**0.5),
    DemandLaw(Family.NEGATIVE_BINOMIAL, 6.0, 6.0),
    DemandLaw.of_days(SEEN),
    DemandLaw.of_days((0.0, 0.4, 2.7)),
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.family}-{law.mean:g}")
def test_the_demand_of_several_days_has_as_many_times_mean_and_variance(law: DemandLaw) -> None:
    step = 1.0 if law.is_whole else 0.1
    days = np.array([1, 9, 40])
    masses = law.masses(days, step, 8000)
    values = np.arange(8000) * step
    mean = masses @ values
    assert masses.sum(axis=1) == pytest.approx(1.0, abs=1e-6)
    assert mean == pytest.approx(days * law.mean, rel=2e-3)
    assert masses @ values**2 - mean**2 == pytest.approx(days * law.sd**2, rel=1e-2, abs=0.02)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.family}-{law.mean:g}")
def test_draws_fall_as_often_below_as_the_masses_say(law: DemandLaw) -> None:
    step = 1.0 if law.is_whole else 0.05
    drawn = law.draw(np.random.default_rng(3), (40_000, 5)).sum(axis=1)
    below = np.cumsum(law.masses(np.array([5]), step, 4000)[0])
    for share in (0.2, 0.5, 0.9):
        place = int(np.searchsorted(below, share))
        level = (place + (0.0 if law.is_whole else 0.5)) * step
        assert np.mean(drawn <= level + 1e-9) == pytest.approx(below[place], abs=0.012)


def test_no_days_bring_no_demand() -> None:
    assert LAWS[1].masses(np.array([0, 1]), 1.0, 200)[0, 0] == 1.0


def test_whole_units_are_told_from_others() -> None:
    assert [law.is_whole for law in LAWS] == [False, False, True, True, True, False]


@pytest.mark.parametrize(
    ("family", "mean", "sd", "seen", "field"),
    [
        (Family.GAMMA, 0.0, 1.0, (), "mean"),
        (Family.NORMAL, 1.0, -1.0, (), "mean"),
        (Family.POISSON, 4.0, 4.0, (), "sd"),
        (Family.NEGATIVE_BINOMIAL, 4.0, 1.0, (), "sd"),
        (Family.EMPIRICAL, 4.0, 1.0, (), "seen"),
        (Family.EMPIRICAL, 4.0, 1.0, (4.0, -1.0), "seen"),
    ],
)
def test_what_a_family_cannot_be_is_refused(
    family: Family, mean: float, sd: float, seen: tuple[float, ...], field: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        DemandLaw(family, mean, sd, seen)
    assert refused.value.field == field


def test_the_nearest_law_of_a_family_stands_in() -> None:
    assert law_of(Family.POISSON, 4.0, 9.0).sd == 2.0
    assert law_of(Family.NEGATIVE_BINOMIAL, 4.0, 1.5).family is Family.POISSON
    assert law_of(Family.NEGATIVE_BINOMIAL, 4.0, 3.0).family is Family.NEGATIVE_BINOMIAL
    assert law_of(Family.EMPIRICAL, 1.0, 1.0, SEEN).mean == np.mean(SEEN)


def test_a_lead_time_has_its_moments_and_draws() -> None:
    law = LeadTimeLaw.normal(12.0, 3.0)
    drawn = law.draw(np.random.default_rng(1), 50_000)
    assert (law.mean, law.variance) == (pytest.approx(12.0, abs=1e-3), pytest.approx(9.0 + 1 / 12, rel=1e-3))
    assert (drawn.mean(), drawn.var()) == (pytest.approx(law.mean, abs=0.05), pytest.approx(law.variance, rel=0.03))
    assert min(LeadTimeLaw.normal(1.0, 4.0).days) == 0
