"""`python -m benchmarks`: run every benchmark, each in a process of its own; `--json` prints one JSON object a line."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

VARIANTS: dict[str, tuple[list[str], ...]] = {"levels": ([], ["--stochastic"], ["--disturbed", "11"], ["--warm"])}
"""Benchmarks that are run more than once, with these arguments."""


def main() -> int:
    """Run all benchmarks and return how many failed."""
    names = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if not m.name.startswith("_"))
    failed = 0
    for name, arguments in ((n, variant) for n in names for variant in VARIANTS.get(n, ([],))):
        print(" ".join(["==", name, *arguments]), file=sys.stderr, flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments, *sys.argv[1:]]
        failed += subprocess.run(command, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
