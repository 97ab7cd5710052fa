"""Visitors: windows of a real browser on a served site."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.interfaces.site import Site
from tests.interfaces.web.visitor import Visitor, open_visitor


@pytest.fixture
def visit(browser: Browser, live: Site) -> Iterator[Callable[..., Visitor]]:
    """Open windows on a site; they are closed after the test."""
    yield from _windows(browser, live)


@pytest.fixture
def visit_day(browser: Browser, live_day: Site) -> Iterator[Callable[..., Visitor]]:
    """Open windows on a site with a whole day on it."""
    yield from _windows(browser, live_day)


def _windows(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    opened: list[Visitor] = []

    def open_one(who: str | None, **how: object) -> Visitor:
        opened.append(open_visitor(browser, site, who, **how))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for visitor in opened:
        visitor.context.close()
