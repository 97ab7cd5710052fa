"""Editing on the web: the form, what it would do, putting it in force, and who is faster."""

from decimal import Decimal

from interfaces.views.edit import EditLeg, EditLine, refusal
from interfaces.web.edit_form import edit_of
from tests.interfaces.site import Site
from tests.interfaces.web.forms import fields, submit, text_of
from trimtab import approvals
from trimtab.bundles import BundleState
from trimtab.decisions import Approve, Channel
from trimtab.errors import InfeasiblePlan, InvalidField

PAGE = "/bundles/bnd_winch"
LINE = "quantity:leg-1:WINCH-40"


def test_every_leg_has_the_fields_that_can_be_changed(site: Site) -> None:
    page = site.browser("mara").get(PAGE).text
    for name, value in {
        LINE: "48",
        "quantity:leg-2:BLOCK-57": "40",
        "minimum:leg-3": "66",
        "target:leg-3": "312",
        "due:leg-4:WINCH-40": "2026-12-11",
    }.items():
        assert f'name="{name}" value="{value}"' in page
    assert '<option value="BRF" selected>Brest Fittings</option><option value="KMW">' in page
    assert page.count("Leave this document out") == 4


def test_an_edit_is_shown_beside_what_is_in_force_before_anything_is_written(site: Site) -> None:
    answer = submit(site.browser("mara"), PAGE, f"{PAGE}/edit", {LINE: "24"})
    text = text_of(answer.text)
    assert answer.status_code == 200
    assert "It costs €120 more than what is recommended" in text
    assert "Self-tailing winch 40 changed Purchase order to Brest Fittings 48 pcs 24 pcs" in text
    assert "Logistics, given by Joris de Vries stays" in text
    assert "Procurement to be given for the new revision" in text
    assert site.record("bnd_winch").revision == 1


def test_put_in_force_it_is_approved_by_its_own_digest(site: Site) -> None:
    browser = site.browser("mara")
    preview = submit(browser, PAGE, f"{PAGE}/edit", {LINE: "24"})
    hidden = fields(preview.text, f"{PAGE}/edit/confirm")
    hidden["edit"] = hidden["edit"].replace("&#34;", '"')
    answer = browser.post(f"{PAGE}/edit/confirm", data=hidden, headers={"Origin": "http://testserver"})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    record = site.record("bnd_winch")
    assert (record.revision, record.state, record.bundle.edited_by) == (2, BundleState.AWAITING, "mara")
    text = text_of(browser.get(PAGE).text)
    assert "Revision 2, changed by Mara Lindqvist" in text
    assert "Mara Lindqvist changed it" in text


def test_nothing_different_is_no_edit(site: Site) -> None:
    answer = submit(site.browser("mara"), PAGE, f"{PAGE}/edit", {LINE: "48"})
    assert answer.status_code == 422
    assert "Nothing is different from the revision in force" in text_of(answer.text)


def test_a_line_of_several_can_be_left_out(day: Site) -> None:
    page = day.browser("mara").get("/bundles/bnd_supply").text
    assert '<input type="checkbox" name="out" value="leg-1:FURL-2">' in page
    assert 'name="due:leg-1:FURL-2" value="2026-12-04"' in page
    edit = edit_of(
        "0" * 64, (EditLeg("leg-1", "Expedite", (EditLine("FURL-2", due="2026-12-04"),)),), [("out", "leg-1:FURL-2")]
    )
    assert [(line.item, line.quantity) for line in edit.lines] == [("FURL-2", Decimal(0))]


def test_what_cannot_be_names_the_document_and_leads_back(site: Site) -> None:
    answer = submit(site.browser("mara"), PAGE, f"{PAGE}/edit", {LINE: "half of it"})
    text = text_of(answer.text)
    assert answer.status_code == 422
    assert "Purchase order to Brest Fittings, WINCH-40, quantity This change cannot be made" in text
    assert f'href="{PAGE}#edit">Change it again' in answer.text


def test_limits_that_contradict_each_other_are_listed() -> None:
    error = InfeasiblePlan("no plan keeps all limits", limits=("24 of WINCH-40", "at most €4,000"))
    assert refusal(error, {}).limits == ("24 of WINCH-40.", "At most €4,000.")
    wrong = InvalidField("is no multiple of the lot of 12", record="leg leg-1, WINCH-40", field="quantity")
    assert refusal(wrong, {"leg-1": "Purchase order to Brest"}).about == "Purchase order to Brest, WINCH-40, quantity"


def test_a_level_whose_target_is_below_its_minimum_is_refused(site: Site) -> None:
    answer = submit(site.browser("mara"), PAGE, f"{PAGE}/edit", {"minimum:leg-3": "400"})
    assert answer.status_code == 422
    assert "Order up to at least what you order at." in text_of(answer.text)


def test_an_edit_of_a_revision_that_is_no_longer_in_force_says_so(site: Site) -> None:
    browser = site.browser("mara")
    hidden = fields(browser.get(PAGE).text, f"{PAGE}/edit")
    for person in ("ines", "mara"):
        approvals.decide(site.ledger, "bnd_winch", person, Approve(digest=site.record("bnd_winch").digest), Channel.WEB)
    page = browser.post(f"{PAGE}/edit", data=hidden | {LINE: "24"}, headers={"Origin": "http://testserver"})
    assert page.status_code in {200, 409, 422}
    assert site.record("bnd_winch").revision == 1


def test_who_may_not_steer_sees_no_form(site: Site) -> None:
    assert 'id="edit"' not in site.browser("vera").get(PAGE).text
    assert "Solving" not in site.browser("vera").get("/bundles/bnd_done").text.split('id="ask"')[0]


def test_reloading_a_preview_leads_back(site: Site) -> None:
    answer = site.browser("mara").get(f"{PAGE}/edit")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#edit")
