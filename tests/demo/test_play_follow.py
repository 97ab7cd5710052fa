"""Following tells every change once."""

from typing import Any, cast

from demo.play.api import Api
from demo.play.follow import changes

LEG = {"owner": "logistics", "because": "Move 24 winches."}


class _Told:
    """An API that answers what the test says; only what following reads."""

    def __init__(self) -> None:
        self.state, self.revision = "awaiting", 1
        self.decisions: list[dict[str, Any]] = []
        self.intents: list[dict[str, Any]] = []

    def get(self, path: str) -> list[dict[str, Any]]:
        assert path == "/bundles"
        return [{"id": "bnd_1", "revision": self.revision, "state": self.state}]

    def bundle(self, bundle_id: str) -> dict[str, Any]:
        bundle = {"id": bundle_id, "round": 1, "revision": self.revision, "legs": [LEG]}
        more = {"because": "", "decisions": self.decisions, "intents": self.intents}
        return {"bundle": bundle, "state": self.state, **more}


def test_every_change_is_told_once() -> None:
    told, known = _Told(), dict[str, tuple[int, str, int]]()

    def look() -> list[str]:
        return list(changes(cast("Api", told), known))

    assert look() == ["Bundle bnd_1, round 1, revision 1 is awaiting", "    logistics: Move 24 winches."]
    assert look() == []
    told.decisions.append({"principal": "lena", "decision": {"kind": "approve"}, "revision": 1})
    assert look() == ["lena: approve, revision 1"]
    told.state = "done"
    receipt = {"system": "tryton", "number": "7", "document_state": "assigned"}
    told.intents.append({"leg_id": "leg-1", "receipt": receipt})
    assert look() == ["Bundle bnd_1, round 1, revision 1 is done", "    leg-1: tryton 7, assigned"]
    assert look() == []
