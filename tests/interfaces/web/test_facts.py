"""Facts: the list, the form of each kind, what it puts in force, and taking one back."""

import pytest

from tests.interfaces.site import Site
from tests.interfaces.web.forms import submit, text_of
from trimtab.facts import Fact

UNTIL = {"expires": "2026-12-10T09:00", "text": "On the phone."}
KINDS = {
    "arrival": (
        {"line": "2417/1", "on": "2026-12-14"},
        "KMW-2417, Self-tailing winch 40 (WINCH-40) arrives on Mon 14 Dec.",
    ),
    "demand": (
        {"item": "WINCH-40", "location": "CEN", "per_day": "7.5"},
        "Demand for Self-tailing winch 40 (WINCH-40) at Central, Rotterdam is 7.5 pcs a day.",
    ),
    "promotion": (
        {
            "item": "ROPE-12",
            "location": "NOR",
            "start": "2026-12-07",
            "end": "2026-12-20",
            "promotion": "on",
            "per_day": "6",
        },
        (
            "Promotion of Braided rope 12 mm, 50 m coil (ROPE-12) at North, Gothenburg "
            "from Mon 7 Dec to Sun 20 Dec: 6 pcs a day beyond the usual."
        ),
    ),
    "lead_time": (
        {"source": "KMW/WINCH-40", "days": "44"},
        "Kowloon Marine Works needs 44 days for Self-tailing winch 40 (WINCH-40).",
    ),
    "lane": (
        {"lane": "CEN>NOR", "status": "closed"},
        "The lane Central, Rotterdam to North, Gothenburg is closed.",
    ),
    "stock": (
        {"item": "SHACK-10", "location": "CEN", "quantity": "140"},
        "140 pcs of Bow shackle 10 mm (SHACK-10) at Central, Rotterdam were counted.",
    ),
}


def _facts(site: Site) -> list[Fact]:
    with site.ledger.read() as tx:
        return tx.facts.all()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_and_then_stands_on_the_page(day: Site, kind: str) -> None:
    typed, sentence = KINDS[kind]
    browser, before = day.browser("mara"), {f.id for f in _facts(day)}
    answer = submit(browser, f"/facts?kind={kind}", "/facts", typed | UNTIL)
    assert (answer.status_code, answer.headers["location"]) == (303, "/facts?told=1")
    (told,) = [f for f in _facts(day) if f.id not in before]
    assert (told.statement.kind, told.owner, told.text) == (kind, "mara", "On the phone.")
    text = text_of(browser.get(answer.headers["location"]).text)
    assert sentence in text
    assert "Said. What rests on it is being priced again." in text


def test_a_promotion_that_is_off_brings_nothing(day: Site) -> None:
    typed = KINDS["promotion"][0] | {"promotion": "off", "per_day": ""}
    submit(day.browser("ines"), "/facts?kind=promotion", "/facts", typed | UNTIL)
    assert (
        "No promotion of Braided rope 12 mm, 50 m coil (ROPE-12) at North, Gothenburg from Mon 7 Dec to Sun 20 Dec."
        in text_of(day.browser("ines").get("/facts").text)
    )


def test_without_a_kind_the_page_asks_for_one_first(day: Site) -> None:
    text = text_of(day.browser("mara").get("/facts").text)
    assert "Choose first what kind of thing you know." in text
    assert "Say it" not in text


def test_the_page_shows_what_holds_and_how_the_rest_ended(day: Site) -> None:
    text = text_of(day.browser("mara").get("/facts").text)
    assert "The campaign was called off in Monday's meeting." in text
    assert "Inès Caron, Tue 24 Nov 09:12 · ends Tue 8 Dec 09:12 (in 14 days)" in text
    assert "withdrawn The lane Central, Rotterdam to North, Gothenburg is closed." in text
    assert "expired 140 pcs of Bow shackle 10 mm (SHACK-10) at Central, Rotterdam were counted." in text


def test_a_bundle_fills_in_what_it_is_about_and_the_fact_remembers_its_case(day: Site) -> None:
    browser = day.browser("mara")
    page = browser.get("/facts?kind=stock&bundle=bnd_less").text
    assert '<option value="ROPE-12" selected>' in page
    typed, before = {"item": "ROPE-12", "location": "CEN", "quantity": "90"}, _facts(day)
    submit(browser, "/facts?kind=stock&bundle=bnd_less", "/facts", typed | UNTIL)
    assert [f.case_id for f in _facts(day) if f not in before] == ["case_less"]


def test_a_form_that_is_not_right_comes_back_as_it_was_filled_in(day: Site) -> None:
    typed = {"item": "ROPE-12", "location": "CEN", "quantity": "about 90"}
    answer = submit(day.browser("mara"), "/facts?kind=stock", "/facts", typed | UNTIL)
    assert answer.status_code == 422
    assert "Nothing was said yet. 'about 90' is not a quantity." in text_of(answer.text)
    assert 'value="about 90"' in answer.text
    assert '<option value="ROPE-12" selected>' in answer.text


@pytest.mark.parametrize(
    ("change", "said"),
    [({"expires": "2026-11-20T09:00"}, "over already"), ({"expires": "soon"}, "is not a date and time")],
)
def test_an_end_that_cannot_be_is_refused(day: Site, change: dict[str, str], said: str) -> None:
    typed = KINDS["stock"][0] | UNTIL | change
    answer = submit(day.browser("mara"), "/facts?kind=stock", "/facts", typed)
    assert answer.status_code == 422
    assert said in text_of(answer.text)


def test_who_does_not_own_an_input_is_told_whose_it_is(day: Site) -> None:
    answer = submit(day.browser("ines"), "/facts?kind=lane", "/facts", KINDS["lane"][0] | UNTIL)
    assert answer.status_code == 403
    assert "belongs to logistics" in text_of(answer.text)


def test_a_fact_is_withdrawn_by_its_button(day: Site) -> None:
    browser = day.browser("mara")
    held = next(f for f in _facts(day) if f.owner == "mara")
    submit(browser, "/facts", f"/facts/{held.id}/withdraw")
    assert "withdrawn KMW-2417, Self-tailing winch 40 (WINCH-40) arrives on Sat 12 Dec." in text_of(
        browser.get("/facts").text
    )


def test_rejecting_for_wrong_data_leads_to_saying_what_is_right(day: Site) -> None:
    browser = day.browser("mara")
    typed = {"code": "wrong_data", "text": "The count is wrong."}
    submit(browser, "/bundles/bnd_less", "/bundles/bnd_less/reject", typed)
    page = browser.get("/bundles/bnd_less").text
    assert "Say what is right instead" in page
    assert 'href="/facts?bundle=bnd_less"' in page


def test_an_empty_list_says_what_will_appear_here(site: Site) -> None:
    assert "Nobody has said anything" in site.browser("mara").get("/facts").text
