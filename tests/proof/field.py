"""Where a race takes place, who runs, and what is written down about it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.proof.children import Ended
from tests.proof.company import Point, bundle_id_of, case_id_of
from tests.proof.stores import COMPANY
from trimtab.clock import SystemClock
from trimtab.errors import TrimtabError
from trimtab.ledger import Ledger
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.engine import open_engine

POINT = Point("1", "WINCH-40", "CEN", Decimal(30), Decimal(240))
ROUNDS = 8
Racer = Callable[[Ledger], str]


@dataclass(frozen=True)
class Field:
    """Where a round of a race takes place: the run, and the number of the bundle."""

    run: str
    number: int

    @property
    def bundle_id(self) -> str:
        return bundle_id_of(self.run, 1, self.number)

    @property
    def case_id(self) -> str:
        return case_id_of(self.run, self.number)

    def record(self, ledger: Ledger) -> BundleRecord:
        with ledger.read() as tx:
            return tx.bundles.get(self.bundle_id)


@dataclass(frozen=True)
class Race:
    """Who runs against whom, from where, and what may come out."""

    name: str
    prepare: Callable[[Ledger, Field], None]
    racers: Callable[[Field], Sequence[Racer]]
    judge: Callable[[Ledger, Field, list[str]], list[str]]


@dataclass(frozen=True)
class RaceJob:
    """Some rounds of one race."""

    name: str
    rounds: int = ROUNDS
    defect: str = ""
    seed: int = 0


@dataclass
class RaceVerdict:
    """What became of it."""

    job: RaceJob
    races: int = 0
    broken: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)


def must(ended: Ended, verdict: RaceVerdict) -> list[str] | None:
    if ended.failure or ended.killed:
        verdict.broken.append(f"process: {ended.failure or 'killed'}")
    return ended.result  # type: ignore[no-any-return]


def ledger_of(url: str) -> Ledger:
    return Ledger(open_engine(url), COMPANY, SystemClock())


def outcome_of(racer: Racer, ledger: Ledger) -> str:
    try:
        return f"ok {racer(ledger)}"
    except TrimtabError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - a loser must be told in Trimtab's own words
        return f"untyped {type(error).__name__}: {error}"
