"""Deciding from a terminal: the same protocol, the same refusals."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.interfaces.cli.conftest import Cli
from tests.interfaces.fixtures.company import NOW
from tests.interfaces.site import ZONE, Site
from trimtab.bundles import BundleState

BUNDLE = "bnd_shackles"


def _in_force(cli: Cli, bundle: str) -> str:
    return str(cli("show", bundle, "--json").json["digest"])


def test_show_says_what_why_and_what_it_is_worth(cli: Cli) -> None:
    waiting = {item["headline"]: item["id"] for item in cli("inbox", "--json").json}
    for headline, bundle in waiting.items():
        done = cli("show", bundle)
        assert done.code == 0
        assert done.out.startswith(headline)
        for part in ("What changes", "Impact over", "Why now", "Approvals", "If nobody answers"):
            assert part in done.out


def test_show_puts_old_and_new_of_a_stale_bundle_side_by_side(cli: Cli) -> None:
    told = cli("show", "bnd_revised").out
    assert "Revision 1 went stale" in told
    assert "Due date of KMW-2417, line 1 was Tue 8 Dec, is Sat 12 Dec" in told


def test_show_lists_the_documents_of_what_was_executed(cli: Cli) -> None:
    told = cli("show", "bnd_running").out
    assert "Documents" in told
    assert "PO00087" in told


def test_approve_by_the_digest_that_was_looked_at(cli: Cli, live: Site) -> None:
    digest = _in_force(cli, BUNDLE)
    done = cli("approve", BUNDLE, "--digest", digest[:12])
    assert done.code == 0
    assert done.out.startswith("Approved; the bundle is decided. It can be undone until ")
    assert live.record(BUNDLE).state is BundleState.DECIDED


def test_another_digest_than_the_one_in_force_decides_nothing(cli: Cli, live: Site) -> None:
    done = cli("approve", BUNDLE, "--digest", "0" * 12)
    assert done.code == 1
    assert f"trimtab show {BUNDLE}" in done.err
    assert live.record(BUNDLE).state is BundleState.AWAITING


def test_approving_a_part_says_what_is_missing(cli: Cli) -> None:
    (bundle,) = (i["id"] for i in cli("inbox", "--json").json if i["id"] == "bnd_north")
    done = cli("approve", bundle, who="joris")
    assert done.out == "Approved; the bundle is awaiting. Still missing: supply planner.\n"


def test_who_may_not_is_told_why(cli: Cli) -> None:
    done = cli("approve", BUNDLE, who="vera")
    assert done.code == 1
    assert "Vera Blom has none of these roles" in done.err
    assert "403 authority.not_permitted" in done.err


def test_reject_with_a_limit_opens_another_round(cli: Cli, live: Site) -> None:
    done = cli("reject", BUNDLE, "--code", "too_costly", "--text", "Half is enough.", "--limit", "500 EUR")
    assert done.code == 0
    assert done.out.startswith("Rejected; the case is solved again")
    with live.ledger.read() as tx:
        case = tx.cases.get(live.record(BUNDLE).bundle.case_id)
    assert [c.model_dump()["limit"]["currency"] for c in case.constraints] == ["EUR"]


def test_reject_names_an_unknown_leg_and_a_limit_without_currency(cli: Cli) -> None:
    unknown = cli("reject", BUNDLE, "--code", "not_allowed", "--text", "No.", "--leg", "leg-99")
    assert unknown.code == 1
    assert "legs: no such leg: leg-99" in unknown.err
    assert cli("reject", BUNDLE, "--code", "too_costly", "--text", "No.", "--limit", "500").code == 2


def test_defer_and_its_limits(cli: Cli, live: Site) -> None:
    until = (NOW + timedelta(hours=5)).astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M")
    done = cli("defer", BUNDLE, "--until", until, "--text", "After the call.")
    assert done.code == 0
    assert done.out.startswith("Deferred until Tue 24 Nov 14:12; the bundle is awaiting.")
    assert live.record(BUNDLE).deferred_until == NOW + timedelta(hours=5)
    assert "until" in cli("defer", BUNDLE, "--until", "2020-01-01").err
    assert cli("defer", BUNDLE, "--until", "tomorrow").code == 2


def test_undo_takes_a_decision_back_once(cli: Cli, live: Site) -> None:
    cli("approve", BUNDLE)
    assert cli("undo", BUNDLE).out == "Taken back; the bundle is awaiting again.\n"
    assert live.record(BUNDLE).state is BundleState.AWAITING
    assert "conflict.too_late_to_undo" in cli("undo", BUNDLE).err


def test_an_unknown_bundle_is_not_found(cli: Cli) -> None:
    for command in (("show",), ("approve",), ("undo",)):
        done = cli(*command, "bnd_nobody")
        assert (done.code, "404 not_found" in done.err) == (1, True)


def test_every_decision_answers_in_json(cli: Cli) -> None:
    assert cli("approve", BUNDLE, "--json").json["state"] == "decided"
    assert cli("undo", BUNDLE, "--json").json == {"state": "awaiting"}
    assert cli("reject", BUNDLE, "--code", "wrong_data", "--text", "x", "--json").json["state"] == "rejected"
