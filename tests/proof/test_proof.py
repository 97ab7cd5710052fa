"""A part of the proof: kill -9 at many points, every race some times, and defects that must be noticed.

`make proof-short` kills in every class of points on both engines, `make proof` everywhere.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from demo.erp.environment import EnvironmentMissing
from tests.proof.erp import tryton
from tests.proof.hunts import hunts_for
from tests.proof.lanes import Fleet
from tests.proof.proof import ENGINES, FEW, Proof
from tests.proof.stores import scratch
from tests.services.require import skip_or_fail

pytestmark = pytest.mark.timeout(420)


@pytest.fixture(scope="module")
def proof() -> Iterator[Proof]:
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        try:
            erp = stack.enter_context(tryton(folder / "erp"))
        except EnvironmentMissing as missing:
            skip_or_fail(str(missing))
        yield Proof(folder, erp, print)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def lanes(proof: Proof, engine: str, request: pytest.FixtureRequest) -> Iterator[Fleet]:
    cluster = request.getfixturevalue("postgres") if engine == "postgres" else None
    with proof.lanes(engine, cluster) as opened:
        yield opened


def test_kill_9_at_any_named_point_loses_nothing_and_repeats_nothing(proof: Proof, lanes: Fleet, engine: str) -> None:
    tallies = proof.short_crashes(lanes, engine, every=3)
    assert [f for tally in tallies for f in tally.failures] == []
    assert sum(tally.counted for tally in tallies) >= 14


def test_every_race_has_one_outcome_and_no_effect_happens_twice(proof: Proof, lanes: Fleet, engine: str) -> None:
    verdicts = proof.races(lanes, FEW)
    assert [f"{v.job.name}: {b}" for v in verdicts for b in v.broken] == []
    assert sum(v.races for v in verdicts) >= 50
    assert proof.strays() == []


def test_seeded_defects_are_noticed(proof: Proof, lanes: Fleet, engine: str) -> None:
    caught = proof.hunts(lanes, engine, short=True)
    assert [c.defect for c in caught if not c.by] == []
    assert len(caught) == len(hunts_for(engine, short=True))
