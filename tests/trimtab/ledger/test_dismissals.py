"""Dismissals: added once, newest first."""

from datetime import timedelta
from decimal import Decimal

from tests.trimtab.ledgers import NOW, Office
from trimtab.dismissals import Dismissal


def dismissal(number: int) -> Dismissal:
    return Dismissal(
        id=f"dis_{number}",
        items=("WINCH-40",),
        title="Winches sold a little better",
        because="below what asking a person costs",
        currency="EUR",
        avoidable=Decimal("12.5"),
        level_per_day=Decimal("0.40"),
        limit=Decimal(50),
        at=NOW + timedelta(minutes=number),
    )


def test_dismissals_are_kept_once_and_shown_newest_first(office: Office) -> None:
    with office.ledger.write() as tx:
        assert [tx.dismissals.add(dismissal(n)) for n in (1, 2, 3, 2)] == [True, True, True, False]
    with office.ledger.read() as tx:
        assert tx.dismissals.recent(2) == [dismissal(3), dismissal(2)]
