"""The shape of a network as arrays: stages in topological order, arcs by tail and by head."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.optimizer.placement.network import PlacementNetwork

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Topology:
    """Stages 0..n-1 in topological order; arcs sorted by tail.

    The arcs out of stage i are `out_start[i]..out_start[i+1]`; those into it are `in_arc[in_start[i]..in_start[i+1]]`.
    `place` is the stage's place in the network as written, `usage` what one unit of the head takes of the tail.
    """

    names: tuple[str, ...]
    place: Ints
    tail: Ints
    head: Ints
    usage: Floats
    out_start: Ints
    in_arc: Ints
    in_start: Ints

    @property
    def count(self) -> int:
        """Return the number of stages."""
        return len(self.names)


def topology_of(network: PlacementNetwork) -> Topology:
    """Return the shape of a network without cycles (Kahn, Topological sorting of large networks, CACM 5(11), 1962)."""
    count = len(network.stages)
    number = {stage.name: index for index, stage in enumerate(network.stages)}
    after: list[list[int]] = [[] for _ in range(count)]
    missing = [0] * count
    for arc in network.arcs:
        after[number[arc.source]].append(number[arc.target])
        missing[number[arc.target]] += 1
    free = deque(index for index in range(count) if not missing[index])
    order: list[int] = []
    while free:
        index = free.popleft()
        order.append(index)
        for target in after[index]:
            missing[target] -= 1
            if not missing[target]:
                free.append(target)
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    ends = np.array(
        [(rank[number[arc.source]], rank[number[arc.target]]) for arc in network.arcs], dtype=np.int64
    ).reshape(-1, 2)
    by_tail = np.lexsort((ends[:, 1], ends[:, 0]))
    tail, head = ends[by_tail, 0].copy(), ends[by_tail, 1].copy()
    usage = np.array([arc.quantity * arc.share for arc in network.arcs], dtype=np.float64)[by_tail]
    in_arc = np.argsort(head, kind="stable")
    every = np.arange(count + 1)
    return Topology(
        names=tuple(network.stages[index].name for index in order),
        place=np.array(order, dtype=np.int64),
        tail=tail,
        head=head,
        usage=usage,
        out_start=np.searchsorted(tail, every).astype(np.int64),
        in_arc=in_arc.astype(np.int64),
        in_start=np.searchsorted(head[in_arc], every).astype(np.int64),
    )
