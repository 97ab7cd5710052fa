"""`python -m demo`: the demo company with its incident, for a person to decide, or (--headless) played by itself."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from demo.erp.environment import CHECKOUT, EnvironmentMissing
from demo.erp.rpc import ErpError
from demo.erp.server import ServerFailed
from demo.erp.template import TemplateFailed
from demo.play.child import ChildDied
from demo.play.stage import StageFailed
from demo.play.waiting import WaitedTooLong

if TYPE_CHECKING:
    from demo.play.incidents import Incident

FAILURES = (ChildDied, StageFailed, ServerFailed, TemplateFailed, EnvironmentMissing, ErpError, WaitedTooLong)


def main() -> int:
    """Run the demo and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="play the incident with scripted approvers")
    parser.add_argument(
        "--incidents", type=_story, default="", metavar="NAMES", help="headless: only these, with commas between them"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="headless: write what happened as JSON")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="headless: take pictures (needs Chromium)")
    parser.add_argument("--port", type=int, help="port of the page, 0 for a free one")
    parser.add_argument("--keep", action="store_true", help="keep ledger, ERP database and logs when it ends")
    parser.add_argument("--directory", type=Path, help="where everything is kept (under var/ by default)")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    directory = given.directory or CHECKOUT / "var" / ("headless" if given.headless else "demo")
    try:
        if given.headless:
            from demo.play.headless import play  # noqa: PLC0415 - only what this run needs is loaded

            port, story = given.port or 0, given.incidents
            return play(directory, port, given.json, story=story, keep=given.keep, pictures=given.pictures)
        from demo.play.interactive import run  # noqa: PLC0415 - as above

        return run(directory, given.port, keep=given.keep)
    except FAILURES as error:
        print(f"demo: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("demo: stopped", flush=True)
        return 130


def _story(names: str) -> tuple[Incident, ...]:
    from demo.play.incidents import part_of_story  # noqa: PLC0415 - as above

    try:
        return part_of_story(names)
    except LookupError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())
