"""`python -m tests.proof`: the whole proof, with progress; exits with 1 where something did not hold."""

from __future__ import annotations

import argparse
import json
import sys

from tests.proof.proof import ENGINES, prove_all


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--short", action="store_true", help="one kill in every class of points, some races, minutes")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, progress on standard error")
    options = parser.parse_args()
    engines = ENGINES if options.engine == "both" else (options.engine,)

    def say(text: str) -> None:
        print(text, file=sys.stderr if options.json else sys.stdout, flush=True)

    report = prove_all(engines, short=options.short, say=say)
    print(json.dumps(report.as_json(), indent=2) if options.json else "\n".join(report.lines()))
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
