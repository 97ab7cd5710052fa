"""Deciding in a real browser, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.interfaces.site import Site, served
from tests.interfaces.web.visitor import Open, open_visitor
from trimtab.approvals import decide
from trimtab.bundles import BundleState
from trimtab.decisions import Approve, Channel
from trimtab.ledger.people import CredentialKind

PAGE = "/bundles/bnd_winch"
JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])


@JAVASCRIPT
def test_sign_in_by_link_and_sign_out(visit: Open, live: Site, javascript: bool) -> None:
    visitor = visit(None, javascript=javascript)
    page = visitor.visit(f"/login/{live.issue(CredentialKind.LINK, 'mara')}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert visitor.complaints == []


@JAVASCRIPT
def test_approve_and_undo(visit: Open, live: Site, javascript: bool) -> None:
    decide(live.ledger, "bnd_winch", "ines", Approve(digest=live.record("bnd_winch").digest), Channel.WEB)
    visitor = visit("mara", javascript=javascript)
    page = visitor.visit("/")
    page.get_by_role("link", name="Cover the winch gap").click()
    page.locator("#approve summary").click()
    expect(page.locator("#approve")).to_contain_text("Revision 1, 4 documents, €14,034.00 committed.")
    expect(page.locator("#approve .digest")).to_have_text(re.compile(r"^[0-9a-f]{4}\s[0-9a-f]{4}$"))
    page.get_by_role("button", name="Confirm approval").click()
    expect(page.get_by_text("Nothing is sent before 09:12:10.")).to_be_visible()
    assert live.record("bnd_winch").state is BundleState.DECIDED
    page.get_by_role("button", name="Undo the decision").click()
    expect(page.locator("#approve summary")).to_be_visible()
    assert live.record("bnd_winch").state is BundleState.AWAITING
    assert visitor.complaints == []


@JAVASCRIPT
def test_reject(visit: Open, live: Site, javascript: bool) -> None:
    visitor = visit("mara", javascript=javascript)
    page = visitor.visit(PAGE)
    page.locator("#reject summary").click()
    page.get_by_role("radio", name="It costs too much").check()
    page.get_by_label("In your words").fill("Half is enough.")
    page.get_by_role("checkbox", name="Purchase order to Brest Fittings").check()
    page.get_by_label("At most, EUR").fill("8000")
    page.get_by_role("button", name="Confirm rejection").click()
    expect(page.locator("#thread + ol")).to_contain_text("at most €8,000")
    assert live.record("bnd_winch").state is BundleState.REJECTED
    assert visitor.complaints == []


@JAVASCRIPT
def test_put_off(visit: Open, live: Site, javascript: bool) -> None:
    visitor = visit("mara", javascript=javascript)
    page = visitor.visit(PAGE)
    page.locator("#defer summary").click()
    page.get_by_label("Show it again at").fill("2026-11-25T09:00")
    page.get_by_role("button", name="Put it off").click()
    expect(page.get_by_text("Put off until Wed 25 Nov 09:00")).to_be_visible()
    assert live.record("bnd_winch").deferred_until is not None
    assert visitor.complaints == []


@JAVASCRIPT
def test_confirm_a_task(visit: Open, javascript: bool) -> None:
    visitor = visit("ines", javascript=javascript)
    page = visitor.visit("/tasks")
    page.get_by_label("Reference").fill("Phoned, 10:15")
    page.get_by_role("button", name="Confirm that it is done").click()
    expect(page.get_by_text("Inès Caron, Tue 24 Nov 09:12: Phoned, 10:15")).to_be_visible()
    assert visitor.complaints == []


def test_a_decision_elsewhere_appears_without_reloading(visit: Open, live: Site) -> None:
    visitor, queue = visit("mara"), visit("ines")
    page = visitor.visit("/bundles/bnd_shackles")
    other = queue.visit("/?show=open")
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    expect(other.locator("html[data-live=yes]")).to_be_attached()
    decide(live.ledger, "bnd_shackles", "mara", Approve(digest=live.record("bnd_shackles").digest), Channel.API)
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    expect(page.get_by_role("button", name="Undo the decision")).to_be_visible()
    expect(other.get_by_role("link", name="Order 360 shackles")).to_have_count(0)
    assert visitor.complaints == []


def test_what_is_being_typed_is_never_taken_away(visit: Open, live: Site) -> None:
    visitor = visit("mara")
    page = visitor.visit(PAGE)
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.locator("#reject summary").click()
    page.get_by_label("In your words").fill("I am still thinking")
    decide(live.ledger, "bnd_winch", "ines", Approve(digest=live.record("bnd_winch").digest), Channel.API)
    expect(page.get_by_role("status")).to_contain_text("This page has changed.")
    expect(page.get_by_label("In your words")).to_have_value("I am still thinking")
    page.get_by_role("button", name="Show the change").click()
    expect(page.get_by_text("approved by Inès Caron")).to_be_visible()


def test_the_page_says_when_it_is_disconnected_and_comes_back(browser: Browser, site: Site) -> None:
    with served(site) as running:
        visitor = open_visitor(browser, running, "mara")
        page = visitor.visit("/")
        expect(page.locator("html[data-live=yes]")).to_be_attached()
    expect(page.get_by_role("status")).to_contain_text("Disconnected at")
    with served(site, port=int(running.url.rpartition(":")[2])):
        expect(page.locator("html[data-live=yes]")).to_be_attached(timeout=15000)
        expect(page.get_by_role("status")).to_be_hidden()
        visitor.context.close()


def test_keys_move_and_decide_and_can_be_switched_off(visit: Open) -> None:
    page = visit("mara").visit("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Cover the winch gap")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Bridge the furlers")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_url("**/bundles/bnd_winch#approve")
    expect(page.get_by_role("button", name="Confirm approval")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Confirm rejection")).to_be_visible()
    page.get_by_label("In your words").fill("")
    page.get_by_label("In your words").press("j")
    expect(page.get_by_label("In your words")).to_have_value("j")
    page.get_by_role("button", name="Keys are on").click()
    page.locator("#reject summary").click()
    page.locator("main").focus()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Confirm approval")).to_be_hidden()
    expect(page.get_by_role("button", name="Keys are off")).to_be_visible()
