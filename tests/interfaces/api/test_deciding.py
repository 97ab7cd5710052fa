"""The inbox and deciding by the API."""

from datetime import timedelta

from tests.interfaces.fixtures.company import NOW
from tests.interfaces.site import Site
from trimtab.bundles import BundleState


def _decide(site: Site, who: str, bundle: str, **body: object) -> tuple[int, dict[str, object]]:
    body = {"kind": "approve", "digest": site.record(bundle).digest} | body
    answer = site.client(who).post(f"/api/v1/bundles/{bundle}/decisions", json=body)
    return answer.status_code, answer.json()


def test_the_inbox_is_ordered_by_what_the_next_four_hours_cost(site: Site) -> None:
    inbox = site.client("mara").get("/api/v1/inbox").json()
    losses = [float(item["loss_before_next_look"]) for item in inbox]
    assert losses == sorted(losses, reverse=True)
    assert {item["id"] for item in inbox} == {"bnd_winch", "bnd_revised", "bnd_north", "bnd_shackles"}


def test_what_was_put_off_comes_back_when_its_time_has_come(site: Site) -> None:
    with_deferred = site.client("mara").get("/api/v1/inbox", params={"deferred": True}).json()
    assert "bnd_rope" in {item["id"] for item in with_deferred}
    site.advance(timedelta(hours=24))
    later = site.client("mara").get("/api/v1/inbox").json()
    assert "bnd_rope" in {item["id"] for item in later}


def test_an_inbox_item_says_what_waiting_costs_and_who_is_missing(site: Site) -> None:
    (winch,) = [i for i in site.client("mara").get("/api/v1/inbox").json() if i["id"] == "bnd_winch"]
    assert winch["next_cliff"]["cliff"] == "order cut-off at Brest"
    assert winch["loss_before_next_look"] == "1255.51"
    assert (winch["value"], winch["expected_saving"]) == ("14034.00", "6416")
    assert winch["digest"] == site.record("bnd_winch").digest
    assert {r["id"]: r["approved_by"] for r in winch["requirements"]} == {
        "logistics": "joris",
        "procurement": None,
        "sales": None,
        "supply_planner": None,
    }
    assert winch["you_can_approve"] is True


def test_it_says_why_somebody_cannot_approve(site: Site) -> None:
    def why(who: str) -> str:
        inbox = site.client(who).get("/api/v1/inbox").json()
        return next(str(i["why_not"]) for i in inbox if i["id"] == "bnd_winch")

    assert why("vera") == (
        "This bundle needs logistics, procurement, sales, supply planner; Vera Blom has none of these roles."
    )
    assert why("joris") == "The approval of logistics was given by joris."
    mine = site.client("joris").get("/api/v1/inbox", params={"mine": True}).json()
    assert {item["id"] for item in mine} == {"bnd_revised", "bnd_north"}


def test_a_bundle_is_decided_when_the_last_approval_is_given(site: Site) -> None:
    status, first = _decide(site, "mara", "bnd_winch")
    assert (status, first["state"], first["missing"], first["undo_until"]) == (200, "awaiting", ["sales"], None)
    status, last = _decide(site, "ines", "bnd_winch")
    assert (status, last["state"], last["missing"]) == (200, "decided", [])
    assert str(last["undo_until"]).startswith("2026-11-24T08:12:10")


def test_the_second_of_two_equal_approvals_is_told(site: Site) -> None:
    assert _decide(site, "mara", "bnd_winch")[0] == 200
    status, problem = _decide(site, "mara", "bnd_winch")
    assert (status, problem["code"]) == (409, "conflict.already_decided")


def test_an_old_digest_is_refused_and_nothing_is_counted(site: Site) -> None:
    status, problem = _decide(site, "mara", "bnd_winch", digest="0" * 64)
    assert (status, problem["code"], problem["title"]) == (409, "conflict.stale_revision", "Stale revision")
    assert problem["remedy"] == "Look at the new revision and decide on that."
    with site.ledger.read() as tx:
        assert tx.approvals.granted("bnd_winch", 1) == {"logistics": "joris"}


def test_reject_and_defer_by_the_api(site: Site) -> None:
    status, _ = _decide(site, "mara", "bnd_north", kind="reject", code="not_allowed", text="The lorry is full.")
    assert (status, site.record("bnd_north").state) == (200, BundleState.REJECTED)
    until = NOW + timedelta(hours=5)
    status, _ = _decide(site, "mara", "bnd_shackles", kind="defer", until=until.isoformat())
    assert (status, site.record("bnd_shackles").deferred_until) == (200, until)


def test_a_decision_that_makes_no_sense_names_the_field(site: Site) -> None:
    status, problem = _decide(site, "mara", "bnd_winch", kind="reject", code="not_allowed", text="")
    assert (status, problem["field"], problem["record"]) == (422, "reject.text", "what was sent")
    status, problem = _decide(site, "mara", "bnd_winch", kind="defer", until="2030-01-01T00:00:00Z")
    assert (status, problem["field"], problem["record"]) == (422, "until", "bnd_winch")


def test_a_viewer_decides_nothing(site: Site) -> None:
    assert _decide(site, "vera", "bnd_winch")[0] == 403
    assert _decide(site, "vera", "bnd_winch", kind="reject", code="not_allowed", text="No.")[0] == 403
    assert site.client("vera").post("/api/v1/bundles/bnd_blocks/undo").status_code == 403


def test_a_decision_is_taken_back_only_while_nothing_is_on_its_way(site: Site) -> None:
    client = site.client("mara")
    assert client.post("/api/v1/bundles/bnd_blocks/undo").json() == {"state": "awaiting"}
    assert client.post("/api/v1/bundles/bnd_running/undo").json()["code"] == "conflict.too_late_to_undo"
