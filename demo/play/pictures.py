"""Pictures of the play for the README: the page as an approver sees it at the moments that tell the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
DESKTOP = "desktop"
LOOKS: Mapping[str, tuple[int, int, Literal["light", "dark"]]] = {
    DESKTOP: (1280, 1180, "light"),
    "dark": (1280, 1180, "dark"),
    "phone": (390, 1400, "light"),
}
"""How a page is looked at: width and height of the screen in pixels, and by day or at night."""


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
        self._page = self._browser.new_page()
        self._page.goto(self._link)
        self._page.get_by_role("button").first.click()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def take(self, name: str, path: str, looks: Sequence[str] = (DESKTOP,)) -> None:
        """Take the picture `name` of a page in some of the `LOOKS`; raises RuntimeError outside the context.

        On a desktop by daylight it is called by its name alone, else with the look behind it.
        """
        if self._page is None:
            msg = "pictures are taken inside the context"
            raise RuntimeError(msg)
        for look in looks:
            width, height, scheme = LOOKS[look]
            self._page.set_viewport_size({"width": width, "height": height})
            self._page.emulate_media(color_scheme=scheme)
            self._page.goto(self._url + path)
            self._page.wait_for_load_state("load")
            called = name if look == DESKTOP else f"{name}-{look}"
            self._page.screenshot(path=self._folder / f"{called}.png")
