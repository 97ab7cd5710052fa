"""Following: what becomes of bundles, told line by line while people decide on the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from demo.play.api import Api, Json

LOOK_EVERY_SECONDS = 1.0


def follow(api: Api, say: Callable[[str], None], alive: Callable[[], None]) -> None:
    """Tell every change of a bundle, until interrupted."""
    known: dict[str, tuple[int, str, int]] = {}
    while True:
        alive()
        for line in changes(api, known):
            say(f"  {line}")
        time.sleep(LOOK_EVERY_SECONDS)


def changes(api: Api, known: dict[str, tuple[int, str, int]]) -> Iterator[str]:
    """Yield what changed since the last look, which `known` remembers: revision, state and decisions by bundle."""
    for summary in reversed(api.get("/bundles")):
        revision, state, decisions = known.get(summary["id"], (0, "", 0))
        if (summary["revision"], summary["state"]) == (revision, state) and state != "awaiting":
            continue
        found = api.bundle(summary["id"])
        for made in found["decisions"][decisions:]:
            yield f"{made['principal']}: {made['decision']['kind']}, revision {made['revision']}"
        if (summary["revision"], summary["state"]) != (revision, state):
            yield from _now(found)
        known[summary["id"]] = (summary["revision"], summary["state"], len(found["decisions"]))


def _now(found: Json) -> Iterator[str]:
    bundle, state = found["bundle"], found["state"]
    because = f": {found['because']}" if found["because"] else ""
    yield f"Bundle {bundle['id']}, round {bundle['round']}, revision {bundle['revision']} is {state}{because}"
    if state == "awaiting":
        for leg in bundle["legs"]:
            yield f"    {leg['owner']}: {leg['because']}"
    if state == "done":
        for intent in found["intents"]:
            receipt = intent["receipt"]
            yield f"    {intent['leg_id']}: {receipt['system']} {receipt['number']}, {receipt['document_state']}"
