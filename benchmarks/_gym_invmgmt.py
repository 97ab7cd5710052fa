"""gym-invmgmt as a process that speaks JSON lines: runs in the bench environment, imports nothing of the house.

`{"reset": {"kwargs": ..., "seed": ...}}` is answered with the network as its planner knows it and the first
observation, `{"step": [...]}` with the next observation, the reward and whether it was the last. Only with the last
one comes the demand that was, so nobody can plan with it.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def described(env: Any) -> dict[str, Any]:
    """Return what a planner knows of the network: places, ways, costs, and the nominal demand of its records."""
    net, graph = env.network, env.network.graph
    (seller, customer), *_ = net.retail_links
    sale = graph.edges[seller, customer]
    return {
        "places": [{"id": n, **{k: graph.nodes[n].get(k) for k in ("h", "C", "o", "v", "I0")}} for n in net.main_nodes],
        "links": [
            {"from": a, "to": b, "L": net.lead_times[a, b], "p": graph.edges[a, b]["p"], "g": graph.edges[a, b]["g"]}
            for a, b in net.reorder_links
        ],
        "outside": sorted(net.rawmat),
        "seller": seller,
        "price": sale["p"],
        "penalty": sale["b"],
        "nominal": sale["dist_param"]["mu"],
        "periods": env.num_periods,
        "backlog": bool(env.backlog),
    }


def main() -> None:
    """Answer line by line until the input ends."""
    from gym_invmgmt.core_env import CoreEnv  # type: ignore[import-not-found]  # noqa: PLC0415 - only this process has it

    env: Any = None
    for line in sys.stdin:
        asked = json.loads(line)
        if "reset" in asked:
            env = CoreEnv(**asked["reset"]["kwargs"])
            observation, _ = env.reset(seed=asked["reset"]["seed"])
            answer = {"network": described(env), "observation": observation.tolist()}
        else:
            observation, reward, _, last, _ = env.step(asked["step"])
            answer = {"observation": observation.tolist(), "reward": reward, "last": last}
            if last:
                answer["demand"] = env.demand[:, 0].tolist()
        print(json.dumps(answer, default=float), flush=True)


if __name__ == "__main__":
    main()
