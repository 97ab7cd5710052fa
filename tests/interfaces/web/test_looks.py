"""What a page must be for everybody: no barrier that axe finds, no overflow, nothing blocked, large enough targets."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.interfaces.web.visitor import Open

PAGES = (
    "/",
    "/?show=decided",
    "/bundles/bnd_winch",
    "/bundles/bnd_revised",
    "/bundles/bnd_running",
    "/bundles/bnd_blocks",
    "/bundles/bnd_less",
    "/bundles/bnd_supply",
    "/bundles/bnd_demand",
    "/bundles/bnd_asked",
    "/bundles/bnd_countered",
    "/cases/case_winch",
    "/tasks",
    "/facts",
    "/facts?kind=promotion&bundle=bnd_less",
    "/facts?kind=arrival",
    "/outcomes",
    "/dismissed",
    "/quarantine",
    "/audit",
    "/nowhere",
    "/login/secret",
)
PHONE_PAGES = (
    "/",
    "/?show=decided",
    "/bundles/bnd_winch",
    "/bundles/bnd_supply",
    "/bundles/bnd_asked",
    "/cases/case_winch",
    "/tasks",
    "/facts?kind=lane",
    "/outcomes",
    "/dismissed",
    "/audit",
    "/login/secret",
)
KEY_PAGES = ("/", "/bundles/bnd_revised", "/bundles/bnd_less", "/tasks", "/facts?kind=promotion", "/outcomes")
MATRIX = ((1280, False, PAGES), (390, True, PHONE_PAGES), (1280, True, KEY_PAGES), (390, False, KEY_PAGES))
SMALL = """() => [...document.querySelectorAll(
    'button, .button, summary, .bar a, .tabs a, nav.kinds a, select, input:not([type=hidden])')]
  .filter(e => e.checkVisibility() && !e.closest('.pick'))
  .map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.height > 0 && (r.height < 44 || r.width < 40))
  .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.width}x${r.height}`)"""
CUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(("width", "dark", "paths"), MATRIX, ids=["desktop", "phone-dark", "desktop-dark", "phone"])
def test_every_page_is_for_everybody(visit_day: Open, width: int, dark: bool, paths: tuple[str, ...]) -> None:
    visitor = visit_day("mara", width=width, dark=dark)
    axe = Axe()
    found: dict[str, object] = {}
    for path in paths:
        page = visitor.visit(path)
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => { d.removeAttribute('name'); d.open = true; })"
        )
        results = axe.run(page)
        if results.violations_count:
            found[f"axe {path}"] = results.generate_report()
        if page.evaluate(CUT) > 0:
            found[f"overflow {path}"] = page.evaluate(CUT)
        if small := page.evaluate(SMALL):
            found[f"small targets {path}"] = small
    blocked = [c for c in visitor.complaints if "404" not in c]
    assert (found, blocked) == ({}, [])


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["desktop", "phone-dark"])
def test_what_an_edit_does_is_for_everybody(visit_day: Open, width: int, dark: bool) -> None:
    visitor = visit_day("mara", width=width, dark=dark)
    page = visitor.visit("/bundles/bnd_winch")
    page.locator("#edit summary").click()
    page.get_by_label("Quantity, pcs").first.fill("24")
    page.get_by_role("button", name="Show what that does").click()
    page.get_by_role("heading", name="What your change does").wait_for()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert (page.evaluate(CUT), page.evaluate(SMALL)) == (0, [])


def test_a_page_prints_without_its_controls(visit: Open) -> None:
    page = visit("mara").visit("/bundles/bnd_winch")
    page.emulate_media(media="print")
    assert page.locator(".leg").first.is_visible()
    assert not page.locator("#approve").is_visible()
    assert not page.locator("nav").first.is_visible()


def test_the_skip_link_is_first_and_leads_to_the_content(visit: Open) -> None:
    page = visit("mara").visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
