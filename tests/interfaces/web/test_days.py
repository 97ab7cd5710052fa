"""What the pages about days say: outcomes beside the weekly cycle, and what was looked at and left alone."""

from tests.interfaces.site import Site
from tests.interfaces.web.forms import text_of


def test_outcomes_state_the_difference_in_sentences_charts_and_a_table(day: Site) -> None:
    page = day.browser("pavel").get("/outcomes").text
    text = text_of(page)
    assert "20 business days, Mon 2 Nov to Sat 21 Nov." in text
    assert "€24,700 less stock than under the weekly cycle." in text
    assert "1.9 percentage points better service than the weekly cycle." in text
    assert "€874 saved against the weekly cycle." in text
    assert "€9,000 less spent than under the weekly cycle." in text
    assert page.count('role="img"') == 8
    assert page.count('<th scope="row">') == 20


def test_before_the_first_day_outcomes_say_what_will_appear(site: Site) -> None:
    assert "No day is complete yet" in site.browser("pavel").get("/outcomes").text


def test_what_was_left_alone_says_why_and_what_acting_would_have_saved(day: Site) -> None:
    text = text_of(day.browser("mara").get("/dismissed").text)
    assert "One late delivery of blocks" in text
    assert "One delivery came two days late; stock covers nine days" in text
    assert "Acting would have saved at most, once €18.40 and a day, lasting €0.35 Worth acting on from €50.00" in text
    assert "Purchase changed: KMW-2417, Tue 24 Nov 09:03" in text


def test_nothing_left_alone_says_what_will_appear(site: Site) -> None:
    assert "Nothing was dismissed" in site.browser("mara").get("/dismissed").text
