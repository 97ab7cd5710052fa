"""What the pages say."""

import re
from datetime import timedelta

import pytest

from tests.interfaces.site import Site

STATES = {
    "bnd_winch": "awaiting",
    "bnd_revised": "awaiting",
    "bnd_rope": "Put off until",
    "bnd_blocks": "decided",
    "bnd_running": "being executed",
    "bnd_done": "every document is committed",
    "bnd_furlers": "Too costly: Ten are enough until the boat show.",
    "bnd_expired": "Nobody decided in time; nothing was executed.",
}


def _text(page: str) -> str:
    """Return a page's words with one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'")


@pytest.mark.parametrize(("bundle", "said"), STATES.items())
def test_a_bundle_in_every_state_has_its_page(site: Site, bundle: str, said: str) -> None:
    answer = site.browser("mara").get(f"/bundles/{bundle}")
    assert answer.status_code == 200
    assert said in _text(answer.text)


def test_the_queue_puts_money_first_and_says_what_everything_together_costs(site: Site) -> None:
    text = _text(site.browser("mara").get("/").text)
    assert "4 bundles need your approval. Leaving them for four hours is expected to cost €2,611 ." in text
    assert text.index("Bridge the furlers") < text.index("Move 30 winches") < text.index("Order 360 shackles")
    assert "order cut-off at Brest in 3 h 18 min , Tue 24 Nov 12:30" in text
    assert "1 put off to a later time" in text


def test_an_empty_queue_says_what_will_appear_here(site: Site) -> None:
    text = _text(site.browser("pavel").get("/").text)
    assert "Nothing waits for you" in text
    assert "A bundle appears here when a drift is worth acting on" in text
    assert "5 are open for others" in text


def test_a_bundle_says_what_changes_before_and_after(site: Site) -> None:
    text = _text(site.browser("mara").get("/bundles/bnd_winch").text)
    for said in (
        "Purchase order to Brest Fittings",
        "WINCH-40 Self-tailing winch 40 · due Mon 30 Nov · 268.00 each 0 48 12,864.00",
        "Total 13,998.00",
        "Transfer to North, Gothenburg",
        "Freight €36.00",
        "Order at minimum 30 66 +36",
        "Order up to target 240 312 +72",
        "24 for Vendée Yachtworks Sun 6 Dec Fri 11 Dec 5 days later",
    ):
        assert said in text


def test_a_bundle_says_why_now_and_what_it_is_worth(site: Site) -> None:
    text = _text(site.browser("mara").get("/bundles/bnd_winch").text)
    for said in (
        "€9,840 €7,990 can be avoided, €1,850 is sunk",
        "Lead time 35 to 44 days WINCH-40 from Kowloon Marine Works Input of procurement",
        "Purchase changed: KMW-2417, Tue 24 Nov 09:03",
        "Cash purchases, freight and fees 41,200 55,234 +14,034 spends more",
        "Margin and penalties expected loss on late sales 9,840 1,420 −8,420 saves",
        "Implied capital tied up and price of risk; on no invoice 3,110 3,540 +430 costs more",
        "87.4 % 98.6 % +11.2 pp better",
        "Deciding four hours later is expected to cost €1,256, letting it expire €3,384.",
        "order cut-off at Brest +€1,240 in 3 h 18 min, Tue 24 Nov 12:30",
        "Without the bundle it runs out on Wed 9 Dec and is 18 pcs short on Fri 11 Dec.",
        "no plan under these limits costs more than €5.78 less",
        "Expedite KMW-2417 by air for half of the quantity +€2,310",
        "Demand WINCH-40 at Central, Rotterdam 6 pcs a day 5.1 pcs a day 7.4 pcs a day",
        "1 document · Purchases go to the buyer",
        "Logistics approved by Joris de Vries",
        "Thu 26 Nov 01:12 (in 40 h)",
    ):
        assert said in text


def test_a_revised_bundle_shows_old_and_new_and_what_made_it_stale(site: Site) -> None:
    text = _text(site.browser("mara").get("/bundles/bnd_revised").text)
    assert "What is different from revision 1" in text
    assert "Due date of purchase order 2417, line 1 was Tue 8 Dec, is Sat 12 Dec" in text
    assert "WINCH-40 changed Purchase order to Brest Fittings 36 pcs 60 pcs" in text
    assert "Commits changed Impact €10,818 €17,250" in text


def test_after_the_decision_the_page_names_the_documents_of_the_erp(site: Site) -> None:
    text = _text(site.browser("mara").get("/bundles/bnd_running").text)
    assert "approved by Joris de Vries, Mara Lindqvist and Inès Caron" in text
    assert "Purchase order to Brest Fittings requested, no answer yet · Tryton PO00087 (waiting)" in text
    assert "waits for sales to do it by hand" in text


def test_the_undo_counts_down_in_wall_time(site: Site) -> None:
    site.advance(timedelta(seconds=4))
    assert "6 s left to undo." in site.browser("mara").get("/bundles/bnd_blocks").text


def test_the_chart_is_there_for_those_who_cannot_see_it(site: Site) -> None:
    page = site.browser("mara").get("/bundles/bnd_winch").text
    assert page.count('role="img"') == 4
    assert "Projected stock of WINCH-40 at Central, Rotterdam, pcs</title>" in page
    assert "The same as a table" in page


def test_tasks_quarantine_and_audit_say_what_is_in_them(site: Site) -> None:
    browser = site.browser("ines")
    assert "Tell Vendée Yachtworks that line 1 of SO-VEND-211" in browser.get("/tasks").text
    assert "demand.csv row 12" in browser.get("/quarantine").text
    assert "Every entry follows from the one before it." in browser.get("/audit").text


def test_nobody_shouts_and_nothing_is_called_ai(site: Site) -> None:
    browser = site.browser("mara")
    for path in ("/", "/bundles/bnd_winch", "/bundles/bnd_running", "/tasks", "/audit", "/nowhere"):
        text = _text(browser.get(path).text.split("</head>")[1])
        assert "!" not in text
        assert not re.search(r"\bAI\b", text)
