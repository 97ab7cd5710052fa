"""The browser of the machine: where it is, and the flags it runs with here."""

import os
import shutil
from pathlib import Path
from typing import Final

from tests.services.require import ServiceMissingError

CHROMIUM_ARGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Flags that keep Chromium off the network and let it run as root in a container."""

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium_path() -> Path:
    """Find the browser: `TRIMTAB_TEST_CHROMIUM` when set, else what the machine has.

    Raises:
        ServiceMissingError: no browser here, or the one named by the variable does not exist.
    """
    named = os.environ.get("TRIMTAB_TEST_CHROMIUM")
    if named is not None:
        if not os.access(named, os.X_OK):
            message = f"TRIMTAB_TEST_CHROMIUM names {named}, which is no program; point it to a Chromium or unset it"
            raise ServiceMissingError(message)
        return Path(named)
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise ServiceMissingError("no Chromium here: apt-get install chromium, or set TRIMTAB_TEST_CHROMIUM to its path")
