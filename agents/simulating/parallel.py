"""Parallel: the same question about many things, in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def answered(
    question: Callable[[Asked], Answer], asked: Iterable[Asked], processes: int
) -> Iterator[tuple[Asked, Answer]]:
    """Yield every answer as it is found, with what it answers; one process answers here, in order."""
    if processes == 1:
        yield from ((about, question(about)) for about in asked)
        return
    with ProcessPoolExecutor(processes) as pool:
        waiting = {pool.submit(question, about): about for about in asked}
        yield from ((waiting[done], done.result()) for done in as_completed(waiting))
