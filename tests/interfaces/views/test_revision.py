"""Two revisions side by side: every leg with its own figures, whatever it is called."""

from interfaces.views.revision import compare
from tests.interfaces.views.test_legs import HOW
from tests.trimtab.proposals import bundle, transfer


def test_two_legs_of_one_title_are_compared_each_with_itself() -> None:
    other = transfer("act_transfer_2", "12")
    old = bundle(transfer(quantity="20"), other)
    new = bundle(transfer(quantity="25"), other, revision=2)
    comparison = compare(old, new, (), HOW)
    moved = [group for group in comparison.changed if group.title != "Impact"]
    assert [[(row.old, row.new, row.word) for row in group.rows] for group in moved] == [
        [("20 Unit", "25 Unit", "changed")]
    ]


def test_a_leg_that_is_gone_is_told_with_what_it_said() -> None:
    old = bundle(transfer(), transfer("act_transfer_2", "12"))
    new = bundle(transfer(), revision=2)
    (gone,) = (group for group in compare(old, new, (), HOW).changed if group.title != "Impact")
    assert {row.word for row in gone.rows} == {"dropped"}
    assert ("12 Unit", "none") in {(row.old, row.new) for row in gone.rows}
