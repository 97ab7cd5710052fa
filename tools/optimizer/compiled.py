"""`compiled`: a numerical kernel as machine code, kept on disk where a place for it can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(kernel: Kernel) -> Kernel:
    """Return `kernel` compiled by numba, without the interpreter's lock; in memory only where no cache can be kept."""
    try:
        return cast("Kernel", numba.njit(cache=True, nogil=True)(kernel))
    except RuntimeError:  # numba finds neither a writable __pycache__ nor a writable home
        return cast("Kernel", numba.njit(nogil=True)(kernel))
