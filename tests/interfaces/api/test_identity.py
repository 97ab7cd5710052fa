"""Who may call: tokens, sessions, and what another site sends along."""

from datetime import timedelta

import pytest

from tests.interfaces.site import Site
from trimtab.ledger.people import CredentialKind

READS = ("me", "inbox", "cases", "bundles", "bundles/bnd_winch", "tasks", "beliefs", "quarantine", "audit", "stream")


@pytest.mark.parametrize("path", READS)
def test_nothing_is_read_without_a_credential(site: Site, path: str) -> None:
    answer = site.client().get(f"/api/v1/{path}")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "authority.not_signed_in"


def test_a_wrong_token_and_an_expired_one_are_refused_alike(site: Site) -> None:
    client = site.client()
    expired = site.token("mara")
    site.advance(timedelta(hours=9))
    for headers in ({"Authorization": "Bearer wrong"}, expired, {"Authorization": "Basic bWFyYQ=="}):
        assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_a_link_is_no_token_and_a_token_is_no_session(site: Site) -> None:
    client = site.client()
    link = site.issue(CredentialKind.LINK, "mara")
    token = site.issue(CredentialKind.TOKEN, "mara")
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {link}"}).status_code == 401
    client.cookies.set("trimtab", token)
    assert client.get("/api/v1/me").status_code == 401


def test_me_says_who_and_with_which_roles(site: Site) -> None:
    me = site.client("mara").get("/api/v1/me").json()
    assert (me["id"], me["roles"], me["time_zone"]) == ("mara", ["procurement", "supply_planner"], "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://testserver"}, 200),
    ],
)
def test_a_session_decides_only_from_our_own_pages(site: Site, headers: dict[str, str], status: int) -> None:
    body = {"kind": "approve", "digest": site.record("bnd_shackles").digest}
    answer = site.browser("mara").post("/api/v1/bundles/bnd_shackles/decisions", json=body, headers=headers)
    assert answer.status_code == status


def test_a_token_needs_no_origin(site: Site) -> None:
    body = {"kind": "approve", "digest": site.record("bnd_shackles").digest}
    headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = site.client("mara").post("/api/v1/bundles/bnd_shackles/decisions", json=body, headers=headers)
    assert answer.status_code == 200
