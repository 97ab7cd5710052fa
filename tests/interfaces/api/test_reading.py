"""Reading by the API: bundles, cases, tasks, beliefs, audit, health and the description itself."""

from sqlalchemy import text

from agents.sensing import GROUP
from tests.interfaces.site import Site
from trimtab.bundles import Bundle, Route
from trimtab.bus.topics import EVENTS, MOVED


def test_a_bundle_comes_with_everything(site: Site) -> None:
    found = site.client("vera").get("/api/v1/bundles/bnd_running").json()
    assert Bundle.model_validate(found["bundle"]).digest() == found["digest"]
    assert Route.model_validate(found["route"]).requirements
    assert found["leg_states"]["leg-1"] == "requested"
    assert found["intents"][0]["receipt"]["number"] == "PO00087"
    assert [task["state"] for task in found["tasks"]] == ["open"]
    assert {made["principal"] for made in found["decisions"]} == {"joris", "ines", "mara"}
    assert found["audit"][0]["type"] == "bundle.submitted"


def test_revisions_come_with_what_made_them_stale(site: Site) -> None:
    first, second = site.client("vera").get("/api/v1/bundles/bnd_revised").json()["revisions"]
    assert first["breaches"][0]["actual"] == "2026-12-12"
    assert second["breaches"] == []
    assert first["digest"] != second["digest"]


def test_bundles_are_listed_by_state_newest_first(site: Site) -> None:
    client = site.client("vera")
    assert [b["id"] for b in client.get("/api/v1/bundles", params={"state": "done"}).json()] == ["bnd_done"]
    both = client.get("/api/v1/bundles", params={"state": ["done", "rejected"]}).json()
    assert [b["id"] for b in both] == ["bnd_furlers", "bnd_done"]
    assert len(client.get("/api/v1/bundles", params={"limit": 3}).json()) == 3


def test_what_is_not_there_is_said_in_words(site: Site) -> None:
    client = site.client("vera")
    for path in ("bundles/nowhere", "cases/nowhere", "nowhere"):
        problem = client.get(f"/api/v1/{path}")
        assert problem.status_code == 404
        assert problem.headers["content-type"] == "application/problem+json"


def test_cases_come_with_their_bundles(site: Site) -> None:
    client = site.client("vera")
    assert "case_winch" in {case["id"] for case in client.get("/api/v1/cases").json()}
    case = client.get("/api/v1/cases/case_winch").json()
    assert case["bundles"][0]["id"] == "bnd_winch"
    assert sum(part["share"] for part in case["case"]["drift"]["attribution"]) == 1


def test_a_task_is_confirmed_once_by_its_owner(site: Site) -> None:
    (task,) = site.client("vera").get("/api/v1/tasks").json()
    path = f"/api/v1/tasks/{task['id']}/done"
    assert site.client("mara").post(path, json={"reference": "phone"}).status_code == 403
    assert site.client("ines").post(path, json={"reference": ""}).status_code == 422
    done = site.client("ines").post(path, json={"reference": "Phoned, 10:15"}).json()
    assert (done["state"], done["done_by"], done["reference"]) == ("done", "ines", "Phoned, 10:15")
    assert site.client("ines").post(path, json={"reference": "again"}).status_code == 409


def test_beliefs_are_those_in_force(site: Site) -> None:
    (belief,) = site.client("vera").get("/api/v1/beliefs", params={"owner": "procurement"}).json()
    assert belief["distribution"]["mean"] == 44
    assert site.client("vera").get("/api/v1/beliefs", params={"owner": "sales"}).json() == []


def test_the_audit_chain_verifies_until_somebody_tampers(site: Site) -> None:
    client = site.client("vera")
    report = client.get("/api/v1/audit", params={"limit": 2}).json()
    assert report["verified"] is True
    assert [entry["sequence"] for entry in report["entries"]] == [report["head"]["sequence"] + d for d in (0, -1)]
    with site.ledger.write() as tx:
        tx.connection.execute(text("UPDATE audit SET actor = 'vera' WHERE sequence = 3"))
    report = client.get("/api/v1/audit").json()
    assert report["verified"] is False
    assert "entry 3" in report["problem"]


def test_health_needs_no_credential_and_says_what_is_wrong(site: Site) -> None:
    client = site.client()
    assert client.get("/api/v1/healthz").json() == {"status": "ok"}
    assert client.get("/api/v1/readyz").json()["migration"]
    with site.ledger.write() as tx:
        tx.connection.execute(text("DROP TABLE alembic_version"))
    assert client.get("/api/v1/readyz").json()["code"] == "ledger.unreachable"


def test_the_description_names_every_route_with_a_tag_and_a_summary(site: Site) -> None:
    described = site.client().get("/api/v1/openapi.json").json()
    operations = [op for path in described["paths"].values() for op in path.values()]
    assert len(operations) == 30
    assert all(op["tags"] and op["summary"] for op in operations)
    assert all(path.startswith("/api/v1/") for path in described["paths"])


def test_the_backlog_counts_what_no_worker_has_finished_with(site: Site) -> None:
    client = site.client("vera")
    before = client.get("/api/v1/backlog").json()
    with site.ledger.write() as tx:
        tx.messages.publish(EVENTS, {"ids": []})
        tx.messages.publish(MOVED, {"items": [], "moves": [], "events": []})
    assert client.get("/api/v1/backlog").json() == before | {
        "events": before["events"] + 1,
        "moves": before["moves"] + 1,
    }
    with site.ledger.write() as tx:
        claimed = [message_id for message_id, _ in tx.messages.claim(EVENTS, GROUP, "worker", 100)]
    assert client.get("/api/v1/backlog").json()["events"] == before["events"] + 1, "claimed is not done"
    with site.ledger.write() as tx:
        tx.messages.acknowledge(GROUP, claimed)
    assert client.get("/api/v1/backlog").json()["events"] == 0
