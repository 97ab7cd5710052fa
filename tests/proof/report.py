"""What a proof found, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.proof.crashes import Tally
from tests.proof.field import RaceVerdict
from tests.proof.hunts import Caught


@dataclass
class Report:
    """Figures and failures of a whole proof."""

    tallies: list[Tally] = field(default_factory=list)
    races: dict[str, list[RaceVerdict]] = field(default_factory=dict)
    caught: list[Caught] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failures(self) -> list[str]:
        """Return everything that must not be."""
        found = [f for tally in self.tallies for f in tally.failures]
        found += [
            f"{engine}, race {v.job.name}: {b}"
            for engine, verdicts in self.races.items()
            for v in verdicts
            for b in v.broken
        ]
        found += [f"{c.engine}: the seeded defect {c.defect} was not noticed" for c in self.caught if not c.by]
        return found + self.strays

    def as_json(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "seconds": round(self.seconds, 1),
            "crash": [
                {
                    "engine": t.engine,
                    "runs": t.runs,
                    "kills": t.kills,
                    "kills_inside_an_open_decision": t.counted,
                    "failures": len(t.failures),
                    "coverage": {f"{name} | {kind}": n for (name, kind), n in sorted(t.coverage.items())},
                }
                for t in self.tallies
            ],
            "races": {e: {v.job.name: v.races for v in verdicts} for e, verdicts in self.races.items()},
            "defects": [{"engine": c.engine, "defect": c.defect, "noticed_by": c.by} for c in self.caught],
            "failures": self.failures,
        }

    def lines(self) -> list[str]:
        """Return the report for a terminal."""
        found = []
        for engine in dict.fromkeys(t.engine for t in self.tallies):
            mine = [t for t in self.tallies if t.engine == engine]
            found.append(
                f"{engine}: {sum(t.kills for t in mine)} kills in {sum(t.runs for t in mine)} runs, "
                f"{sum(t.counted for t in mine)} inside an open decision, {sum(len(t.failures) for t in mine)} failures"
            )
            coverage: Counter[tuple[str, str]] = Counter()
            for tally in mine:
                coverage.update(tally.coverage)
            found += coverage_table(coverage)
        for engine, verdicts in self.races.items():
            count, wrong = sum(v.races for v in verdicts), sum(bool(v.broken) for v in verdicts)
            found.append(f"{engine}: {count} races of {len(verdicts)} kinds, {wrong} kinds with a failure")
            found += [f"  {v.races:3}  {v.job.name}  {dict(sorted(v.outcomes.items())) or ''}" for v in verdicts]
        found += [f"{c.engine}: defect {c.defect}: {c.by[:160] or 'NOT NOTICED'}" for c in self.caught]
        found += [f"FAILED {f}" for f in self.failures]
        found.append(f"{'held' if not self.failures else 'BROKEN'} in {self.seconds:.0f} s")
        return found


def coverage_table(coverage: Counter[tuple[str, str]]) -> list[str]:
    """Return kills by class of point and action kind."""
    kinds = sorted({kind for _, kind in coverage})
    names = sorted({name for name, _ in coverage})
    width = max((len(name) for name in names), default=0)
    rows = [f"  {'point':{width}}  " + "  ".join(f"{kind:>15}" for kind in kinds)]
    rows += [
        f"  {name:{width}}  " + "  ".join(f"{coverage[name, kind] or '.':>15}" for kind in kinds) for name in names
    ]
    return rows
