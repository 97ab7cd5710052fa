"""Deciding with plain forms, as a browser without JavaScript sends them."""

from datetime import UTC, datetime, timedelta

from tests.interfaces.fixtures.company import NOW
from tests.interfaces.site import Site
from tests.interfaces.web.forms import fields, submit
from trimtab.approvals import Proposal, revise
from trimtab.assumptions import Breach
from trimtab.bundles import BundleState
from trimtab.policy import load_policy, route

PAGE = "/bundles/bnd_winch"


def test_approving_leads_back_to_the_bundle_with_the_approval_on_it(site: Site) -> None:
    browser = site.browser("mara")
    answer = submit(browser, PAGE, f"{PAGE}/approve")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    page = browser.get(PAGE).text
    assert page.count("approved by Mara Lindqvist") == 2
    assert "The approval of procurement was given by Mara Lindqvist." in page


def test_the_last_approval_opens_the_undo_window(site: Site) -> None:
    submit(site.browser("mara"), PAGE, f"{PAGE}/approve")
    ines = site.browser("ines")
    submit(ines, PAGE, f"{PAGE}/approve")
    assert site.record("bnd_winch").state is BundleState.DECIDED
    assert "Nothing is sent before 09:12:10." in ines.get(PAGE).text
    assert submit(ines, PAGE, f"{PAGE}/undo").status_code == 303
    assert site.record("bnd_winch").state is BundleState.AWAITING


def test_the_second_click_is_told_that_it_was_done(site: Site) -> None:
    browser = site.browser("mara")
    form = fields(browser.get(PAGE).text, f"{PAGE}/approve")
    assert browser.post(f"{PAGE}/approve", data=form).status_code == 303
    second = browser.post(f"{PAGE}/approve", data=form)
    assert second.status_code == 409
    assert "Somebody was faster" in second.text
    assert "the approval of procurement was given by Mara Lindqvist" in second.text


def test_an_approval_of_an_old_revision_is_not_counted_and_the_new_one_is_offered(site: Site) -> None:
    browser = site.browser("mara")
    form = fields(browser.get("/bundles/bnd_shackles").text, "/bundles/bnd_shackles/approve")
    old = site.record("bnd_shackles")
    with site.ledger.write() as tx:
        breach = Breach(subject="item-location:SHACK-10@CEN", what="on hand", assumed="460", actual="390")
        tx.bundles.mark_stale(tx.bundles.lock(old.id), [breach])
    new = old.bundle.model_copy(update={"revision": 2})
    revise(site.ledger, old.id, 1, Proposal(new, route(new, load_policy("halyard"), NOW)))
    answer = browser.post("/bundles/bnd_shackles/approve", data=form)
    assert answer.status_code == 409
    assert "A newer revision is in force" in answer.text
    assert "You looked at revision 1" in answer.text
    assert "On hand of Bow shackle 10 mm (SHACK-10) at Central, Rotterdam was 460, is 390" in answer.text
    assert 'href="/bundles/bnd_shackles">Look at revision 2' in answer.text
    with site.ledger.read() as tx:
        assert tx.approvals.granted("bnd_shackles", 2) == {}


def test_rejecting_names_reason_documents_and_limit(site: Site) -> None:
    browser = site.browser("mara")
    typed = {"code": "too_costly", "text": "Half is enough.", "legs": "leg-1", "limit": "8,000"}
    assert submit(browser, PAGE, f"{PAGE}/reject", typed).status_code == 303
    page = browser.get(PAGE).text
    assert "Rejected as too costly, about Purchase order to Brest Fittings; at most €8,000." in page
    assert "Half is enough." in page
    with site.ledger.read() as tx:
        (cap,) = tx.cases.get("case_winch").constraints
    assert cap.kind == "cap_purchase_value"


def test_a_rejection_without_words_or_with_a_limit_that_is_no_number_names_the_field(site: Site) -> None:
    browser = site.browser("mara")
    for typed, field in (({"text": " "}, "In your words"), ({"text": "No", "limit": "a lot"}, "At most")):
        answer = submit(browser, PAGE, f"{PAGE}/reject", {"code": "too_costly"} | typed)
        assert answer.status_code == 422
        assert f"<dt>Field</dt><dd>{field}</dd>" in answer.text
    assert site.record("bnd_winch").state is BundleState.AWAITING


def test_putting_off_is_typed_in_the_companys_time_zone(site: Site) -> None:
    browser = site.browser("mara")
    submit(browser, PAGE, f"{PAGE}/defer", {"until": "2026-11-25T09:00", "text": "After the call"})
    assert site.record("bnd_winch").deferred_until == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert "Put off until" in browser.get(PAGE).text
    assert PAGE not in browser.get("/").text
    assert PAGE in browser.get("/?show=open").text


def test_a_time_that_is_none_or_too_late_names_the_field(site: Site) -> None:
    browser = site.browser("mara")
    for until in ("soon", "2027-11-25T09:00"):
        answer = submit(browser, PAGE, f"{PAGE}/defer", {"until": until})
        assert (answer.status_code, "<dd>Show it again at</dd>" in answer.text) == (422, True)


def test_after_expiry_the_form_says_that_nothing_was_executed(site: Site) -> None:
    browser = site.browser("mara")
    form = fields(browser.get(PAGE).text, f"{PAGE}/approve")
    with site.ledger.write() as tx:
        tx.bundles.set_state("bnd_winch", BundleState.AWAITING, expires_at=NOW + timedelta(hours=1))
    site.advance(timedelta(hours=7))
    answer = browser.post(f"{PAGE}/approve", data=form)
    assert answer.status_code == 409
    assert "nothing was executed" in answer.text


def test_a_task_is_confirmed_with_a_reference(site: Site) -> None:
    ines = site.browser("ines")
    action = "/tasks/act-bnd_running-1-repromise/done"
    assert submit(ines, "/tasks", action, {"reference": "Phoned, 10:15"}).status_code == 303
    page = ines.get("/tasks").text
    assert "Phoned, 10:15" in page
    assert "Nothing to do by hand" in page


def test_those_who_may_only_look_are_offered_no_form(site: Site) -> None:
    page = site.browser("vera").get(PAGE).text
    assert "Vera Blom has none of these roles" in page
    for action in ("approve", "reject", "defer", "undo"):
        assert f"{PAGE}/{action}" not in page
