"""Editing and asking from a terminal."""

from tests.interfaces.cli.conftest import Cli
from tests.interfaces.site import Site

BUNDLE = "bnd_winch"
FEWER = ("--leg", "leg-1", "--item", "WINCH-40", "--quantity", "36")


def test_a_preview_shows_what_it_costs_and_changes_nothing(cli: Cli, live: Site) -> None:
    done = cli("edit", BUNDLE, *FEWER, "--without", "leg-4", "--preview", who="vera")
    assert done.code == 0
    assert "WINCH-40: 36 instead" in done.out
    assert "It costs 120.50 EUR more than what was recommended." in done.out
    assert "leg-4" not in done.out
    assert live.record(BUNDLE).revision == 1
    assert cli("edit", BUNDLE, *FEWER, "--preview", "--json").json["costs_more"] == "120.50"


def test_an_edit_is_a_new_revision_with_its_digest(cli: Cli, live: Site) -> None:
    done = cli("edit", BUNDLE, *FEWER, "--text", "Enough")
    record = live.record(BUNDLE)
    assert (done.code, record.revision, record.bundle.edited_by) == (0, 2, "mara")
    assert done.out.startswith(f"Revision 2 is awaiting, digest {record.digest[:12]}. Missing: procurement, ")
    assert "Edited by Mara Lindqvist" in cli("show", BUNDLE).out
    again = cli("edit", BUNDLE, "--without", "leg-4", "--digest", "0" * 12)
    assert (again.code, "revision 2" in again.err) == (1, True)


def test_who_owns_no_part_is_told(cli: Cli) -> None:
    assert "403 authority.not_permitted" in cli("edit", BUNDLE, *FEWER, who="vera").err


def test_an_edit_that_says_too_little_is_wrong_usage(cli: Cli) -> None:
    for arguments in ((), ("--leg", "leg-1"), ("--quantity", "3"), ("--leg", "leg-3", "--minimum", "3")):
        assert cli("edit", BUNDLE, *arguments).code == 2, arguments


def test_a_question_is_answered_with_its_figures_or_with_what_can_be_asked(cli: Cli) -> None:
    done = cli("ask", BUNDLE, "Why so many?")
    assert done.out.splitlines()[-1] == "  Saved: 6416 EUR"
    assert "  Ask: Why leg-1?" in cli("ask", BUNDLE, "Tell me a joke").out
    assert cli("ask", BUNDLE, "Why?", "--json").json["understood"] is True
    assert "404 not_found" in cli("ask", "bnd_nobody", "Why?").err
