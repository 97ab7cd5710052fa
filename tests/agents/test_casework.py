"""Casework on a real optimisation: an edit is solved, shown and approved by its own digest; questions write nothing."""

from decimal import Decimal

import pytest

from tests.agents.proposed_case import ProposedCase, propose
from trimtab.actions import PlacePurchase
from trimtab.bundles import Leg
from trimtab.edits import Edit, LineEdit
from trimtab.errors import InvalidField, StaleRevision
from trimtab.offers import FixQuantity


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> ProposedCase:
    """One case; only the last test of this file changes it."""
    return propose(tmp_path_factory.mktemp("casework") / "case")


def order_of(proposed: ProposedCase) -> tuple[Leg, PlacePurchase]:
    return next((x, x.action) for x in proposed.bundle.legs if isinstance(x.action, PlacePurchase))


def smaller(proposed: ProposedCase) -> Edit:
    """A lesser quantity than is recommended: it can only cost more."""
    leg, _ = order_of(proposed)
    line = LineEdit(leg=leg.id, item="WINCH", quantity=Decimal(120))
    return Edit(digest=proposed.record().digest, lines=(line,), text="no room for more")


def test_every_leg_names_the_offers_it_takes_up(proposed: ProposedCase) -> None:
    known = {o.id for o in proposed.problem.offers}
    assert all(leg.offers and set(leg.offers) <= known for leg in proposed.bundle.legs)


def test_a_preview_shows_the_edit_solved_and_writes_nothing(proposed: ProposedCase) -> None:
    before = proposed.record()
    preview = proposed.casework.preview(proposed.bundle.id, smaller(proposed))
    leg, _ = order_of(proposed)
    edited = preview.bundle.leg(leg.id).action
    assert isinstance(edited, PlacePurchase)
    assert edited.lines[0].quantity == 120
    assert preview.costs_more >= 0
    assert any(d.startswith("Now: Order 120 pcs Winch") for d in preview.differences)
    assert preview.digest == preview.bundle.digest() != before.digest
    assert preview.bundle.revision == 2
    assert [r.id for r in preview.missing_approvals]
    assert proposed.record() == before


def test_an_edit_of_another_revision_or_that_cannot_be_is_refused(proposed: ProposedCase) -> None:
    leg, _ = order_of(proposed)
    with pytest.raises(StaleRevision):
        proposed.casework.preview(proposed.bundle.id, Edit(digest="0" * 64, without=(leg.id,)))
    everything = Edit(digest=proposed.record().digest, without=tuple(x.id for x in proposed.bundle.legs))
    with pytest.raises(InvalidField, match="leaves nothing to do"):
        proposed.casework.preview(proposed.bundle.id, everything)


def test_a_question_is_answered_from_the_ledger_and_the_solver(proposed: ProposedCase) -> None:
    answered = proposed.casework.ask(proposed.bundle.id, "What is the cheapest alternative?")
    assert answered.understood
    assert answered.figures
    assert not proposed.casework.ask(proposed.bundle.id, "Nice weather").understood


def test_a_proposed_edit_is_a_new_revision_that_keeps_what_the_person_wanted(proposed: ProposedCase) -> None:
    edit = smaller(proposed)
    assert proposed.casework.propose(proposed.bundle.id, edit, "procurement") == 2
    record = proposed.record()
    assert (record.revision, record.bundle.edited_by) == (2, "procurement")
    fixes = [c for c in record.bundle.constraints if isinstance(c, FixQuantity)]
    assert [(c.asked_by, c.quantity, c.reason) for c in fixes] == [("procurement", 120, "no room for more")]
    with pytest.raises(StaleRevision):
        proposed.casework.propose(proposed.bundle.id, edit, "procurement")
