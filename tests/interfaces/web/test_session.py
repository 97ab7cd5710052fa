"""Signing in by a one-time link, and out."""

from fastapi.testclient import TestClient

from interfaces.app import create_app
from tests.interfaces.site import Site
from tests.interfaces.web.forms import submit
from trimtab.ledger.people import CredentialKind
from trimtab.settings import Settings


def test_looking_at_a_link_does_not_use_it_up(site: Site) -> None:
    link = f"/login/{site.issue(CredentialKind.LINK, 'mara')}"
    browser = TestClient(site.app, follow_redirects=False)
    for _ in range(3):
        assert "works once" in browser.get(link).text
    signed_in = browser.post(link)
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")
    assert "Mara Lindqvist" in browser.get("/").text


def test_a_used_link_is_refused_on_a_page_that_says_what_to_do(site: Site) -> None:
    link = f"/login/{site.issue(CredentialKind.LINK, 'mara')}"
    assert TestClient(site.app, follow_redirects=False).post(link).status_code == 303
    again = TestClient(site.app).post(link)
    assert again.status_code == 401
    assert "used before or has expired" in again.text
    assert "trimtab link" in again.text


def test_a_link_followed_from_another_site_signs_nobody_in(site: Site) -> None:
    link = f"/login/{site.issue(CredentialKind.LINK, 'mara')}"
    refused = TestClient(site.app).post(link, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert TestClient(site.app, follow_redirects=False).post(link).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    link = f"/login/{site.issue(CredentialKind.LINK, 'mara')}"
    cookie = TestClient(site.app, follow_redirects=False).post(link).headers["set-cookie"]
    assert cookie.startswith("trimtab=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(site: Site) -> None:
    app = create_app(site.ledger, Settings(public_url="https://trimtab.example"))
    answer = TestClient(app, follow_redirects=False).post(f"/login/{site.issue(CredentialKind.LINK, 'mara')}")
    assert answer.headers["set-cookie"].startswith("__Host-trimtab=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_signing_out_ends_the_session_on_the_server_too(site: Site) -> None:
    browser = site.browser("mara")
    session = browser.cookies["trimtab"]
    left = submit(browser, "/", "/sign-out")
    assert "You are signed out" in left.text
    browser.cookies.set("trimtab", session)
    assert browser.get("/").status_code == 401


def test_without_a_session_every_page_says_how_to_get_one(site: Site) -> None:
    for path in ("/", "/bundles/bnd_winch", "/cases/case_winch", "/tasks", "/quarantine", "/audit"):
        answer = TestClient(site.app).get(path)
        assert answer.status_code == 401
        assert "trimtab link" in answer.text
        assert "Mara" not in answer.text
