"""The fence: before every write to a system of record, whoever writes makes sure that its worker still holds the lease.

A process that slept past its lease may wake up in the middle of a send while another has taken over; no ledger can call
back a request, so it must not be made. Adapters call `check_fence()` just before each request that changes something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CHECK: ContextVar[Callable[[], None] | None] = ContextVar("fence", default=None)


@contextmanager
def fenced_by(check: Callable[[], None]) -> Iterator[None]:
    """Let `check`, which raises LeaseLost, stand before every write inside the block."""
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


def check_fence() -> None:
    """Raise LeaseLost where another worker has taken over; outside of a send nothing is checked."""
    check = _CHECK.get()
    if check is not None:
        check()
