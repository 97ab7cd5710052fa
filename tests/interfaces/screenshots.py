"""Pictures of every page and state, to be looked at: `python -m tests.interfaces.screenshots FOLDER [NAME ...]`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.interfaces.fixtures.day import seed_day
from tests.interfaces.site import Site, make_site, served
from tests.services.chromium import CHROMIUM_ARGS, chromium_path
from trimtab.ledger.people import CredentialKind

SIZES = {"desktop": (1280, 1180), "phone": (390, 1400)}
PAGES = {
    "queue": "/",
    "open": "/?show=open",
    "decided": "/?show=decided",
    "bundle": "/bundles/bnd_winch",
    "revised": "/bundles/bnd_revised",
    "undo": "/bundles/bnd_blocks",
    "executing": "/bundles/bnd_running",
    "done": "/bundles/bnd_done",
    "rejected": "/bundles/bnd_furlers",
    "case": "/cases/case_winch",
    "tasks": "/tasks",
    "quarantine": "/quarantine",
    "audit": "/audit",
    "less": "/bundles/bnd_less",
    "supply": "/bundles/bnd_supply",
    "demand": "/bundles/bnd_demand",
    "asked": "/bundles/bnd_asked",
    "countered": "/bundles/bnd_countered",
    "silent": "/bundles/bnd_silent",
    "facts": "/facts",
    "tell": "/facts?kind=promotion&bundle=bnd_less",
    "outcomes": "/outcomes",
    "dismissed": "/dismissed",
    "missing": "/bundles/nowhere",
    "login": "/login/secret",
}


def main(names: list[str], folder: Path) -> None:
    """Take the pictures named (all of them, by day and at night, if none) into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(names) or {f"{p}-{size}-{scheme}" for p in PAGES for size in SIZES for scheme in ("light", "dark")}
    with (
        tempfile.TemporaryDirectory() as data,
        served(make_site(Path(data), story=seed_day)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGS))
        for name in sorted(wanted):
            _take(browser, site, name, folder)
        browser.close()


def _take(browser: Browser, site: Site, name: str, folder: Path) -> None:
    page_name, size, scheme = name.split("-")
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    session = site.issue(CredentialKind.SESSION, "mara")
    context.add_cookies([{"name": "trimtab", "value": session, "url": site.url}])
    page = context.new_page()
    page.goto(site.url + PAGES[page_name])
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    context.close()


if __name__ == "__main__":
    main(sys.argv[2:], Path(sys.argv[1]))
