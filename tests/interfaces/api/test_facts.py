"""Facts by the API: asserted by who owns what they are about, counted at once, taken back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.interfaces.fixtures.company import NOW
from tests.interfaces.site import Site

LATER = (NOW + timedelta(days=9)).isoformat()
DEMAND = {"kind": "demand", "item": "WINCH-40", "location": "CEN", "per_day": 4.5}
LEAD_TIME = {"kind": "lead_time", "supplier": "KMW", "item": "WINCH-40", "days": 60}


def _assert(site: Site, who: str, statement: dict[str, Any], **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"statement": statement, "expires_at": LATER} | more
    answer = site.client(who).post("/api/v1/facts", json=body)
    return answer.status_code, answer.json()


def test_a_fact_counts_at_once_and_says_what_it_is_about(site: Site) -> None:
    status, told = _assert(site, "ines", DEMAND, text="They phoned", case_id="case_winch")
    assert status == 200
    assert (told["subject"], told["parameter"], told["holds"]) == ("item-location:WINCH-40@CEN", "demand", True)
    assert (told["fact"]["owner"], told["fact"]["case_id"]) == ("ines", "case_winch")
    (belief,) = site.client("vera").get("/api/v1/beliefs", params={"owner": "sales"}).json()
    assert belief["distribution"]["mean"] == 4.5


def test_the_estimate_counts_again_once_it_is_withdrawn(site: Site) -> None:
    _, told = _assert(site, "mara", LEAD_TIME)
    path = f"/api/v1/facts/{told['fact']['id']}"

    def lead_time() -> float:
        (belief,) = site.client("vera").get("/api/v1/beliefs", params={"parameter": "lead_time"}).json()
        return float(belief["distribution"]["mean"])

    assert lead_time() == 60
    assert site.client("joris").delete(path).status_code == 403
    assert site.client("mara").delete(path).json()["holds"] is False
    assert lead_time() == 44
    assert site.client("mara").delete(path).status_code == 409
    assert site.client("mara").delete("/api/v1/facts/fct_nothing").status_code == 404


def test_facts_are_listed_with_those_that_ended_on_demand(site: Site) -> None:
    client = site.client("vera")
    _, first = _assert(site, "ines", DEMAND)
    site.advance(timedelta(hours=1))
    _, second = _assert(site, "mara", LEAD_TIME)
    ids = [first["fact"]["id"], second["fact"]["id"]]
    assert [f["fact"]["id"] for f in client.get("/api/v1/facts").json()] == ids[::-1]
    site.client("ines").delete(f"/api/v1/facts/{ids[0]}")
    assert [f["fact"]["id"] for f in client.get("/api/v1/facts").json()] == ids[1:]
    everything = client.get("/api/v1/facts", params={"ended": True}).json()
    assert [(f["fact"]["id"], f["holds"]) for f in everything] == [(ids[1], True), (ids[0], False)]


@pytest.mark.parametrize(
    ("who", "statement", "more", "status", "field"),
    [
        ("joris", DEMAND, {}, 403, None),
        ("ines", DEMAND | {"item": "WINCH-41"}, {}, 422, "item"),
        ("ines", DEMAND | {"location": "SOU"}, {}, 422, "location"),
        ("mara", LEAD_TIME | {"supplier": "NOBODY"}, {}, 422, "supplier"),
        ("ines", DEMAND | {"per_day": -1}, {}, 422, "statement.demand.per_day"),
        ("ines", DEMAND, {"expires_at": NOW.isoformat()}, 422, "expires_at"),
        ("ines", DEMAND, {"case_id": "case_nowhere"}, 404, None),
        ("ines", {"kind": "weather"}, {}, 422, "statement"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    site: Site, who: str, statement: dict[str, Any], more: dict[str, Any], status: int, field: str | None
) -> None:
    answered, problem = _assert(site, who, statement, **more)
    assert (answered, problem.get("field")) == (status, field)
    assert site.client("vera").get("/api/v1/facts", params={"ended": True}).json() == []


def test_a_fact_said_under_a_bundle_is_a_decision_about_it_and_belongs_to_its_case(site: Site) -> None:
    body = {"kind": "assert_fact", "statement": DEMAND, "expires_at": LATER}
    made = site.client("ines").post("/api/v1/bundles/bnd_winch/decisions", json=body).json()
    assert made["state"] == "awaiting"
    (fact,) = site.client("vera").get("/api/v1/facts").json()
    assert fact["fact"]["case_id"] == "case_winch"
    unknown = body | {"statement": DEMAND | {"item": "WINCH-41"}}
    assert site.client("ines").post("/api/v1/bundles/bnd_winch/decisions", json=unknown).json()["field"] == "item"
