"""The examples in the description: what a reader copies from there is understood."""

from typing import Any

import pytest

from tests.interfaces.site import Site


def _examples(site: Site) -> list[tuple[str, str, Any]]:
    described = site.client().get("/api/v1/openapi.json").json()
    return [
        (path, name, example["value"])
        for path, operations in described["paths"].items()
        for name, example in (
            operations.get("post", {})
            .get("requestBody", {})
            .get("content", {})
            .get("application/json", {})
            .get("examples", {})
            .items()
        )
    ]


@pytest.mark.parametrize("path", ["decisions", "edit", "edit/preview", "answer", "facts", "events"])
def test_every_example_has_the_shape_that_is_asked_for(site: Site, path: str) -> None:
    mine = [(where, body) for where, _, body in _examples(site) if where.endswith(f"/{path}")]
    assert mine
    for where, body in mine:
        address = where.replace("{bundle_id}", "bnd_nowhere").replace("{task_id}", "act_nowhere")
        answer = site.client("mara").post(address, json=body)
        assert answer.json().get("record") != "what was sent", (where, answer.json())
