"""Processes that live for one task: forked from a parent without threads, killed or finished, asked what they saw."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

LONGEST_SECONDS = 90


@dataclass(frozen=True)
class Ended:
    """How a child ended: `killed` by SIGKILL, or with what it returned, or with the text of its failure."""

    killed: bool
    result: Any = None
    failure: str = ""


def start(body: Callable[[], Any], answer: Path) -> int:
    """Fork a child that runs `body` and leaves its result (JSON) in `answer`; returns its process id."""
    answer.unlink(missing_ok=True)
    child = os.fork()
    if child:
        return child
    try:
        signal.alarm(LONGEST_SECONDS)
        trouble = _quiet()
        faulthandler.enable()
        faulthandler.dump_traceback_later(LONGEST_SECONDS - 5)
        try:
            told = {"result": body(), "failure": "\n".join(trouble)}
        except BaseException:  # noqa: BLE001 - whatever it is, the parent is told
            told = {"result": None, "failure": traceback.format_exc() + "\n".join(trouble)}
        part = answer.with_suffix(".part")
        part.write_text(json.dumps(told), encoding="utf-8")
        part.replace(answer)
    finally:
        os._exit(0)


def wait(child: int, answer: Path) -> Ended:
    """Wait for a child's end."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        by = os.WTERMSIG(status)
        return Ended(killed=True) if by == signal.SIGKILL else Ended(False, None, f"ended by signal {by}: it hung")
    if not answer.exists():
        return Ended(False, None, f"ended with status {status} and said nothing")
    told = json.loads(answer.read_text(encoding="utf-8"))
    return Ended(False, told["result"], told["failure"])


def run(body: Callable[[], Any], answer: Path) -> Ended:
    """Fork, run, wait."""
    return wait(start(body, answer), answer)


def paused(child: int, seconds: float) -> None:
    """Stop a child for a while, as a host that is overloaded or a machine that is moved does."""
    os.kill(child, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(child, signal.SIGCONT)


def _quiet() -> list[str]:
    """Keep the log off the terminal; what nobody expected is kept as trouble."""
    trouble: list[str] = []

    def listen(logger: object, method: str, entry: dict[str, Any]) -> dict[str, Any]:
        unexpected = entry.get("exc_info") or method in {"error", "exception", "critical"}
        if unexpected:
            trouble.append(f"log: {entry.get('event')} {entry.get('error', '')} {traceback.format_exc()}")
        raise structlog.DropEvent

    structlog.configure(processors=[listen], cache_logger_on_first_use=False)
    return trouble
