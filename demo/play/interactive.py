"""The interactive demo: everything is started, links are printed, and the story is told while people decide."""

from __future__ import annotations

import time
from pathlib import Path

from demo.play.api import Api
from demo.play.baseline import wait_for_baseline
from demo.play.follow import follow
from demo.play.incidents import STORY, World
from demo.play.keys import Keys
from demo.play.rest import has_rested
from demo.play.stage import Stage
from demo.play.storyline import Storyline
from demo.play.tour import Tour

ADMINISTRATOR = "administrator"


def run(directory: Path, port: int | None, *, keep: bool) -> int:
    """Run until interrupted; returns the exit code."""
    started = time.monotonic()
    _say("Halyard Supply sells fittings for boats. Setting up its ERP, and Trimtab on top.")
    tour = directory.resolve() / "tour"
    stage = Stage(directory, _say, port=port, settings={"TRIMTAB_TOUR_DIRECTORY": str(tour)})
    try:
        with stage:
            _say(f"The ERP (Tryton) answers at {stage.erp.url}/ (database {stage.erp.database}, admin / admin)")
            stage.start_trimtab()
            _say(f"The page is up after {time.monotonic() - started:.0f} s.")
            _show_links(stage)
            _tell(stage, tour)
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


def _tell(stage: Stage, folder: Path) -> None:
    administrator = next(a for a in stage.accounts.values() if ADMINISTRATOR in a.roles)
    with Api(stage.url, stage.accounts["piet"]) as api, Api(stage.url, administrator) as office, Keys() as keys:
        tour = Tour(folder, steps=len(STORY) + 1)
        tour.title, tour.text = "Trimtab reads", "Two years of demand, past receipts and the ERP: what is usual here?"
        tour.write()
        _say("\nTrimtab reads two years of demand, past receipts and the ERP, to know what is usual.")
        wait_for_baseline(api, stage.company, stage.require_alive)
        _say(f"It has: {len(api.inbox()) or 'nothing'} to decide yet.")
        _say("\nThe story takes about three minutes and stops while a proposal waits: decide on the page, or go on.")
        _say("p pauses and goes on, n goes on to what comes next, Ctrl-C ends everything.")
        world = World(stage.business, office.bring)
        worker = stage.worker.pid
        story = Storyline(
            world, api, tour, _say, alive=stage.require_alive, rested=lambda: has_rested(api, worker), keys=keys
        )
        story.play(STORY)
        tour.begin("The story is over", "Everything stays as it is: look around, or press Ctrl-C.")
        _say("\nThe story is over. Everything stays as it is; press Ctrl-C to end everything.\n")
        follow(api, _say, stage.require_alive)


def _say(text: str) -> None:
    print(text, flush=True)
