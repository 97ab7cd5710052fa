"""`trimtab serve`: the page and the API in one process."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.environment import read_settings, write_logs
from interfaces.cli.options import AsJson
from interfaces.cli.output import write_json, write_line
from trimtab.errors import ConfigurationError

if TYPE_CHECKING:
    from interfaces.context import Casework
    from trimtab.ledger import Ledger
    from trimtab.network import Network
    from trimtab.settings import Settings


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on; TRIMTAB_HOST where left out.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, 0 for a free one; TRIMTAB_PORT where left out.")] = None,
    demo_accounts: Annotated[
        bool, typer.Option("--demo-accounts", help="Print a one-time sign-in link for every principal.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Serve the page and the API until interrupted."""
    import uvicorn

    from interfaces.app import create_app
    from interfaces.cli.credentials import address_of, links_of
    from interfaces.cli.opening import ledger_of

    settings = read_settings(host=host, port=port)
    write_logs(as_json=as_json)
    listener = _listener(settings.host, settings.port)
    ledger = ledger_of(settings)
    with _casework(ledger, settings) as casework:
        config = uvicorn.Config(
            create_app(ledger, settings, casework),
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
            server_header=False,
        )
        address = address_of(settings, listener.getsockname()[1])
        links = links_of(ledger, settings, address) if demo_accounts else []
        if as_json:
            write_json({"address": address, "links": [link.__dict__ for link in links]})
        else:
            write_line(f"Trimtab is at {address}")
            for link in links:
                write_line(f"  {link.name}: {link.address}")
        uvicorn.Server(config).run(sockets=[listener])
    ledger.engine.dispose()


@contextmanager
def _casework(ledger: Ledger, settings: Settings) -> Iterator[Casework | None]:
    """Give what solves edits and questions; None where the settings name no ERP or there is no network yet."""
    network_file = settings.network_file
    connected = settings.tryton_url is not None and bool(settings.tryton_key.get_secret_value())
    if not connected or network_file is None or not network_file.is_file():
        yield None
        return
    from interfaces.cli.compose import tryton_systems, working_casework
    from interfaces.cli.following import FollowingCasework
    from interfaces.cli.opening import network_file_of

    with ExitStack() as opened:

        def put_together(network: Network) -> Casework:
            systems = tryton_systems(settings, network)
            opened.callback(systems.close)
            return working_casework(ledger, network, systems)

        yield FollowingCasework(network_file_of(settings), put_together)


def _listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises ConfigurationError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigurationError(
            f"{host} port {port} cannot be used: {error.strerror or error}.",
            remedy="Choose another one with --port or TRIMTAB_PORT.",
        ) from error
