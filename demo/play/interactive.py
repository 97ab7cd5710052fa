"""The interactive demo: everything is started, links are printed, the supplier slips, and people decide on the page."""

from __future__ import annotations

import time
from pathlib import Path

from demo.play.api import Api
from demo.play.baseline import wait_for_baseline
from demo.play.follow import follow
from demo.play.incident import SLIP_DAYS, SLIPPING, SUPPLIER, let_supplier_slip
from demo.play.stage import Stage
from demo.play.waiting import until

COUNTDOWN_SECONDS = 5
BUNDLE_WITHIN_SECONDS = 120.0


def run(directory: Path, port: int | None, *, keep: bool) -> int:
    """Run until interrupted; returns the exit code."""
    started = time.monotonic()
    _say("Halyard Supply sells fittings for boats. Setting up its ERP, and Trimtab on top.")
    stage = Stage(directory, _say, port=port)
    try:
        with stage:
            _say(f"The ERP (Tryton) answers at {stage.erp.url}/ (database {stage.erp.database}, admin / admin)")
            stage.start_trimtab()
            _say(f"The page is up after {time.monotonic() - started:.0f} s.")
            _show_links(stage)
            _tell(stage)
    except KeyboardInterrupt:
        _say("\nEverything was ended.")
    if keep:
        _say(f"What was written is in {stage.directory}")
    else:
        stage.forget()
    return 0


def _show_links(stage: Stage) -> None:
    width = max(len(account.name) for account in stage.accounts.values())
    _say("\nSign in with one of these links (each works once; `trimtab link` makes new ones):\n")
    for account in stage.accounts.values():
        _say(f"  {account.name:<{width}}  {account.link}")
    _say("\nFor the command line in another terminal:\n")
    _say(f"  export TRIMTAB_URL={stage.url} TRIMTAB_DATA_DIRECTORY={stage.directory}")
    _say("  .venv/bin/trimtab inbox --as piet")


def _tell(stage: Stage) -> None:
    with Api(stage.url, stage.accounts["piet"]) as api:
        _say("\nTrimtab reads 180 days of demand, past receipts and the ERP, to know what is usual.")
        wait_for_baseline(api, stage.company, stage.require_alive)
        waiting = len(api.inbox())
        _say(f"It has: {waiting or 'nothing'} to decide yet.\n")
        _say(f"In {COUNTDOWN_SECONDS} s {SUPPLIER} tells the buyer that PO {SLIPPING} will be {SLIP_DAYS} days late;")
        _say("the buyer re-dates it in the ERP, and nothing else happens there.\n")
        for left in range(COUNTDOWN_SECONDS, 0, -1):
            print(f"\r  {left:2d} ", end="", flush=True)
            stage.require_alive()
            time.sleep(1)
        dates = let_supplier_slip(stage.driver)
        slipped = time.monotonic()
        _say(
            f"\rPO {SLIPPING} is now due {', '.join(sorted({str(d) for d in dates}))}. Trimtab prices what that costs."
        )
        known = {item["id"] for item in api.inbox()} if waiting else set()

        def proposed() -> str | None:
            return next((item["headline"] for item in api.inbox() if item["id"] not in known), None)

        headline = until("a bundle", proposed, within=BUNDLE_WITHIN_SECONDS, alive=stage.require_alive)
        _say(f"After {time.monotonic() - slipped:.0f} s a bundle waits for its owners on the page:\n\n  {headline}\n")
        _say(
            "Approve it with every role it needs, or reject it with a reason and see what comes back. What is approved"
        )
        _say("is written into the ERP after the undo window of 10 s; tasks for people are confirmed on the page.")
        _say("Press Ctrl-C to end everything.\n")
        follow(api, _say, stage.require_alive)


def _say(text: str) -> None:
    print(text, flush=True)
