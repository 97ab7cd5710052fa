"""What every bus must do, whatever carries it: run these against any implementation by inheriting the class."""

from collections.abc import Callable
from datetime import timedelta

from trimtab.clock import ManualClock
from trimtab.ports import Bus


def numbers(claimed: list[tuple[str, dict[str, object]]]) -> list[object]:
    return [payload["n"] for _, payload in claimed]


class BusConformance:
    """Fixtures wanted: `bus`, the `clock` it goes by, and `claim_seconds`, after which a claim runs out."""

    def test_messages_come_in_the_order_of_their_publication(self, bus: Bus) -> None:
        for n in range(5):
            bus.publish("events", {"n": n})
        assert numbers(bus.claim("events", "sense", "ann", 10)) == [0, 1, 2, 3, 4]

    def test_no_more_than_asked_for(self, bus: Bus) -> None:
        for n in range(5):
            bus.publish("events", {"n": n})
        assert numbers(bus.claim("events", "sense", "ann", 2)) == [0, 1]
        assert numbers(bus.claim("events", "sense", "ann", 2)) == [2, 3]

    def test_nothing_on_an_empty_topic(self, bus: Bus) -> None:
        assert bus.claim("events", "sense", "ann", 10) == []

    def test_topics_are_apart(self, bus: Bus) -> None:
        bus.publish("events", {"n": 1})
        assert bus.claim("moved", "sense", "ann", 10) == []

    def test_every_group_gets_every_message(self, bus: Bus) -> None:
        bus.publish("events", {"n": 1})
        assert numbers(bus.claim("events", "sense", "ann", 10)) == [1]
        assert numbers(bus.claim("events", "show", "ann", 10)) == [1]

    def test_consumers_of_a_group_share(self, bus: Bus) -> None:
        for n in range(4):
            bus.publish("events", {"n": n})
        assert numbers(bus.claim("events", "sense", "ann", 2)) == [0, 1]
        assert numbers(bus.claim("events", "sense", "ben", 10)) == [2, 3]

    def test_what_is_acknowledged_never_comes_again(self, bus: Bus, clock: ManualClock, claim_seconds: float) -> None:
        bus.publish("events", {"n": 1})
        ids = [message_id for message_id, _ in bus.claim("events", "sense", "ann", 10)]
        bus.acknowledge("events", "sense", ids)
        clock.advance(timedelta(seconds=claim_seconds * 2))
        assert bus.claim("events", "sense", "ann", 10) == []

    def test_what_a_crash_left_unacknowledged_comes_again(
        self, bus: Bus, clock: ManualClock, claim_seconds: float
    ) -> None:
        for n in range(3):
            bus.publish("events", {"n": n})
        claimed = bus.claim("events", "sense", "ann", 10)
        bus.acknowledge("events", "sense", [claimed[1][0]])
        clock.advance(timedelta(seconds=claim_seconds - 1))
        assert bus.claim("events", "sense", "ben", 10) == []
        clock.advance(timedelta(seconds=1))
        assert numbers(bus.claim("events", "sense", "ben", 10)) == [0, 2]

    def test_payloads_arrive_as_they_were(self, bus: Bus) -> None:
        payload = {"n": 1, "text": "Größe – 12 \u2603", "list": [1, None, {"deep": True}], "empty": {}}
        bus.publish("events", payload)
        assert bus.claim("events", "sense", "ann", 1)[0][1] == payload

    def test_acknowledging_nothing_is_fine(self, bus: Bus) -> None:
        bus.acknowledge("events", "sense", [])

    def test_of_many_who_claim_at_once_each_message_goes_to_one(
        self, bus: Bus, at_once: Callable[[list[Callable[[], object]]], list[object]]
    ) -> None:
        for n in range(20):
            bus.publish("events", {"n": n})
        taken: list[object] = []
        for _ in range(6):
            shares = at_once([lambda w=who: bus.claim("events", "sense", w, 3) for who in "abcd"])  # type: ignore[misc]
            taken += [n for share in shares for n in numbers(share)]  # type: ignore[arg-type]
        assert sorted(taken) == sorted(set(taken))  # type: ignore[type-var]
        taken += numbers(bus.claim("events", "sense", "last", 20))
        assert sorted(taken) == list(range(20))  # type: ignore[type-var]
