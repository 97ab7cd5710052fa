"""A bundle in words: what was decided about an earlier revision stands apart from what counts now."""

from interfaces.cli.bundle_text import describe
from tests.interfaces.cli.conftest import Cli


def test_decisions_on_an_earlier_revision_do_not_stand_among_those_that_count(cli: Cli) -> None:
    found = cli("show", "bnd_north", "--json").json
    found["bundle"]["revision"] = 2
    made = {"principal": "joris", "at": found["submitted_at"]}
    found["decisions"] = [
        made | {"revision": 1, "decision": {"kind": "approve"}},
        made | {"revision": 2, "decision": {"kind": "reject", "text": "The lorry is full."}},
    ]
    lines = list(describe(found))
    earlier = next(n for n, line in enumerate(lines) if "Decisions on earlier revisions" in line)
    now = next(n for n, line in enumerate(lines) if "Joris de Vries: reject, “The lorry is full.”" in line)
    assert lines.index("\nApprovals") < now < earlier
    assert lines[earlier + 1].endswith("Joris de Vries: approve, revision 1")


def test_who_was_faster_is_called_by_name(cli: Cli) -> None:
    assert cli("approve", "bnd_winch").code == 0
    told = cli("approve", "bnd_winch")
    assert told.code == 1
    assert "was given by Mara Lindqvist" in told.err
