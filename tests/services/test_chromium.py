"""The machine's Chromium opens a page, and a missing one is named."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.services.chromium import chromium_path
from tests.services.require import ServiceMissingError

PAGE = "<!doctype html><html lang='en'><title>House</title><main><h1>Trimtab</h1></main></html>"


def test_the_browser_opens_a_page_and_axe_reads_it(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    assert page.inner_text("h1") == "Trimtab"
    assert Axe().run(page).violations_count == 0
    page.close()


def test_a_path_that_is_no_program_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_TEST_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(ServiceMissingError, match="/nowhere/chromium"):
        chromium_path()


def test_a_machine_without_a_browser_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRIMTAB_TEST_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceMissingError, match="apt-get install chromium"):
        chromium_path()
