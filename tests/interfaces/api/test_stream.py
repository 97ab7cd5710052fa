"""The stream of changes, over a real connection."""

import json
import threading
from collections.abc import Iterator

import httpx

from tests.interfaces.site import Site
from trimtab.approvals import decide
from trimtab.decisions import Approve, Channel


def _changes(answer: httpx.Response) -> Iterator[dict[str, str]]:
    for line in answer.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_a_decision_is_told_to_who_listens(live: Site) -> None:
    digest = live.record("bnd_winch").digest
    with httpx.stream("GET", f"{live.url}/api/v1/stream", headers=live.token("vera"), timeout=10) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-content-type-options"] == "nosniff"
        decided = (live.ledger, "bnd_winch", "mara", Approve(digest=digest), Channel.API)
        threading.Timer(0.3, decide, decided).start()
        assert next(_changes(answer)) == {"kind": "bundle", "subject": "bnd_winch", "state": "awaiting"}


def test_what_was_missed_is_told_after_a_reconnection(live: Site) -> None:
    with live.ledger.read() as tx:
        position = tx.messages.last_position()
    decide(live.ledger, "bnd_winch", "mara", Approve(digest=live.record("bnd_winch").digest), Channel.API)
    headers = live.token("vera") | {"Last-Event-ID": str(position)}
    with httpx.stream("GET", f"{live.url}/api/v1/stream", headers=headers, timeout=10) as answer:
        assert next(_changes(answer))["subject"] == "bnd_winch"


def test_the_stream_ends_with_the_credential(live: Site) -> None:
    headers = live.token("vera")
    with httpx.stream("GET", f"{live.url}/api/v1/stream", headers=headers, timeout=10) as answer:
        with live.ledger.write() as tx:
            tx.people.revoke(headers["Authorization"].removeprefix("Bearer "))
        assert list(_changes(answer)) == []


def test_a_position_that_is_no_number_is_refused(site: Site) -> None:
    answer = site.client("vera").get("/api/v1/stream", headers={"Last-Event-ID": "x; drop"})
    assert (answer.status_code, answer.json()["field"]) == (422, "last-event-id")
