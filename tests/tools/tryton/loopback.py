"""A small HTTP server on loopback that answers as it is told, and remembers what it was asked."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


Answer = Callable[["Reply", Asked], None]


class Reply:
    """The ways in which a server can answer, and fail to."""

    def __init__(self, handler: BaseHTTPRequestHandler, released: threading.Event) -> None:
        self._handler = handler
        self._released = released

    def send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        self._handler.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def json(self, value: Any, status: int = 200) -> None:
        self.send(status, json.dumps(value).encode())

    def reset(self) -> None:
        """End the connection as a crash does: the other side reads a reset."""
        self._handler.wfile.flush()
        connection = self._handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # The socket closes for good when nothing holds it any more, the handler's two files included.
        self._handler.rfile.close()
        self._handler.wfile.close()
        connection.close()
        self._handler.close_connection = True

    def stay_silent(self) -> None:
        """Say nothing until the test is over."""
        self._released.wait(10)


@dataclass
class Loopback:
    """The server; `asked` is everything that arrived."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    answer: Answer = lambda reply, _: reply.json([])
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Serve on a free port; every request gets `answer`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version: ClassVar[str] = "HTTP/1.1"

        def handle_any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            asked = Asked(
                self.command, parts.path, parse_qs(parts.query), dict(self.headers), json.loads(raw) if raw else None
            )
            served.asked.append(asked)
            try:
                served.answer(Reply(self, served.released), asked)
            except OSError:
                self.close_connection = True

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.handle_any
            raise AttributeError(name)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

        def finish(self) -> None:
            if not self.wfile.closed:
                super().finish()

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            """A connection that was reset on purpose is no error."""

    server = Server(("127.0.0.1", 0), Handler)
    served = Loopback(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.released.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
