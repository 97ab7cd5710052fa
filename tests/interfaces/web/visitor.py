"""A person at a real browser: signed in or not, with or without JavaScript, watched for anything the policy blocks."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.interfaces.site import Site
from trimtab.ledger.people import CredentialKind


@dataclass
class Visitor:
    """One browser window; `complaints` collects errors and whatever the content security policy blocked."""

    site: Site
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def visit(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site.url + path)
        return self.page

    def listen(self) -> None:
        """Collect complaints from now on."""

        def told(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.complaints.append(message.text)

        self.page.on("console", told)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


Open = Callable[..., Visitor]


def open_visitor(
    browser: Browser, site: Site, who: str | None, *, width: int = 1280, dark: bool = False, javascript: bool = True
) -> Visitor:
    """Open a window of a size and scheme."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
    )
    context.set_default_timeout(8000)
    if who:
        session = site.issue(CredentialKind.SESSION, who)
        context.add_cookies([{"name": "trimtab", "value": session, "url": site.url}])
    visitor = Visitor(site, context, context.new_page())
    visitor.listen()
    return visitor
