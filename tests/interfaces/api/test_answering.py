"""Answers by the API: what the other side said to a request."""

from datetime import timedelta
from typing import Any

import pytest

from tests.interfaces.fixtures.asking import ask_kowloon
from tests.interfaces.fixtures.company import NOW
from tests.interfaces.site import Site
from trimtab.bundles import BundleState

ACCEPTED = {"kind": "accepted", "text": "Fine, says Ms Lam"}


@pytest.fixture
def task(site: Site) -> str:
    """A request that is out."""
    return ask_kowloon(site.ledger)


def _answer(site: Site, task: str, body: dict[str, Any], who: str = "mara") -> tuple[int, dict[str, Any]]:
    answer = site.client(who).post(f"/api/v1/tasks/{task}/answer", json=body)
    return answer.status_code, answer.json()


def test_an_acceptance_is_kept_with_who_reported_it(site: Site, task: str) -> None:
    status, told = _answer(site, task, ACCEPTED)
    assert (status, told["state"], told["done_by"]) == (200, "done", "mara")
    found = site.client("vera").get("/api/v1/bundles/bnd_asked").json()
    (asked,) = found["asks"]
    assert (asked["leg_id"], asked["answer"]["kind"], asked["answered_by"]) == ("leg-1", "accepted", "mara")
    assert asked["due_at"] == (NOW + timedelta(days=2)).isoformat().replace("+00:00", "Z")
    assert found["leg_states"]["leg-1"] == "accepted"
    assert _answer(site, task, ACCEPTED)[0] == 409


def test_another_date_counts_as_a_counter_offer_and_the_case_is_solved_again(site: Site, task: str) -> None:
    _, told = _answer(site, task, ACCEPTED | {"due": "2026-12-11"})
    assert told["answer"]["kind"] == "countered"
    assert site.record("bnd_asked").state is BundleState.HALTED
    case = site.client("vera").get("/api/v1/cases/case_asked").json()["case"]
    assert (case["round"], case["quotes"][0]["to"], case["quotes"][0]["standing"]) == (2, "2026-12-11", "quoted")


def test_while_the_answer_is_out_it_is_null(site: Site, task: str) -> None:
    (asked,) = site.client("vera").get("/api/v1/bundles/bnd_asked").json()["asks"]
    assert (asked["task"], asked["answer"], asked["state"]) == (task, None, "open")


@pytest.mark.parametrize(
    ("body", "who", "status"),
    [
        (ACCEPTED, "joris", 403),
        ({"kind": "perhaps", "text": "Hm"}, "mara", 422),
        ({"kind": "countered", "text": "Not quite"}, "mara", 422),
        ({"kind": "accepted", "text": ""}, "mara", 422),
        (ACCEPTED | {"quantity": "-1"}, "mara", 422),
    ],
)
def test_what_is_no_answer_is_refused(site: Site, task: str, body: dict[str, Any], who: str, status: int) -> None:
    assert _answer(site, task, body, who)[0] == status
    assert site.record("bnd_asked").state is BundleState.EXECUTING


def test_a_request_is_answered_and_a_task_confirmed(site: Site, task: str) -> None:
    done = site.client("mara").post(f"/api/v1/tasks/{task}/done", json={"reference": "Phoned"})
    assert (done.status_code, done.json()["field"]) == (422, "answer")
    plain = next(t for t in site.client("ines").get("/api/v1/tasks").json() if not t["asks"])
    status, problem = _answer(site, plain["id"], ACCEPTED, "ines")
    assert (status, problem["field"]) == (422, "answer")
    assert _answer(site, "act_nothing", ACCEPTED)[0] == 404
