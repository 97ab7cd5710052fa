"""A document: one leg in the making, and how its ids are made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from trimtab.actions import Action
from trimtab.beliefs import Function
from trimtab.identifiers import deterministic_id

S = TypeVar("S")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Document:
    """One leg in the making: what is asked of whom, and the offers it takes up, line by line.

    `counts` is False where another document of the same offer carries its worth.
    """

    leg_id: str
    owner: Function
    action: Action
    offer_ids: tuple[str, ...]
    counts: bool = True


def action_id(key: str, leg_id: str) -> str:
    """Return the id under which the action of a leg is sent; `key` names bundle and revision."""
    return deterministic_id("act", key, leg_id)


def grouped(steps: Iterable[S], by: Callable[[S], K]) -> dict[K, list[S]]:
    """Return the steps by what they have in common, in its order."""
    groups: dict[K, list[S]] = {}
    for step in steps:
        groups.setdefault(by(step), []).append(step)
    return dict(sorted(groups.items(), key=lambda pair: str(pair[0])))
