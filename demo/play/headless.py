"""The headless demo: the whole story with scripted approvers, through the public API, checked against the ERP."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from demo.erp.rpc import ErpError
from demo.erp.server import ServerFailed
from demo.play import acts
from demo.play.api import ApiRefused, Json
from demo.play.baseline import wait_for_baseline
from demo.play.cast import Cast
from demo.play.checks import Checks, PlayFailed
from demo.play.child import ChildDied
from demo.play.incidents import Incident, World
from demo.play.pictures import Pictures
from demo.play.playing import Playing
from demo.play.record import record_of, write_record
from demo.play.stage import Stage, StageFailed
from demo.play.waiting import WaitedTooLong

ADMINISTRATOR = "administrator"
BROKEN = (PlayFailed, WaitedTooLong, ApiRefused, ErpError, LookupError, ChildDied, ServerFailed, StageFailed)


def play(
    directory: Path,
    port: int,
    report: Path | None,
    *,
    story: Sequence[Incident],
    keep: bool,
    pictures: Path | None = None,
) -> int:
    """Play a story, write the report, take pictures, and return 0 only if every check held."""
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:6.1f}  {text}", flush=True)

    checks = Checks(say)
    stage = Stage(directory, say, port=port)
    with stage:
        say(f"The ERP answers at {stage.erp.url}")
        stage.start_trimtab()
        say(f"The page answers at {stage.url}")
        with Cast(stage) as cast, ExitStack() as stack:
            scene = acts.Scene(stage, cast, checks, say)
            if pictures is not None:
                camera = Pictures(pictures, stage.url, stage.accounts["piet"].link)
                scene.picture = stack.enter_context(camera).take
            scene.note("page up", seconds=round(time.monotonic() - started, 2))
            _play_story(scene, story, report)
    say(f"{sum(check.passed for check in checks.made)} of {len(checks.made)} checks held")
    if keep or not checks.all_passed:
        say(f"Ledger, ERP database and logs are in {stage.directory}")
    else:
        stage.forget()
    return 0 if checks.all_passed else 1


def _play_story(scene: acts.Scene, story: Sequence[Incident], report: Path | None) -> None:
    audit: Json = {}
    office = scene.cast.of(ADMINISTRATOR)
    world = World(scene.stage.business, office.bring)
    playing = Playing(scene, world, story)
    try:
        wait_for_baseline(scene.cast.planner, scene.stage.company, scene.stage.require_alive)
        scene.note("baseline")
        playing.run()
        audit = acts.afterwards(scene)
        for page in ("outcomes", "dismissed", "facts"):
            scene.picture(page, f"/{page}")
    except BROKEN as error:
        scene.checks.expect("the play came to its end", False, error)
    if report is not None:
        write_record(report, record_of(scene, playing.decided, audit))
        scene.say(f"Everything that happened is in {report}")
