"""What Trimtab gave up on stands on the queue and on the page of its case, and is tried again when a person says so."""

from dataclasses import replace

import pytest

from tests.interfaces.site import Site
from tests.interfaces.web.forms import submit, text_of
from trimtab.approvals.retries import retry
from trimtab.errors import NotFound, NotPermitted
from trimtab.ledger.outbox import MAX_ATTEMPTS, OutboxKind, OutboxRow

CASE = "case_winch"


def give_up(site: Site, kind: OutboxKind, subject: str) -> None:
    with site.ledger.write() as tx:
        tx.outbox.put(kind, subject, {"round": 1})
    *_, row = pending(site, subject)
    with site.ledger.write() as tx:
        tx.outbox.failed(replace(row, attempts=MAX_ATTEMPTS - 1), "InvalidField: an offer of yesterday")


def pending(site: Site, subject: str) -> list[OutboxRow]:
    with site.ledger.read() as tx:
        return [row for row in tx.outbox.due(limit=1000) if row.subject == subject]


@pytest.mark.parametrize(
    ("kind", "subject"), [(OutboxKind.WAKE_CASE, CASE), (OutboxKind.WAKE_BUNDLE, "bnd_winch")], ids=str
)
def test_it_is_told_with_its_reason_and_tried_again(site: Site, kind: OutboxKind, subject: str) -> None:
    give_up(site, kind, subject)
    browser = site.browser("mara")
    assert "Trimtab could not work this out and gave up" in text_of(browser.get("/").text)
    page = text_of(browser.get(f"/cases/{CASE}").text)
    assert "given up" in page
    assert "an offer of yesterday" in page
    assert submit(browser, f"/cases/{CASE}", f"/cases/{CASE}/retry").status_code in {200, 303}
    with site.ledger.read() as tx:
        assert tx.outbox.dead() == []
    assert pending(site, subject)
    assert "gave up" not in text_of(browser.get("/").text)


def test_who_may_not_and_what_was_not_given_up_is_refused(site: Site) -> None:
    give_up(site, OutboxKind.WAKE_CASE, CASE)
    with pytest.raises(NotPermitted):
        retry(site.ledger, CASE, "ines")
    with pytest.raises(NotFound):
        retry(site.ledger, "case_north", "mara")
