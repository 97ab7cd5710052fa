"""A stand-in planning system on loopback: a real HTTP server that holds levels and takes requests for runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.tools.tryton.loopback import Asked, Loopback, Reply, loopback
from tools.levels import LevelService
from trimtab.network import Network
from trimtab.ports import Clock


@dataclass
class PlanningSystem:
    """Its levels as records, the runs asked for, and a version that counts what it computed."""

    served: Loopback
    levels: list[Any] = field(default_factory=list)
    runs: list[Any] = field(default_factory=list)
    sources: list[LevelService] = field(default_factory=list)

    def source(self, network: Network, clock: Clock) -> LevelService:
        http = httpx.Client(base_url=f"{self.served.url}/", timeout=2.0, trust_env=False)
        self.sources.append(LevelService(http, network, clock))
        return self.sources[-1]

    def answer(self, reply: Reply, asked: Asked) -> None:
        if (asked.method, asked.path) == ("GET", "/levels"):
            reply.json({"version": f"v{len(self.runs)}", "levels": self.levels})
        elif (asked.method, asked.path) == ("POST", "/runs"):
            self.runs.append(asked.body)
            reply.json({"run": f"run-{len(self.runs)}"}, status=202)
        else:
            reply.json({}, status=404)


@contextmanager
def planning_system() -> Iterator[PlanningSystem]:
    """A planning system without levels yet."""
    with loopback() as served:
        system = PlanningSystem(served)
        served.answer = system.answer
        try:
            yield system
        finally:
            for source in system.sources:
                source.close()


def record(item: str, location: str, minimum: object, target: object) -> dict[str, object]:
    return {"item": item, "location": location, "minimum": minimum, "target": target}
