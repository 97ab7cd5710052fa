"""Questions to other companies: answered on the tasks page and on the bundle, and what follows."""

import re

from tests.interfaces.site import Site
from tests.interfaces.web.forms import submit, text_of
from trimtab.bundles import BundleState, LegState

ASK = "act-asked-expedite"
PAGE = "/bundles/bnd_asked"


def _leg_state(site: Site, bundle_id: str) -> LegState:
    with site.ledger.read() as tx:
        return tx.bundles.leg_states(bundle_id, 1)["leg-1"]


def test_a_question_says_whom_until_when_and_what_was_asked_for(day: Site) -> None:
    text = text_of(day.browser("mara").get("/tasks").text)
    assert "Ask Kowloon Marine Works for KMW-2417 on 4 December" in text
    assert "Answer expected by Thu 26 Nov 16:12, in 2 days." in text
    assert "asked: Fri 4 Dec" in text
    assert "Quantity, pcs asked: 180" in text
    assert "Fee, EUR asked: 180.00" in text


def test_only_the_owner_may_answer(day: Site) -> None:
    assert f'action="/tasks/{ASK}/answer"' not in day.browser("ines").get("/tasks").text
    assert "Procurement records the answer." in text_of(day.browser("ines").get(PAGE).text)


def test_an_acceptance_is_recorded_and_shown_with_its_words(day: Site) -> None:
    browser = day.browser("mara")
    answer = submit(browser, PAGE, f"/tasks/{ASK}/answer", {"kind": "accepted", "text": "Ms Wong, by e-mail."})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert _leg_state(day, "bnd_asked") is LegState.ACCEPTED
    text = text_of(browser.get(PAGE).text)
    assert "Kowloon Marine Works Accepted. Reported by Mara Lindqvist, Tue 24 Nov 09:12" in text
    assert "Ms Wong, by e-mail." in text


def test_a_counter_offer_halts_the_bundle_and_keeps_its_terms(day: Site) -> None:
    browser = day.browser("mara")
    typed = {"kind": "countered", "due": "2026-12-07", "fee": "260", "text": "By air, half of it."}
    submit(browser, "/tasks", f"/tasks/{ASK}/answer", typed)
    assert day.record("bnd_asked").state is BundleState.HALTED
    assert _leg_state(day, "bnd_asked") is LegState.COUNTERED
    text = text_of(browser.get(PAGE).text)
    assert "It did not go as asked" in text
    asked = "Expedite KMW-2417, Self-tailing winch 40"
    assert f"Kowloon Marine Works made a counter-offer: {asked}. Countered: Mon 7 Dec" in text
    assert "€260.00 in fees" in text
    assert "is being worked out with that" in text


def test_a_counter_offer_that_offers_nothing_is_refused_and_says_what_to_do(day: Site) -> None:
    answer = submit(day.browser("mara"), "/tasks", f"/tasks/{ASK}/answer", {"kind": "countered", "text": "No."})
    assert answer.status_code == 422
    assert "says nothing about date, quantity or fee" in text_of(answer.text).lower()
    assert day.record("bnd_asked").state is BundleState.EXECUTING


def test_what_is_no_figure_is_named_with_its_field(day: Site) -> None:
    typed = {"kind": "countered", "quantity": "many", "text": "As many as we can."}
    answer = submit(day.browser("mara"), "/tasks", f"/tasks/{ASK}/answer", typed)
    assert answer.status_code == 422
    assert "'many' is not a quantity" in text_of(answer.text)


def test_the_countered_bundle_leads_to_the_new_round(day: Site) -> None:
    page = day.browser("mara").get("/bundles/bnd_countered").text
    assert 'href="/bundles/bnd_second">Look at the new round' in page
    text = text_of(page)
    assert "Countered: Mon 7 Dec, €260.00 in fees, valid until Fri 27 Nov 09:12." in text
    assert "refused: Purchase order" not in text


def test_every_state_of_a_question_has_its_word_and_its_shape(day: Site) -> None:
    said = {
        "asked": ("half", "requested"),
        "accepted": ("tick", "accepted"),
        "countered": ("turn", "countered"),
        "refused": ("cross", "refused"),
        "silent": ("dots", "silent"),
        "done": ("full", "committed"),
    }
    for bundle, (shape, word) in said.items():
        page = day.browser("mara").get(f"/bundles/bnd_{bundle}").text
        assert re.search(rf'class="mark-{shape}".*?</svg>\s*<strong>{word}</strong>', page, re.DOTALL), bundle
