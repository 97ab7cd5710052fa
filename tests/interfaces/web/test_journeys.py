"""What people do in a day, in a real browser, with JavaScript and without: edit, ask, answer, say, follow."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.interfaces.site import Site
from tests.interfaces.web.visitor import Open
from trimtab.bundles import BundleState, LegState

JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
PAGE = "/bundles/bnd_winch"


@JAVASCRIPT
def test_edit_look_put_in_force_and_approve(visit_day: Open, day: Site, javascript: bool) -> None:
    visitor = visit_day("mara", javascript=javascript)
    page = visitor.visit(PAGE)
    if javascript:
        page.get_by_role("link", name="Change", exact=True).click()
    else:
        page.locator("#edit summary").click()
    page.get_by_label("Quantity, pcs").first.fill("24")
    page.get_by_role("button", name="Show what that does").click()
    expect(page.get_by_role("heading", name="It costs €120 more than what is recommended")).to_be_visible()
    expect(page.locator(".differs").first).to_contain_text("48 pcs")
    assert day.record("bnd_winch").revision == 1
    page.get_by_role("button", name="Put this revision in force").click()
    expect(page.get_by_text("Revision 2, changed by Mara Lindqvist")).to_be_visible()
    page.locator("#approve summary").click()
    expect(page.locator("#approve")).to_contain_text("Revision 2")
    page.get_by_role("button", name="Confirm approval").click()
    expect(page.get_by_text("approved by Mara Lindqvist").first).to_be_visible()
    assert visitor.complaints == []


@JAVASCRIPT
def test_ask_and_take_a_suggestion(visit_day: Open, day: Site, javascript: bool) -> None:
    visitor = visit_day("mara", javascript=javascript)
    page = visitor.visit(PAGE)
    page.get_by_label("Ask", exact=False).fill("How are you?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("That cannot be answered from the plan.")).to_be_visible()
    page.get_by_role("button", name="Why leg-1?").click()
    expect(page.locator(".thread .agent").last).to_contain_text("from the solver")
    expect(page.locator(".thread .agent").last).to_contain_text("Saved")
    assert day.record("bnd_winch").state is BundleState.AWAITING
    assert visitor.complaints == []


@JAVASCRIPT
def test_record_what_a_supplier_answers(visit_day: Open, day: Site, javascript: bool) -> None:
    visitor = visit_day("mara", javascript=javascript)
    page = visitor.visit("/tasks")
    page.get_by_role("radio", name="Countered").check()
    page.get_by_label("Date").fill("2026-12-07")
    page.get_by_label("Fee, EUR").fill("260")
    page.get_by_label("Valid until").fill("2026-11-27T12:00")
    page.get_by_label("Their words").fill("By air, on the 7th.")
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_have_count(0)
    visitor.visit("/bundles/bnd_asked")
    expect(page.get_by_role("heading", name="It did not go as asked")).to_be_visible()
    with day.ledger.read() as tx:
        assert tx.bundles.leg_states("bnd_asked", 1)["leg-1"] is LegState.COUNTERED
    assert visitor.complaints == []


@JAVASCRIPT
def test_tell_what_the_data_does_not_know_and_take_it_back(visit_day: Open, javascript: bool) -> None:
    visitor = visit_day("mara", javascript=javascript)
    page = visitor.visit("/bundles/bnd_less")
    page.get_by_role("link", name="Tell Trimtab something it does not know").click()
    page.get_by_role("link", name="The stock is not what the ERP says").click()
    expect(page.get_by_label("Item")).to_have_value("ROPE-12")
    page.get_by_label("Counted").fill("90")
    page.get_by_label("How you know").fill("Counted twice.")
    page.get_by_role("button", name="Say it").click()
    told = page.locator(
        ".fact", has_text="90 pcs of Braided rope 12 mm, 50 m coil (ROPE-12) at Central, Rotterdam were counted."
    )
    expect(told).to_contain_text("Counted twice.")
    told.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".before")).to_contain_text("90 pcs of Braided rope 12 mm, 50 m coil (ROPE-12)")
    assert visitor.complaints == []


@JAVASCRIPT
def test_steer_the_tour(visit_day: Open, day: Site, javascript: bool) -> None:
    visitor = visit_day("mara", javascript=javascript)
    page = visitor.visit("/facts")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="Facts")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    asked = json.loads((_tour(day) / "control.json").read_text())
    assert asked == {"paused": False, "next": 1}
    assert visitor.complaints == []


def test_the_tour_goes_on_by_itself_and_stays_as_it_was_folded(visit_day: Open, day: Site) -> None:
    page = visit_day("mara").visit("/outcomes")
    told = json.loads((_tour(day) / "tour.json").read_text())
    (_tour(day) / "tour.json").write_text(json.dumps(told | {"title": "The lane north closes", "step": 4}))
    expect(page.get_by_text("The lane north closes")).to_be_visible(timeout=5000)


def test_a_session_that_ends_leaves_the_panel_as_it_was(visit_day: Open) -> None:
    visitor = visit_day("mara")
    page = visitor.visit("/outcomes")
    visitor.context.clear_cookies()
    with page.expect_response(lambda answer: answer.url.endswith("/tour") and answer.status == 401):
        pass
    expect(page.locator("#tour-body")).to_contain_text("A supplier slips, and a promotion begins")
    expect(page.locator("#tour-body")).not_to_contain_text("not signed in")


def test_the_tour_is_hidden_until_it_is_wanted_again(visit_day: Open) -> None:
    visitor = visit_day("mara")
    page = visitor.visit("/")
    page.get_by_role("button", name="Hide the tour").click()
    visitor.visit("/tasks")
    expect(page.locator("#tour")).to_be_hidden()
    page.get_by_role("button", name="Show the tour").click()
    expect(page.locator("#tour")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_tour_is_a_low_bar_whose_controls_cover_none_of_its_words(visit_day: Open, day: Site, width: int) -> None:
    told = json.loads((_tour(day) / "tour.json").read_text())
    link = "Kowloon Marine Works delivers KMW-2417 16 days later: 1 order to bring forward, 2 transfers, 1 new promise"
    (_tour(day) / "tour.json").write_text(json.dumps(told | {"link_text": link, "paused": True}))
    page = visit_day("mara", width=width).visit("/")
    told_at, steered_at = page.locator(".told").bounding_box(), page.locator(".steer").bounding_box()
    bar, hide = page.locator("#tour").bounding_box(), page.locator("[data-tour-hide]").bounding_box()
    assert told_at
    assert steered_at
    assert bar
    assert hide
    assert steered_at["x"] >= told_at["x"] + told_at["width"] or steered_at["y"] >= told_at["y"] + told_at["height"]
    assert hide["x"] >= steered_at["x"] + steered_at["width"] or hide["y"] + hide["height"] <= steered_at["y"]
    assert bar["height"] <= (160 if width == 1280 else 320)


def test_the_rest_of_the_navigation_opens_and_closes_by_keyboard(visit_day: Open) -> None:
    page = visit_day("mara").visit("/")
    page.locator("#more summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Nothing to do")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Nothing to do")).to_be_hidden()
    expect(page.locator("#more summary")).to_be_focused()


def test_a_key_opens_the_edit_form(visit_day: Open) -> None:
    page = visit_day("mara").visit(PAGE)
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Show what that does")).to_be_visible()


def _tour(site: Site) -> Path:
    folder = site.app.state.context.settings.tour_directory
    assert isinstance(folder, Path)
    return folder
