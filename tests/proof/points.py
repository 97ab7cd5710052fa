"""The points at which a process can be killed: named, counted, and installed in the child without any production hook.

A point's name is `phase|mechanism|detail|side|action kind`. Phase and action kind come from what is on the stack;
mechanisms are `sql` (each writing statement and each commit of a writing transaction), `checkpoint` (put, put_writes),
`http` (each request: before it is sent, once it is sent, after the answer arrived) and `erp` (the shared file).
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import httpx
from sqlalchemy import Engine, event

BEFORE, AFTER, SENT = "before", "after", "sent"

_PHASES = {
    ("submit.py", "submit"): "T0 submit",
    ("submit.py", "revise"): "T0 revise",
    ("decide.py", "decide"): "T1 decide",
    ("undo.py", "undo"): "T2 undo",
    ("expire.py", "expire"): "expire",
    ("arming.py", "arm"): "T3 arm",
    ("executor.py", "_hold"): "fence",
    ("executor.py", "_found"): "find",
    ("executor.py", "_execute"): "send",
    ("executor.py", "_done"): "T4 receipt",
    ("executor.py", "_halt"): "halt",
    ("executor.py", "_unknown"): "unknown",
    ("executor.py", "_try_later"): "try later",
    ("executor.py", "verify"): "verify",
    ("executor.py", "close"): "close",
    ("tasks.py", "complete_task"): "task",
    ("worker.py", "_leased"): "lease",
    ("worker.py", "_wake"): "wake",
    ("worker.py", "_deliver_row"): "outbox",
    ("worker.py", "_move"): "thread",
    ("outbox.py", "claim"): "outbox",
}
_WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)\"?", re.IGNORECASE)
_NUMBER = re.compile(r"/\d+")


@dataclass
class Watch:
    """Counts the points that are passed; at the wanted one the process kills itself (or does something else)."""

    wanted: tuple[str, int] | None = None
    at_most: int | None = None
    """Strike after this many points, whatever they are."""
    unless: Callable[[str], bool] | None = None
    """Points at which `at_most` does not strike, but at the next one."""
    strike: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGKILL)
    passed: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def point(self, mechanism: str, detail: str, side: str) -> None:
        """Say that a point is being passed."""
        phase, kind = _where()
        name = f"{phase}|{mechanism}|{detail}|{side}|{kind}"
        with self._lock:
            self.passed.append(name)
            self.seen[name] += 1
            spared = self.unless is not None and self.unless(name)
            due = self.at_most is not None and len(self.passed) >= self.at_most and not spared
            if due or self.wanted == (name, self.seen[name]):
                self.at_most = None
                self.strike()

    def engine(self, engine: Engine) -> None:
        """Watch the writing statements and the commits of an engine."""
        wrote: dict[int, bool] = {}

        def before(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
            found = _WRITES.match(statement)
            if found:
                wrote[id(cursor.connection)] = True
                self.point("sql", _statement(found), BEFORE)

        def after(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
            found = _WRITES.match(statement)
            if found:
                self.point("sql", _statement(found), AFTER)

        event.listen(engine, "before_cursor_execute", before)
        event.listen(engine, "after_cursor_execute", after)
        commit, rollback = engine.dialect.do_commit, engine.dialect.do_rollback

        def do_commit(connection: Any) -> None:
            writing = wrote.pop(_raw(connection), False)
            if writing:
                self.point("sql", "commit", BEFORE)
            commit(connection)
            if writing:
                self.point("sql", "commit", AFTER)

        def do_rollback(connection: Any) -> None:
            wrote.pop(_raw(connection), None)
            rollback(connection)

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign]
        engine.dialect.do_rollback = do_rollback  # type: ignore[method-assign]

    def checkpoints(self, saver: Any) -> None:
        """Watch what a thread writes down."""
        put, put_writes = saver.put, saver.put_writes

        def watched_put(config: Any, checkpoint: Any, metadata: Any, versions: Any) -> Any:
            going_to = sorted(k.rpartition(":")[2] for k in checkpoint["channel_values"] if k.startswith("branch:to:"))
            detail = f"put, next {'+'.join(going_to) or 'end'}"
            self.point("checkpoint", detail, BEFORE)
            done = put(config, checkpoint, metadata, versions)
            self.point("checkpoint", detail, AFTER)
            return done

        def watched_writes(config: Any, writes: Any, task_id: str, task_path: str = "") -> None:
            named = sorted({channel for channel, _ in writes if channel.startswith(("__", "branch"))})
            detail = f"writes {'+'.join(named) or 'state'}"
            self.point("checkpoint", detail, BEFORE)
            put_writes(config, writes, task_id, task_path)
            self.point("checkpoint", detail, AFTER)

        saver.put, saver.put_writes = watched_put, watched_writes

    def http(self) -> None:
        """Watch every request this process makes."""
        send = httpx.HTTPTransport.handle_request

        def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            path = _NUMBER.sub("/{id}", request.url.path.partition("/rest/model/")[2])
            detail = f"{request.method} {path}"
            self.point("http", detail, BEFORE)

            def trace(name: str, info: Any) -> None:
                if name == "http11.send_request_body.complete":
                    self.point("http", detail, SENT)

            request.extensions["trace"] = trace
            response = send(transport, request)
            response.read()
            self.point("http", detail, AFTER)
            return response

        httpx.HTTPTransport.handle_request = handle_request  # type: ignore[method-assign]


def _statement(found: re.Match[str]) -> str:
    return f"{found[1].split()[0].lower()} {found[2].lower()}"


def _raw(connection: Any) -> int:
    """Return the identity of the driver's connection behind SQLAlchemy's wrapper."""
    return id(getattr(connection, "dbapi_connection", connection))


def _where() -> tuple[str, str]:
    """Return phase and action kind from the stack; what is not on the main thread is LangGraph keeping its thread."""
    if threading.current_thread() is not threading.main_thread():
        return "thread", "-"
    phase, kind = "", ""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not (phase and kind):
        key = (frame.f_code.co_filename.rpartition("/")[2], frame.f_code.co_name)
        phase = phase or _PHASES.get(key, "")
        if not kind and key[0] == "executor.py":
            intent = frame.f_locals.get("intent")
            kind = intent.action.kind if intent is not None else ""
        frame = frame.f_back
    return phase or "other", kind or "-"
