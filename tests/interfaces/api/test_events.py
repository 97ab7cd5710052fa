"""Bringing events in: good ones kept once, bad ones quarantined, each named."""

from typing import Any

import pytest

from tests.interfaces.site import Site

GOOD: dict[str, Any] = {
    "id": "lane-1",
    "source": "tms",
    "type": "demand.observed",
    "subject": "item-location:WINCH-40@CEN",
    "time": "2026-11-24T07:30:00Z",
    "data": {"date": "2026-11-23", "item": "WINCH-40", "location": "CEN", "quantity": "7"},
}


def _post(site: Site, body: Any, who: str = "tms-feed") -> tuple[int, dict[str, Any]]:
    answer = site.client(who).post("/api/v1/events", json=body)
    return answer.status_code, answer.json()


def test_one_event_is_kept_and_announced_once(site: Site) -> None:
    assert _post(site, GOOD) == (200, {"accepted": [{"source": "tms", "id": "lane-1"}], "duplicate": [], "refused": []})
    status, again = _post(site, GOOD)
    assert (status, again["accepted"], again["duplicate"]) == (200, [], [{"source": "tms", "id": "lane-1"}])
    with site.ledger.read() as tx:
        assert [m for _, m in tx.messages.after("events", 0)] == [{"ids": [["tms", "lane-1"]]}]


def test_of_a_list_the_good_ones_are_kept_and_the_bad_ones_named(site: Site) -> None:
    bad = {**GOOD, "id": "lane-2", "time": "yesterday"}
    status, intake = _post(site, [GOOD, bad, "nonsense", {**GOOD, "id": "lane-3"}])
    assert status == 200
    assert [key["id"] for key in intake["accepted"]] == ["lane-1", "lane-3"]
    assert [(r["record"], r["field"]) for r in intake["refused"]] == [
        ("event 2 of 4 (lane-2)", "time"),
        ("event 3 of 4", "record"),
    ]
    records = site.client("vera").get("/api/v1/quarantine").json()
    assert {r["record"] for r in records} >= {"event 2 of 4 (lane-2)", "event 3 of 4"}
    assert next(r for r in records if r["field"] == "time")["payload"] == bad


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"data": {**GOOD["data"], "quantity": "-7"}}, "data.quantity"),
        ({"data": {**GOOD["data"], "quantity": "many"}}, "data.quantity"),
        ({"data": {"item": "WINCH-40"}}, "data.date"),
        ({"data": {**GOOD["data"], "item": "ANVIL-1"}, "subject": "item-location:ANVIL-1@CEN"}, "data.item"),
        ({"subject": "item-location:WINCH-40@NOR"}, "subject"),
        ({"type": "purchase.changed"}, "data.document"),
    ],
)
def test_data_that_no_agent_could_read_is_refused_by_its_field(site: Site, change: dict[str, Any], field: str) -> None:
    status, intake = _post(site, [GOOD | change, {**GOOD, "id": "lane-9"}])
    assert (status, [r["field"] for r in intake["refused"]]) == (200, [field])
    assert [key["id"] for key in intake["accepted"]] == ["lane-9"]


def test_the_same_event_twice_in_one_list_counts_once(site: Site) -> None:
    _, intake = _post(site, [GOOD, GOOD])
    assert (len(intake["accepted"]), len(intake["duplicate"])) == (1, 1)


def test_where_everything_is_refused_the_status_says_so(site: Site) -> None:
    status, intake = _post(site, {**GOOD, "type": "weather.changed"})
    assert (status, intake["refused"][0]["field"]) == (422, "type")


def test_too_many_at_once_are_refused_whole(site: Site) -> None:
    status, problem = _post(site, [GOOD] * 5001)
    assert (status, problem["code"]) == (422, "input.invalid_field")


@pytest.mark.parametrize(("who", "status"), [("tms-feed", 200), ("otto", 200), ("mara", 403), ("vera", 403)])
def test_only_agents_and_administrators_bring_events_in(site: Site, who: str, status: int) -> None:
    assert _post(site, GOOD, who)[0] == status


def test_the_events_behind_a_case_are_read_by_their_ids(site: Site) -> None:
    case = site.client("vera").get("/api/v1/cases/case_winch").json()["case"]
    events = site.client("vera").get("/api/v1/events", params={"id": case["event_ids"]}).json()
    assert {event["id"] for event in events} == set(case["event_ids"])
    assert site.client("vera").get("/api/v1/events").status_code == 422
