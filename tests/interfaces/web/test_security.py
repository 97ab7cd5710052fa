"""What strangers try: forged forms, markup in names, made-up addresses; and the headers that hold them off."""

import logging

import pytest
from sqlalchemy import text

from interfaces.web.assets import FOLDER, addresses
from tests.interfaces.fixtures.bundles import winch_bundle
from tests.interfaces.fixtures.company import NOW, propose
from tests.interfaces.site import Site
from tests.interfaces.web.forms import fields, submit
from trimtab.bundles import BundleState

PAGE = "/bundles/bnd_shackles"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"


@pytest.mark.parametrize("path", ["/", "/login/x", "/nowhere", "/api/v1/healthz", "/api/v1/nowhere"])
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    headers = site.client().get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_an_unexpected_error_shows_no_trace_and_keeps_the_headers(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("interfaces.web.routes.queue.inbox", broken)
    with caplog.at_level(logging.CRITICAL):
        answer = site.browser("mara").get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret inside" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_ledger_that_does_not_answer_is_a_page_too(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    browser = site.browser("mara")
    with site.ledger.write() as tx:
        tx.connection.execute(text("DROP TABLE credential"))
    with caplog.at_level(logging.CRITICAL):
        answer = browser.get("/")
    assert (answer.status_code, "Something went wrong" in answer.text) == (500, True)


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_from_another_site_is_refused_even_with_the_token(site: Site, headers: dict[str, str]) -> None:
    browser = site.browser("mara")
    form = fields(browser.get(PAGE).text, f"{PAGE}/approve")
    answer = browser.post(f"{PAGE}/approve", data=form, headers=headers)
    assert answer.status_code == 403
    assert "came from another site" in answer.text
    assert site.record("bnd_shackles").state is BundleState.AWAITING


@pytest.mark.parametrize("token", ["", "0" * 64, "häh"])
def test_a_form_without_the_sessions_token_is_refused(site: Site, token: str) -> None:
    browser = site.browser("mara")
    form = fields(browser.get(PAGE).text, f"{PAGE}/approve") | {"token": token}
    answer = browser.post(f"{PAGE}/approve", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert site.record("bnd_shackles").state is BundleState.AWAITING


def test_one_persons_token_does_not_fit_anothers_session(site: Site) -> None:
    form = fields(site.browser("mara").get(PAGE).text, f"{PAGE}/approve")
    assert site.browser("mara").post(f"{PAGE}/approve", data=form).status_code == 403


def test_markup_in_names_and_texts_is_shown_not_run(site: Site) -> None:
    bundle = winch_bundle(NOW, bundle_id="bnd_evil", case_id="case_evil", headline=f"Evil {MARKUP}")
    purchase = bundle.legs[0].action
    evil_lines = tuple(line.model_copy(update={"item": MARKUP[:64]}) for line in purchase.lines)  # type: ignore[union-attr]
    legs = (
        bundle.legs[0].model_copy(
            update={"because": MARKUP, "action": purchase.model_copy(update={"lines": evil_lines, "supplier": MARKUP})}
        ),
        *bundle.legs[1:],
    )
    evil = bundle.model_copy(
        update={"legs": legs, "claims": (), "narrative": MARKUP, "if_nobody_answers": MARKUP, "projections": ()}
    )
    propose(site.ledger, evil, title=MARKUP)
    browser = site.browser("mara")
    submit(browser, "/bundles/bnd_evil", "/bundles/bnd_evil/reject", {"code": "wrong_data", "text": MARKUP})
    for path in ("/bundles/bnd_evil", "/cases/case_evil", "/?show=decided", "/audit"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in browser.get("/bundles/bnd_evil").text


@pytest.mark.parametrize("path", ["/bundles/nowhere", "/cases/nowhere", "/nowhere", "/static/trimtab.css"])
def test_what_is_not_there_is_a_designed_page(site: Site, path: str) -> None:
    answer = site.browser("mara").get(path)
    assert answer.status_code == 404
    assert "<h1>Not found</h1>" in answer.text
    assert 'href="/">Go to the queue' in answer.text


def test_static_files_are_named_after_their_content_and_kept_for_ever(site: Site) -> None:
    for name, address in addresses().items():
        answer = site.client().get(address)
        assert answer.content == (FOLDER / name).read_bytes()
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_page_with_everything_stays_small(site: Site) -> None:
    files = sum(len((FOLDER / name).read_bytes()) for name in addresses())
    page = site.browser("mara").get("/bundles/bnd_revised").content
    assert len(page) + files < 200_000
