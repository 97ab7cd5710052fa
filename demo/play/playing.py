"""Playing the story by itself: incidents on their days, every bundle decided by its owners, every end checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demo.play.acts import PROPOSE_SECONDS, Scene
from demo.play.api import Json
from demo.play.incidents import Incident, World
from demo.play.pictures import DESKTOP, LOOKS
from demo.play.proofs import PROOFS, Standing, only_observed, standing
from demo.play.rest import has_rested
from demo.play.verdicts import VERDICTS, Decided

MOST_BUNDLES_A_DAY = 12


@dataclass
class Open:
    """An incident that has happened and has not come to its end."""

    incident: Incident
    last_day: int
    before: Standing


class Playing:
    """Plays a story; `decided` are the bundles that came to their end, in order."""

    def __init__(self, scene: Scene, world: World, story: Sequence[Incident]) -> None:
        """Play in a scene, in a world."""
        self._scene = scene
        self._world = world
        self._story = story
        self._open: list[Open] = []
        self._most_waiting = 0
        self.decided: list[Decided] = []

    def run(self) -> None:
        """Let the days pass until every incident has come to its end."""
        last = max(incident.day + incident.within_days for incident in self._story)
        for number in range(last + 1):
            for incident in self._story:
                if incident.day == number:
                    self._begin(incident)
            self._decide_what_waits()
            self._close(number)
            if number < last:
                passed = self._world.business.pass_day()
                self._scene.say(f"{passed.day:%A %d %B} ({passed.seconds:.1f} s)")

    def _begin(self, incident: Incident) -> None:
        self._scene.say(f"--- {incident.title}")
        before = standing(self._scene)
        for seen in incident.happen(self._world):
            self._scene.say(f"    {seen}")
        self._scene.note(f"incident {incident.name}", day=self._world.business.day_number)
        self._open.append(Open(incident, incident.day + incident.within_days, before))

    def _decide_what_waits(self) -> None:
        """Decide every bundle of the day: those of an incident as its people would, any other by approval."""
        for _ in range(MOST_BUNDLES_A_DAY):
            self._rest()
            waiting = self._scene.cast.planner.inbox()
            if not waiting:
                return
            if len(waiting) > self._most_waiting:
                self._most_waiting = len(waiting)
                self._scene.picture("queue", "/")
            found = self._scene.bundle(waiting[0]["id"])
            begun = next((o for o in self._open if self._is_about(found, o.incident)), None)
            self._decide(found, begun)
        self._scene.checks.expect("a day's bundles come to an end", False, "there is always another one")

    def _decide(self, found: Json, begun: Open | None) -> None:
        scene, kinds = self._scene, kinds_of(found)
        incident = begun.incident if begun else None
        scene.checks.expect("nothing is proposed about an item that is only observed", *only_observed(scene, found))
        scene.say(f"    proposed: {found['bundle']['headline']} ({', '.join(sorted(kinds))})")
        if incident:
            looks = LOOKS if incident.verdict.kind == "argue" else (DESKTOP,)
            scene.picture(incident.name, f"/bundles/{found['bundle']['id']}", looks)
            scene.checks.expect(f"{incident.name}: nothing it must not do", not kinds & incident.never, kinds)
        verdict = incident.verdict.kind if incident and kinds & incident.expects else "approve"
        decided = VERDICTS[verdict](scene, self._world, found, incident)
        self.decided.append(decided)
        if begun and incident and kinds & incident.expects:
            ended = kinds_of(decided.done)
            held = decided.done["state"] == "done" and ended & incident.expects
            scene.checks.expect(f"{incident.name}: it ended in {', '.join(sorted(ended))}", held, decided.done["state"])
            self._prove(begun, decided.done)
            self._open.remove(begun)

    def _close(self, number: int) -> None:
        for begun in [o for o in self._open if o.last_day <= number]:
            incident = begun.incident
            self._open.remove(begun)
            name = "doing nothing was right" if not incident.expects else f"{', '.join(sorted(incident.expects))}"
            self._scene.checks.expect(f"{incident.name}: {name}", not incident.expects, "no such bundle came")
            if not incident.expects:
                self._prove(begun, None)

    def _prove(self, begun: Open, done: Json | None) -> None:
        """Look with eyes of its own whether what an incident is to show has come about."""
        prove = PROOFS.get(begun.incident.name)
        if prove is not None:
            prove(self._scene, begun.before, done)

    def _is_about(self, found: Json, incident: Incident) -> bool:
        if not incident.items:
            return bool(kinds_of(found) & incident.expects)
        case = self._scene.cast.planner.get(f"/cases/{found['bundle']['case_id']}")["case"]
        items = {subject.partition(":")[2].rpartition("@")[0] for subject in case["subjects"]}
        return bool(items & set(incident.items))

    def _rest(self) -> None:
        planner, worker = self._scene.cast.planner, self._scene.stage.worker.pid
        self._scene.until("Trimtab to come to rest", lambda: has_rested(planner, worker), PROPOSE_SECONDS)


def kinds_of(found: Json) -> set[str]:
    """Return the kinds of action of a bundle."""
    return {leg["action"]["kind"] for leg in found["bundle"]["legs"]}
