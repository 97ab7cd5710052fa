"""A real site: the application on a real ledger, behind uvicorn on a port of its own."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from interfaces.app import create_app
from tests.interfaces.fixtures.casework import PaperCasework
from tests.interfaces.fixtures.company import DATABASE, open_company, seed
from tests.interfaces.fixtures.day import write_tour
from tests.interfaces.fixtures.network import write_network
from trimtab.clock import ManualClock
from trimtab.ledger import Ledger
from trimtab.ledger.bundles import BundleRecord
from trimtab.ledger.people import CredentialKind
from trimtab.settings import Settings

ZONE = "Europe/Amsterdam"


@dataclass(frozen=True)
class Site:
    """A ledger, the application over it, and where it is reached once it is served."""

    ledger: Ledger
    app: FastAPI
    url: str = ""

    def issue(self, kind: CredentialKind, principal: str, hours: float = 8) -> str:
        """Issue a credential."""
        with self.ledger.write() as tx:
            return tx.people.issue(kind, principal, hours)

    def token(self, principal: str) -> dict[str, str]:
        """Return the header with a token for a principal."""
        return {"Authorization": f"Bearer {self.issue(CredentialKind.TOKEN, principal)}"}

    def client(self, principal: str | None = None) -> TestClient:
        """Return a program's client, with a principal's token."""
        headers = self.token(principal) if principal else {}
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)

    def browser(self, principal: str) -> TestClient:
        """Return a client that holds a principal's session, as a browser without JavaScript does."""
        session = self.issue(CredentialKind.SESSION, principal)
        return TestClient(self.app, cookies={"trimtab": session}, follow_redirects=False, raise_server_exceptions=False)

    def record(self, bundle_id: str) -> BundleRecord:
        """Return what the ledger holds of a bundle."""
        with self.ledger.read() as tx:
            return tx.bundles.get(bundle_id)

    def advance(self, by: timedelta) -> None:
        """Move both clocks."""
        assert isinstance(self.ledger.clock, ManualClock)
        self.ledger.clock.advance(by)


def make_site(
    folder: Path,
    template: Path | None = None,
    public_url: str = "",
    *,
    story: Callable[[Ledger], None] = seed,
    played: bool = False,
) -> Site:
    """Return a site with the fixture company's story; `template` is a folder where it was told before.

    Where the days are `played`, the pages say which it is and show a guided tour.
    """
    if template is not None:
        shutil.copy(template / DATABASE, folder / DATABASE)
    ledger = open_company(folder)
    if template is None:
        story(ledger)
    settings = Settings(
        time_zone=ZONE,
        public_url=public_url,
        network_file=write_network(folder),
        data_directory=folder,
        business_clock_file=folder / "clock" if played else None,
        tour_directory=write_tour(folder / "tour") if played else None,
    )
    return Site(ledger, create_app(ledger, settings, PaperCasework(ledger)))


@contextmanager
def served(site: Site, port: int = 0) -> Iterator[Site]:
    """Serve a site with uvicorn on loopback until the block ends, on a free port unless one is named."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(site.app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < deadline, "uvicorn did not start within 20 s"
            time.sleep(0.02)
        try:
            yield Site(site.ledger, site.app, url)
        finally:
            server.should_exit = True
            thread.join(timeout=20)
            site.ledger.engine.dispose()
