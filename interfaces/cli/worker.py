"""`trimtab worker`: polls, prices, solves and executes until it is told to stop."""

from __future__ import annotations

import signal
import threading
from contextlib import closing
from types import FrameType

from interfaces.cli.environment import read_settings, write_logs
from interfaces.cli.options import AsJson


def worker(*, as_json: AsJson = False) -> None:
    """Poll, price, solve and execute until interrupted.

    What is under way is finished first; a second interrupt does not wait for it. When `trimtab import` has put other
    reference data in force, the worker goes on with those.
    """
    from agents.worker import Pace
    from interfaces.cli.compose import tryton_systems, working_company
    from interfaces.cli.following import UntilChanged
    from interfaces.cli.opening import ledger_of, network_file_of

    settings = read_settings()
    write_logs(as_json=as_json)
    networks = network_file_of(settings)
    networks.current()
    ledger = ledger_of(settings)
    pace = Pace(
        worker=settings.worker_name(),
        lease_seconds=settings.lease_seconds,
        poll_seconds=settings.erp_poll_seconds,
        idle_seconds=settings.worker_idle_seconds,
    )
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.is_set():
            raise SystemExit(128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    while not stop.is_set():
        # One run works on one network from beginning to end: nothing is solved on one and bound to another.
        network = networks.current()
        systems = tryton_systems(settings, network)
        with closing(systems), working_company(ledger, network, systems, pace) as working:
            working.run(UntilChanged(stop, networks, network.version))
    ledger.engine.dispose()
