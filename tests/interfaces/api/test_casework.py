"""Editing and asking by the API."""

from typing import Any

from fastapi.testclient import TestClient

from interfaces.app import create_app
from tests.interfaces.site import Site
from trimtab.bundles import BundleState
from trimtab.settings import Settings

FEWER = {"lines": [{"leg": "leg-1", "item": "WINCH-40", "quantity": "36"}], "text": "Enough"}


def _post(site: Site, path: str, body: dict[str, Any], who: str = "mara") -> tuple[int, dict[str, Any]]:
    answer = site.client(who).post(f"/api/v1/bundles/bnd_winch/{path}", json=body)
    return answer.status_code, answer.json()


def _edit(site: Site, **more: Any) -> dict[str, Any]:
    return FEWER | {"digest": site.record("bnd_winch").digest} | more


def test_a_preview_shows_the_edited_bundle_and_writes_nothing(site: Site) -> None:
    before = site.record("bnd_winch")
    status, told = _post(site, "edit/preview", _edit(site), "vera")
    assert status == 200
    assert told["bundle"]["legs"][0]["action"]["lines"][0]["quantity"] == "36"
    assert (told["costs_more"], told["differences"]) == ("120.50", ["WINCH-40: 36 instead"])
    assert {r["id"] for r in told["missing_approvals"]} == {"procurement", "sales", "supply_planner"}
    assert site.record("bnd_winch") == before


def test_an_edit_is_a_revision_to_approve_by_its_own_digest(site: Site) -> None:
    old = site.record("bnd_winch").digest
    status, told = _post(site, "edit", _edit(site))
    assert (status, told["revision"], told["state"]) == (200, 2, "awaiting")
    assert set(told["missing"]) == {"procurement", "sales", "supply_planner"}
    found = site.client("vera").get("/api/v1/bundles/bnd_winch").json()
    assert (found["digest"], found["edited_by"]) == (told["digest"], "mara")
    stale = site.client("mara").post("/api/v1/bundles/bnd_winch/decisions", json={"kind": "approve", "digest": old})
    assert stale.json()["code"] == "conflict.stale_revision"
    assert _post(site, "edit", FEWER | {"digest": old})[0] == 409


def test_who_owns_no_part_cannot_edit(site: Site) -> None:
    assert _post(site, "edit", _edit(site), "vera")[0] == 403
    assert site.record("bnd_winch").revision == 1
    status, problem = _post(site, "edit", _edit(site, lines=[{"leg": "leg-1"}]))
    assert (status, problem["field"]) == (422, "lines.0.item")


def test_a_question_is_answered_or_what_can_be_asked_is_said(site: Site) -> None:
    status, told = _post(site, "ask", {"text": "Why so many?"}, "vera")
    assert (status, told["understood"]) == (200, True)
    assert told["figures"][0] == {"label": "Saved", "value": "6416", "unit": "EUR"}
    _, unknown = _post(site, "ask", {"text": "Tell me a joke"}, "vera")
    assert (unknown["understood"], len(unknown["suggestions"])) == (False, 2)
    assert _post(site, "ask", {"text": ""})[0] == 422


def test_without_what_solves_editing_and_asking_say_so_and_deciding_works(site: Site) -> None:
    client = TestClient(create_app(site.ledger, Settings()), headers=site.token("mara"))
    for path, body in (("edit/preview", _edit(site)), ("edit", _edit(site)), ("ask", {"text": "Why?"})):
        answer = client.post(f"/api/v1/bundles/bnd_shackles/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (503, "not_available")
        assert "TRIMTAB_TRYTON_URL" in answer.json()["remedy"]
    digest = site.record("bnd_shackles").digest
    made = client.post("/api/v1/bundles/bnd_shackles/decisions", json={"kind": "approve", "digest": digest})
    assert made.json()["state"] == "decided"


def test_a_program_names_its_channel_and_gains_nothing_by_it(site: Site) -> None:
    digest = site.record("bnd_shackles").digest
    body = {"kind": "approve", "digest": digest}
    for who, label, status in (("vera", "cli", 403), ("mara", "policy", 422), ("mara", "cli", 200)):
        headers = {"Trimtab-Channel": label}
        made = site.client(who).post("/api/v1/bundles/bnd_shackles/decisions", json=body, headers=headers)
        assert made.status_code == status, made.json()
    (decision,) = site.client("vera").get("/api/v1/bundles/bnd_shackles").json()["decisions"]
    assert decision["channel"] == "cli"
    assert site.record("bnd_shackles").state is BundleState.DECIDED
