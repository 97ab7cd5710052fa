"""Loaded by Python at the start of the ERP's process: lets that process live in the time that a file says.

The file TRIMTAB_BUSINESS_CLOCK_FILE holds by how many seconds business time runs ahead; time-machine shifts this
process's clock by it and follows every change. Nothing of the ERP is imported or changed here.
"""

import importlib
import os
import threading
import time
from pathlib import Path
from typing import Any

FILE = os.environ.get("TRIMTAB_BUSINESS_CLOCK_FILE", "")
EVERY_SECONDS = 0.05


def ahead() -> float:
    """Return what the file says, in seconds; 0 where there is none."""
    try:
        return float(Path(FILE).read_text(encoding="ascii"))
    except FileNotFoundError:
        return 0.0


def follow(traveller: Any, shifted: float) -> None:
    """Shift this process's clock whenever the file says something else."""
    while True:
        time.sleep(EVERY_SECONDS)
        wanted = ahead()
        if wanted != shifted:
            traveller.shift(wanted - shifted)
            shifted = wanted


if FILE:
    seconds = ahead()
    machine = importlib.import_module("time_machine")
    journey = machine.travel(time.time() + seconds, tick=True).start()
    threading.Thread(target=follow, args=(journey, seconds), name="clock", daemon=True).start()
