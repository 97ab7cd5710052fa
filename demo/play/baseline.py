"""The baseline: Trimtab has read history and ERP, believes something about everything, and finds nothing to do."""

from __future__ import annotations

import time
from collections.abc import Callable

from demo.company import Company
from demo.play.api import Api
from demo.play.waiting import until

SETTLE_SECONDS = 3.0
WITHIN_SECONDS = 240.0


def wait_for_baseline(api: Api, company: Company, alive: Callable[[], None]) -> None:
    """Wait until every demand, lead time and open order line is believed in and nothing changes any more."""
    wanted = {f"item-location:{d.item}@{d.warehouse}" for d in company.demand}
    wanted |= {f"source:{s.supplier}/{s.item}" for s in company.sourcing}
    lines = sum(len(p.lines) for p in company.open_purchases)

    def believed() -> bool:
        known = {belief["subject"] for belief in api.get("/beliefs")}
        return wanted <= known and sum(subject.startswith("purchase-line:") for subject in known) >= lines

    until("beliefs about the whole company", believed, within=WITHIN_SECONDS, alive=alive)
    wait_for_quiet(api, alive)


def wait_for_quiet(api: Api, alive: Callable[[], None], seconds: float = SETTLE_SECONDS) -> None:
    """Wait until no belief has moved and no case was solved for a few seconds."""
    seen: set[tuple[str, int]] = set()
    quiet_since = time.monotonic()

    def quiet() -> bool:
        nonlocal seen, quiet_since
        latest = {(b["subject"], b["version"]) for b in api.get("/beliefs")}
        working = any(case["state"] == "open" for case in api.cases())
        if working or latest != seen:
            seen, quiet_since = latest, time.monotonic()
        return time.monotonic() - quiet_since > seconds

    until("quiet", quiet, within=WITHIN_SECONDS, alive=alive)
