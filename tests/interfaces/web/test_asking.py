"""Asking about a bundle: an answer with its figures in the thread of who asked, and nothing decided by it."""

from tests.interfaces.site import Site
from tests.interfaces.web.forms import submit, text_of

PAGE = "/bundles/bnd_winch"


def test_an_answer_stands_in_the_thread_with_its_figures(site: Site) -> None:
    browser, before = site.browser("mara"), site.record("bnd_winch")
    answer = submit(browser, PAGE, f"{PAGE}/ask", {"text": "Why now?"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#ask")
    text = text_of(browser.get(PAGE).text)
    assert "asks; only you see this Tue 24 Nov 09:12 Why now? Trimtab from the solver KMW-2417 with 300" in text
    assert "Saved 6416 EUR" in text
    assert site.record("bnd_winch") == before


def test_only_who_asked_sees_it(site: Site) -> None:
    submit(site.browser("mara"), PAGE, f"{PAGE}/ask", {"text": "Why now?"})
    assert "Why now?" not in site.browser("ines").get(PAGE).text


def test_a_question_that_is_not_understood_offers_what_can_be_asked_as_buttons(site: Site) -> None:
    browser = site.browser("mara")
    submit(browser, PAGE, f"{PAGE}/ask", {"text": "How are you?"})
    page = browser.get(PAGE).text
    assert "did not understand" in page
    assert '<button type="submit" name="text" value="Why leg-1?">Why leg-1?</button>' in page


def test_an_empty_question_is_refused(site: Site) -> None:
    assert submit(site.browser("mara"), PAGE, f"{PAGE}/ask", {"text": "  "}).status_code == 422


def test_a_question_cannot_be_sent_from_elsewhere(site: Site) -> None:
    answer = site.browser("mara").post(f"{PAGE}/ask", data={"text": "Why?"}, headers={"Origin": "http://elsewhere"})
    assert answer.status_code == 403
