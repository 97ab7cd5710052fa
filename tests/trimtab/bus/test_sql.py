"""The embedded bus passes the suite, and its messages live and die with the transaction that writes them."""

from collections.abc import Callable

import pytest

from tests.trimtab.bus.conformance import BusConformance, numbers
from tests.trimtab.ledgers import Office
from trimtab.bus import SqlBus
from trimtab.clock import ManualClock
from trimtab.ledger.messages import CLAIM_SECONDS


class TestSqlBus(BusConformance):
    @pytest.fixture
    def bus(self, office: Office) -> SqlBus:
        return SqlBus(office.ledger)

    @pytest.fixture
    def clock(self, office: Office) -> ManualClock:
        return office.clock

    @pytest.fixture
    def claim_seconds(self) -> float:
        return CLAIM_SECONDS


def test_a_message_of_a_transaction_that_failed_was_never_there(office: Office) -> None:
    def fail() -> None:
        with office.ledger.write() as tx:
            tx.messages.publish("events", {"n": 1})
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        fail()
    assert SqlBus(office.ledger).claim("events", "sense", "ann", 10) == []


def test_companies_do_not_see_each_others_messages(office: Office) -> None:
    other = type(office.ledger)(office.ledger.engine, f"{office.company}-x", office.clock)
    SqlBus(other).publish("events", {"n": 1})
    assert SqlBus(office.ledger).claim("events", "sense", "ann", 10) == []


def test_who_follows_positions_misses_nothing_whatever_the_order_of_commits(
    office: Office, at_once: Callable[[list[Callable[[], object]]], list[object]]
) -> None:
    with office.ledger.read() as tx:
        start = tx.messages.last_position()
    followed: list[object] = []

    def follow() -> None:
        position = start
        while len(followed) < 60:
            with office.ledger.read() as tx:
                found = tx.messages.after("changes", position)
            followed.extend(payload["n"] for _, payload in found)
            position = found[-1][0] if found else position

    def publish(who: int) -> None:
        for n in range(15):
            with office.ledger.write() as tx:
                tx.messages.publish("changes", {"n": who * 100 + n})

    done = at_once([follow, *(lambda w=who: publish(w) for who in range(4))])  # type: ignore[misc]
    assert done == [None] * 5
    assert len(set(followed)) == 60
    assert numbers(SqlBus(office.ledger).claim("changes", "all", "ann", 100)) == followed
