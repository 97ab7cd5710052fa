"""`python -m benchmarks`: run every benchmark, each in a process of its own; `--json` prints one JSON object a line."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run all benchmarks and return how many failed."""
    names = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]) if not m.name.startswith("_"))
    failed = 0
    for name in names:
        print(f"== {name}", file=sys.stderr, flush=True)
        failed += (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=False).returncode != 0
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
