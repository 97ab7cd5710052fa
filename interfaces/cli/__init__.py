"""The command line: an HTTP client, and the composition root of `serve` and `worker`."""

from __future__ import annotations


def main() -> None:
    """Run the command line; this is the console script `trimtab`."""
    from interfaces.cli.entry import run

    run()
