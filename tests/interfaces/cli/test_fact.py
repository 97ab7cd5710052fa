"""Facts from a terminal."""

from datetime import timedelta
from typing import get_args

import pytest

from interfaces.cli.fact import FIELDS, Kind
from tests.interfaces.cli.conftest import Cli
from tests.interfaces.fixtures.company import NOW
from tests.interfaces.site import Site
from trimtab.facts import Statement

UNTIL = (NOW + timedelta(days=9)).strftime("%Y-%m-%d")
SAYINGS = {
    "demand": ("ines", "--item WINCH-40 --location CEN --per-day 4.5"),
    "promotion": ("ines", "--item WINCH-40 --location CEN --start 2026-12-01 --end 2026-12-14 --per-day 0"),
    "arrival": ("mara", "--document 2417 --line 1 --on 2026-12-14"),
    "lead_time": ("mara", "--supplier KMW --item WINCH-40 --days 60"),
    "lane": ("joris", "--origin CEN --destination NOR --closed"),
    "stock": ("joris", "--item WINCH-40 --location CEN --quantity 64"),
}


def test_the_kinds_and_their_options_are_those_of_the_house() -> None:
    statements = {s.model_fields["kind"].default: set(s.model_fields) for s in get_args(get_args(Statement)[0])}
    assert {kind: {"kind", *fields} for kind, fields in FIELDS.items()} == statements
    assert set(get_args(Kind)) == set(statements) == set(SAYINGS)


@pytest.mark.parametrize("kind", SAYINGS)
def test_every_kind_is_asserted_listed_and_withdrawn(cli: Cli, kind: str) -> None:
    who, options = SAYINGS[kind]
    done = cli("fact", "assert", kind, *options.split(), "--until", UNTIL, "--text", "Phoned", who=who)
    assert (done.code, done.err) == (0, "")
    key = done.out.split()[0]
    listed = cli("fact", "list", who="vera").out
    assert key in listed
    assert kind.replace("_", " ") in listed
    assert cli("fact", "withdraw", key, who=who).out.endswith("the estimate counts again.\n")
    assert "No fact holds" in cli("fact", "list").out
    assert key in cli("fact", "list", "--ended").out
    assert "409 conflict" in cli("fact", "withdraw", key, who=who).err


def test_a_fact_answers_in_json_and_is_labelled_by_its_channel(cli: Cli, live: Site) -> None:
    who, options = SAYINGS["stock"]
    told = cli("fact", "assert", "stock", *options.split(), "--until", UNTIL, "--json", who=who).json
    assert told["subject"] == "item-location:WINCH-40@CEN"
    with live.ledger.read() as tx:
        (entry,) = tx.audit.entries(told["fact"]["id"])
    assert '"channel":"cli"' in (entry.payload or "")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("demand --item WINCH-40 --until 2030-01-01", 2, "needs --location, --per-day"),
        ("lane --origin CEN --destination NOR --until 2030-01-01", 2, "needs --open or --closed"),
        ("lead_time --supplier KMW --item WINCH-40 --days 4 --open --until 2030-01-01", 2, "says nothing about"),
        ("weather --until 2030-01-01", 2, "weather"),
        ("stock --item WINCH-41 --location CEN --quantity 4 --until 2030-01-01", 1, "'WINCH-41' is not in the network"),
        ("stock --item WINCH-40 --location CEN --quantity 4 --until 2020-01-01", 1, "expires_at"),
        ("demand --item WINCH-40 --location CEN --per-day 4 --until 2030-01-01", 1, "403 authority.not_permitted"),
    ],
)
def test_what_cannot_be_said_is_said_why(cli: Cli, arguments: str, code: int, said: str) -> None:
    done = cli("fact", "assert", *arguments.split(), who="joris")
    assert done.code == code
    assert said in " ".join(done.err.split())
