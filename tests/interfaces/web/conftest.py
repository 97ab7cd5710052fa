"""Visitors: windows of a real browser on a served site."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.interfaces.site import Site
from tests.interfaces.web.visitor import Visitor, open_visitor


@pytest.fixture
def visit(browser: Browser, live: Site) -> Iterator[Callable[..., Visitor]]:
    """Open windows; they are closed after the test, and nothing in them may have been blocked."""
    opened: list[Visitor] = []

    def open_one(who: str | None, **how: object) -> Visitor:
        opened.append(open_visitor(browser, live, who, **how))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for visitor in opened:
        visitor.context.close()
