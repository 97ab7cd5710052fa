"""Irreducible sets: of limits that cannot be kept together, some that cannot, and can once any one is left out."""

from __future__ import annotations

from collections.abc import Callable


def irreducible(names: list[str], keeps: Callable[[set[int]], bool]) -> list[str]:
    """Return the names of a set that cannot be kept, but can once any one of it is left out.

    `keeps` tells whether all but the limits left out, by their places, can be kept. One after the other is left out;
    it belongs to the set if the rest can be kept without it (Chinneck and Dravnieks, Locating minimal infeasible
    constraint sets in linear programs, 1991, the deletion filter).

    >>> irreducible(["at least 5", "at most 9", "at most 3"], lambda out: 0 in out or 2 in out)
    ['at least 5', 'at most 3']
    """
    left_out: set[int] = set()
    for place in range(len(names)):
        if not keeps(left_out | {place}):
            left_out.add(place)
    return [name for place, name in enumerate(names) if place not in left_out]
