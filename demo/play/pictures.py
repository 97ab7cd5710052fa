"""Pictures of the play for the README: the page as an approver sees it at the moments that tell the story."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
WIDTH, HEIGHT = 1280, 1180


class Pictures:
    """Takes pictures into a folder, signed in by a link; use it as a context manager. Needs Playwright and Chromium."""

    def __init__(self, folder: Path, url: str, link: str) -> None:
        """Look at the page at `url`."""
        self._folder = folder
        self._url = url
        self._link = link
        self._page: Page | None = None

    def __enter__(self) -> Self:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only a play with pictures needs it

        self._folder.mkdir(parents=True, exist_ok=True)
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        self._page = self._browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        self._page.goto(self._link)
        self._page.get_by_role("button").first.click()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def take(self, name: str, path: str) -> None:
        """Take the picture `name` of a page; raises RuntimeError outside the context."""
        if self._page is None:
            msg = "pictures are taken inside the context"
            raise RuntimeError(msg)
        self._page.goto(self._url + path)
        self._page.wait_for_load_state("load")
        self._page.screenshot(path=self._folder / f"{name}.png")
