"""What was left alone and how the company did, in a terminal."""

from typing import get_args

from interfaces.cli import record
from tests.interfaces.api.test_record import a_day, a_dismissal
from tests.interfaces.cli.conftest import Cli
from tests.interfaces.site import Site
from tests.tools.estimation.told import receipt
from trimtab.outcomes import Course


def test_the_courses_are_those_of_the_house() -> None:
    assert set(get_args(record.Course)) == {course.value for course in Course}


def test_what_was_dismissed_is_shown_with_the_limit_it_stayed_below(cli: Cli, live: Site) -> None:
    assert "Nothing was dismissed" in cli("dismissed").out
    with live.ledger.write() as tx:
        tx.dismissals.add(a_dismissal(1))
    told = cli("dismissed").out
    for part in ("Winches sold a little better", "12.50 EUR", "50.00 EUR"):
        assert part in told
    assert [d["id"] for d in cli("dismissed", "--json").json] == ["dis_1"]


def test_outcomes_are_shown_by_day_and_course(cli: Cli, live: Site) -> None:
    assert "No day is recorded" in cli("outcomes").out
    with live.ledger.write() as tx:
        for course in Course:
            tx.outcomes.record(a_day(23, course))
    told = cli("outcomes").out
    assert "weekly twin" in told
    assert "6 of 8" in told
    assert [d["course"] for d in cli("outcomes", "--course", "actual", "--json").json] == ["actual"]


def test_suppliers_are_shown_with_how_they_kept_what_they_promised(cli: Cli, live: Site) -> None:
    assert "No supplier was heard of" in cli("suppliers").out
    came = [receipt(n, late) for n, late in ((1, 0), (2, -3), (3, 6))]
    short = came[2].model_copy(update={"id": "short", "data": came[2].data | {"ordered_quantity": "20"}})
    with live.ledger.write() as tx:
        tx.intake.take([*came[:2], short])
    heading, *_, line = cli("suppliers").out.splitlines()
    assert [word for word in ("on time", "in full", "put off") if word not in heading] == []
    assert line.split() == ["FAR", "3", "67%", "+1.0", "+6", "0%", "0", "0", "0"]
    (told,) = cli("suppliers", "--json").json
    assert (told["delivered"], told["on_time"], told["counted"]) == (3, 2, 1)
    intake = {s["source"]: s for s in live.client("vera").get("/api/v1/intake").json()}
    assert (intake["csv/receipts_csv"]["kept"], intake["csv/receipts_csv"]["refused"]) == (3, {})
