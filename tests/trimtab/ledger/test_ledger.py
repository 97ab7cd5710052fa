"""Transactions: all or nothing, of one moment, one company at a time."""

from collections.abc import Callable

import pytest

from tests.trimtab.ledgers import Office
from trimtab.cases import CaseState
from trimtab.errors import ClaimTaken, NotFound
from trimtab.ledger import Ledger
from trimtab.people import Principal


def test_a_failed_transaction_leaves_nothing(office: Office) -> None:
    office.submitted()

    def fail() -> None:
        with office.ledger.write() as tx:
            case = tx.cases.lock(office.case_id())
            tx.cases.save(case.model_copy(update={"state": CaseState.CLOSED}))
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        fail()
    with office.ledger.read() as tx:
        assert tx.cases.get(office.case_id()).state is CaseState.PROPOSED
        assert tx.cases.claimed_by(office.bundle().bundle.claims[0]) == office.case_id()


def test_a_reading_transaction_reads_one_moment(office: Office) -> None:
    with office.ledger.read() as tx:
        before = [p.name for p in tx.people.all()]
        with office.ledger.write() as other:
            other.people.save(Principal(id="new", name="Aaron", roles=frozenset()))
        assert [p.name for p in tx.people.all()] == before
    with office.ledger.read() as tx:
        assert "Aaron" in [p.name for p in tx.people.all()]


def test_companies_share_nothing(office: Office) -> None:
    office.submitted()
    other = Ledger(office.ledger.engine, f"{office.company}-x", office.clock)
    with other.read() as tx:
        assert tx.cases.all() == []
        assert tx.people.all() == []
        assert tx.bundles.of_case(office.case_id()) == []
        assert list(tx.audit.entries()) == []
        with pytest.raises(NotFound):
            tx.bundles.get(office.bundle_id())


def test_a_case_that_is_refused_for_a_claim_leaves_neither_itself_nor_half_of_its_claims(office: Office) -> None:
    office.submitted()
    with office.ledger.read() as tx:
        taken = tx.cases.get(office.case_id())
    rival = taken.model_copy(update={"id": "cas_rival", "subjects": ("a-free-one", *taken.subjects, "z-free-one")})
    with office.ledger.write() as tx:
        with pytest.raises(ClaimTaken, match=office.case_id()):
            tx.cases.open(rival)
        assert not tx.cases.exists("cas_rival")
        assert tx.cases.claimed_by("a-free-one") is None
        tx.audit.append("agents", "note", "the transaction goes on")
    with office.ledger.read() as tx:
        assert not tx.cases.exists("cas_rival")


def test_closing_a_case_gives_its_claims_back(office: Office) -> None:
    office.submitted()
    with office.ledger.write() as tx:
        case = tx.cases.lock(office.case_id())
        tx.cases.save(case.model_copy(update={"state": CaseState.CLOSED}))
        assert [tx.cases.claimed_by(c) for c in office.bundle().bundle.claims] == [None, None]


def test_who_writes_at_once_waits_and_nobody_is_lost(
    office: Office, at_once: Callable[[list[Callable[[], object]]], list[object]]
) -> None:
    office.submitted()

    def count() -> None:
        for _ in range(5):
            with office.ledger.write() as tx:
                case = tx.cases.lock(office.case_id())
                tx.cases.save(case.model_copy(update={"round": case.round + 1}))

    assert at_once([count] * 4) == [None] * 4
    with office.ledger.read() as tx:
        assert tx.cases.get(office.case_id()).round == 21
