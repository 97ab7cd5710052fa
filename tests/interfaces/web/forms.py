"""What a browser without JavaScript does with a page: read it, fill in a form, and send it."""

import re

from fastapi.testclient import TestClient
from httpx2 import Response

_FIELD = re.compile(r'<input type="hidden" name="(?P<name>\w+)" value="(?P<value>[^"]*)">')
_FORM = r'<form[^>]*action="{action}".*?</form>'


def fields(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form with this action."""
    form = re.search(_FORM.format(action=re.escape(action)), page, re.DOTALL)
    assert form, f"no form posts to {action}"
    return {found["name"]: found["value"] for found in _FIELD.finditer(form[0])}


def submit(browser: TestClient, path: str, action: str, typed: dict[str, str] | None = None) -> Response:
    """Load a page and submit one of its forms as a browser on the same origin does."""
    hidden = fields(browser.get(path).text, action)
    return browser.post(action, data=hidden | (typed or {}), headers={"Origin": "http://testserver"})


def text_of(page: str) -> str:
    """Return a page's words with one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'")
