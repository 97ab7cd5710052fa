"""What the pages say."""

import re
from datetime import timedelta

import pytest
from markupsafe import escape

from tests.interfaces.site import Site
from tests.interfaces.web.forms import submit, text_of
from trimtab import approvals
from trimtab.decisions import Approve, Channel


def approve_north(site: Site) -> None:
    """Let one person decide something, so that the trail grows."""
    approvals.decide(site.ledger, "bnd_north", "joris", Approve(digest=site.record("bnd_north").digest), Channel.WEB)


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


@pytest.mark.parametrize(("bundle", "said"), STATES.items())
def test_a_bundle_in_every_state_has_its_page(site: Site, bundle: str, said: str) -> None:
    answer = site.browser("mara").get(f"/bundles/{bundle}")
    assert answer.status_code == 200
    text = text_of(answer.text)
    assert said in text
    for shown in ("Acting saves, EUR", "Cash, EUR", "Margin and penalties, EUR", "Implied, EUR", "ERP as of"):
        assert shown in text
    assert re.search(r"[Ii]f nobody answers [A-Z]", text)


def test_the_queue_puts_money_first_and_says_what_everything_together_costs(site: Site) -> None:
    text = text_of(site.browser("mara").get("/").text)
    assert "4 bundles need your approval. Leaving them for four hours is expected to cost €2,611 ." in text
    assert text.index("Bridge the furlers") < text.index("Move 30 winches") < text.index("Order 360 shackles")
    assert "order cut-off at Brest in 3 h 18 min , Tue 24 Nov 12:30" in text
    assert "1 put off to a later time" in text


def test_an_empty_queue_says_what_will_appear_here(site: Site) -> None:
    text = text_of(site.browser("pavel").get("/").text)
    assert "Nothing waits for you" in text
    assert "A bundle appears here when a drift is worth acting on" in text
    assert "5 are open for others" in text


def test_a_bundle_says_what_changes_before_and_after(site: Site) -> None:
    text = text_of(site.browser("mara").get("/bundles/bnd_winch").text)
    for said in (
        "Purchase order to Brest Fittings",
        "Self-tailing winch 40 WINCH-40 · due Mon 30 Nov · 268.00 each 0 48 12,864.00",
        "Total 13,998.00",
        "Transfer to North, Gothenburg",
        "Freight €36.00",
        "Order at minimum 30 66 +36",
        "Order up to target 240 312 +72",
        "24 pcs for Vendée Yachtworks Sun 6 Dec Fri 11 Dec 5 days later",
    ):
        assert said in text


def test_a_bundle_says_why_now_and_what_it_is_worth(site: Site) -> None:
    text = text_of(site.browser("mara").get("/bundles/bnd_winch").text)
    for said in (
        "€9,840 €7,990 can be avoided, €1,850 is sunk",
        "Lead time 35 to 44 days Self-tailing winch 40 (WINCH-40) from Kowloon Marine Works Input of procurement",
        "Purchase changed: KMW-2417, Tue 24 Nov 09:03",
        "Acting saves, EUR 6,416 over 90 days Cash, EUR +14,034 spends more; 12,460 of it for stock",
        "4 documents, €14,034 committed by approving",
        "Procurement · ERP as of 09:08",
        "If nobody answers The ERP orders 240 winches from Kowloon on Thursday",
        "Cash purchases, freight and fees 41,200 55,234 +14,034 spends more",
        "Margin and penalties expected loss on late sales 9,840 1,420 −8,420 saves",
        "Of it goods stays in the company as stock, at cost 40,650 53,110 +12,460 into stock",
        "Acting saves −14,034 cash +12,460 goods +8,420 margin and penalties −430 implied = 6,416 6,416 over 90 days",
        "Implied capital charge on stock, price of change; on no invoice 3,110 3,540 +430 costs more",
        "87.4 % 98.6 % +11.2 pp better",
        "Deciding four hours later is expected to cost €1,256, letting it expire €3,384.",
        "order cut-off at Brest +€1,240 in 3 h 18 min, Tue 24 Nov 12:30",
        "Without the bundle it runs out on Wed 9 Dec and is 18 pcs short on Fri 11 Dec.",
        "no plan under these limits costs more than €5.78 less",
        "Expedite KMW-2417 by air for half of the quantity +€2,310",
        "Demand Self-tailing winch 40 (WINCH-40) at Central, Rotterdam 6 pcs a day 5.1 pcs a day 7.4 pcs a day",
        "1 document · Purchases go to the buyer",
        "Logistics approved by Joris de Vries",
        "Thu 26 Nov 01:12 (in 40 h)",
    ):
        assert said in text


def test_a_revised_bundle_shows_old_and_new_and_what_made_it_stale(site: Site) -> None:
    text = text_of(site.browser("mara").get("/bundles/bnd_revised").text)
    assert "What is different from revision 1" in text
    assert "Due date of KMW-2417, line 1 was Tue 8 Dec, is Sat 12 Dec" in text
    assert "Self-tailing winch 40 changed Purchase order to Brest Fittings 36 pcs 60 pcs" in text
    assert "Commits changed Impact €10,818 €17,250" in text


def test_after_the_decision_the_page_names_the_documents_of_the_erp(site: Site) -> None:
    text = text_of(site.browser("mara").get("/bundles/bnd_running").text)
    assert "approved by Joris de Vries, Mara Lindqvist and Inès Caron" in text
    assert "Purchase order to Brest Fittings requested, no answer yet · Tryton PO00087 (waiting)" in text
    assert "waits for sales to do it by hand" in text


def test_the_undo_counts_down_in_wall_time(site: Site) -> None:
    site.advance(timedelta(seconds=4))
    assert "6 s left to undo." in site.browser("mara").get("/bundles/bnd_blocks").text


def test_the_chart_is_there_for_those_who_cannot_see_it(site: Site) -> None:
    page = site.browser("mara").get("/bundles/bnd_winch").text
    assert page.count('role="img"') == 4
    assert "Projected stock of Self-tailing winch 40 at Central, Rotterdam, pcs</title>" in page
    assert "The same as a table" in page


def test_tasks_quarantine_and_audit_say_what_is_in_them(site: Site) -> None:
    browser = site.browser("ines")
    assert "Tell Vendée Yachtworks that line 1 of SO-VEND-211" in browser.get("/tasks").text
    assert "demand.csv row 12" in browser.get("/quarantine").text
    assert "It has not been verified here yet." in browser.get("/audit").text


def test_the_audit_trail_is_verified_when_somebody_asks_and_says_when_it_was(site: Site) -> None:
    browser = site.browser("mara")
    assert submit(browser, "/audit", "/audit/verify").status_code == 303
    text = text_of(browser.get("/audit").text)
    assert "verified Every entry follows from the one before it, up to number" in text
    assert "Mara Lindqvist, Tue 24 Nov 09:12 (now)" in text
    approve_north(site)
    assert "1 entry since" in text_of(browser.get("/audit").text)


def test_a_broken_chain_is_named_with_its_entry(site: Site) -> None:
    with site.ledger.engine.begin() as connection:
        connection.exec_driver_sql("update audit set payload = '{}' where sequence = 3")
    browser = site.browser("mara")
    submit(browser, "/audit", "/audit/verify")
    assert "broken The payload of entry 3" in text_of(browser.get("/audit").text)


def test_every_card_in_the_queue_has_its_amounts_and_what_happens_if_nobody_answers(day: Site) -> None:
    text = text_of(day.browser("mara").get("/").text)
    assert (
        "Demand for ropes fell by a third: take back and put off what is not needed no deadline ahead · "
        "ERP as of 09:12 If nobody answers: The coils arrive on 2 December and tie up €6,330 until summer; the "
        "ERP orders 24 more on Thursday. Acting saves 804 over 90 days Cash −6,330 spends less; 6,330 less for stock "
        "Margin and penalties −780 saves Implied −24 saves"
    ) in text


def test_a_bundle_that_lowers_stock_reads_naturally(day: Site) -> None:
    text = text_of(day.browser("mara").get("/bundles/bnd_less").text)
    for said in (
        "Cash, EUR −6,330 spends less; 6,330 less for stock",
        "Cancel KMW-2440",
        "Braided rope 12 mm, 50 m coil ROPE-12 48 0",
        "Wed 2 Dec Mon 28 Dec 26 days later",
        "Order at minimum 40 26 −14",
        "On average it holds 97 coil less.",
    ):
        assert said in text


def test_a_request_to_a_supplier_says_that_nothing_changes_before_the_answer(day: Site) -> None:
    text = text_of(day.browser("mara").get("/bundles/bnd_supply").text)
    assert text.count("A request: nothing changes in the ERP before the supplier confirms.") == 2
    assert "Asked of Kowloon Marine Works" in text


def test_messages_call_people_by_their_names(day: Site) -> None:
    for path in ("/bundles/bnd_winch", "/bundles/bnd_refused", "/?show=decided"):
        text = text_of(day.browser("joris").get(path).text)
        assert not re.search(r"\bby (mara|joris|ines)\b", text), path
        assert "KMW, asked" not in text


def test_the_rest_of_the_navigation_is_one_step_away(site: Site) -> None:
    page = site.browser("mara").get("/audit").text
    assert '<summary class="within">More' in page
    assert '<a href="/dismissed">Nothing to do</a>' in page
    assert '<a href="/audit" aria-current="page">Audit</a>' in page


PATHS = ("/", "/bundles/bnd_supply", "/bundles/bnd_running", "/tasks", "/facts", "/outcomes", "/dismissed", "/audit")


def test_nobody_shouts_and_nothing_is_called_ai(day: Site) -> None:
    browser = day.browser("mara")
    for path in (*PATHS, "/nowhere"):
        text = text_of(browser.get(path).text.split("</head>")[1])
        assert "!" not in text
        assert not re.search(r"\bAI\b", text)


def test_the_audit_trail_calls_bundles_and_cases_by_name_and_leads_to_them(site: Site) -> None:
    approve_north(site)
    page = site.browser("mara").get("/audit").text
    with site.ledger.read() as tx:
        entries = tx.audit.newest(100)
        bundle = tx.bundles.get("bnd_north").bundle
    assert f'<a href="/bundles/bnd_north">{escape(bundle.headline)}</a>' in page
    shown = text_of(page)
    assert not [e.subject for e in entries if e.subject.startswith("bnd_") and f" {e.subject} " in shown]


def test_what_is_wrong_with_a_form_is_said_in_its_own_words(site: Site) -> None:
    digest = site.record("bnd_north").digest
    empty = {"digest": digest, "code": "not_allowed", "text": ""}
    answer = submit(site.browser("joris"), "/bundles/bnd_north", "/bundles/bnd_north/reject", empty)
    said = text_of(answer.text)
    assert answer.status_code == 422
    assert "It is empty, and has to say something." in said
    assert "Field In your words" in said
    assert "Record" not in said
