"""The ports: every place where Trimtab meets something that can be replaced, as small protocols."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from trimtab.actions import Action
    from trimtab.beliefs import Belief, Function
    from trimtab.bundles import Leg
    from trimtab.cases import Case
    from trimtab.commitments import Answer
    from trimtab.events import Event, Quarantined
    from trimtab.levels import LevelReading
    from trimtab.offers import Objection, Offer
    from trimtab.plans import Plan
    from trimtab.receipts import Preview, Receipt, Verification
    from trimtab.state import Snapshot


class Clock(Protocol):
    """Business time for planning and expiry; wall time for leases, undo, retries and sessions. Both in UTC."""

    def business_now(self) -> datetime: ...

    def wall_now(self) -> datetime: ...


class FeedBatch(Protocol):
    """One reading of a feed: events, refused records and the cursor from which the next reading goes on."""

    events: Sequence[Event]
    refused: Sequence[Quarantined]
    cursor: str


class Feed(Protocol):
    """Brings events in. Reading has no side effect: the cursor is kept by the caller, with the events."""

    name: ClassVar[str]

    def read(self, cursor: str | None) -> FeedBatch: ...


class StateReader(Protocol):
    """Reads the state of the systems of record afresh."""

    def snapshot(self) -> Snapshot: ...


class ExecutionAdapter(Protocol):
    """Carries out actions of the kinds it names; raises Refused, Unavailable, Ambiguous or FieldConflict.

    `execute` is called with the action's id as key; after Ambiguous only `find` may follow. `find` returns None
    only when it is certain that nothing with this key exists.
    """

    system: ClassVar[str]
    kinds: ClassVar[frozenset[str]]

    def preview(self, action: Action) -> Preview: ...

    def execute(self, action: Action, key: str) -> Receipt: ...

    def find(self, action: Action, key: str) -> Receipt | None: ...

    def verify(self, action: Action, receipt: Receipt) -> Verification: ...

    def compensate(self, action: Action, receipt: Receipt) -> Receipt: ...


class CommitmentAdapter(Protocol):
    """Writes into the system of record what the other side has confirmed; repeating it changes nothing.

    Asking is a person's task; this comes after the answer. Raises Refused, Unavailable, Ambiguous or FieldConflict.
    """

    system: ClassVar[str]
    kinds: ClassVar[frozenset[str]]

    def commit(self, action: Action, answer: Answer, key: str) -> Receipt: ...

    def verify(self, action: Action, answer: Answer, receipt: Receipt) -> Verification: ...


class LevelSource(Protocol):
    """The company's own planning system, whose levels Trimtab keeps current; raises SystemOfRecordError.

    `read` returns what it holds now, with the records that could not be read; `ask_to_run` asks it to compute some
    item-locations again and returns the name of the run, or raises Refused where it cannot be asked.
    """

    name: ClassVar[str]

    def read(self) -> LevelReading: ...

    def ask_to_run(self, reason: str, places: tuple[tuple[str, str], ...]) -> str: ...

    def close(self) -> None: ...


class Planner(Protocol):
    """Turns a problem into the plan that is worth executing now."""

    def plan(self, problem: Any) -> Plan: ...


class Bus(Protocol):
    """Ordered topics with consumer groups: at least once, acknowledged one by one, nothing lost by a crash."""

    def publish(self, topic: str, payload: dict[str, Any]) -> None: ...

    def claim(self, topic: str, group: str, consumer: str, limit: int) -> list[tuple[str, dict[str, Any]]]: ...

    def acknowledge(self, topic: str, group: str, message_ids: Iterable[str]) -> None: ...


class Lease(Protocol):
    """One holder at a time, with a fencing epoch that grows at every change of hands."""

    def hold(self, name: str, holder: str) -> AbstractContextManager[int]: ...


class LanguageModel(Protocol):
    """Writes sentences from given facts; holds no tool and never supplies a number."""

    def write(self, prompt: str, facts: dict[str, Any]) -> str: ...


class Notifier(Protocol):
    """Tells a person or channel that something waits."""

    def notify(self, subject: str, text: str, link: str) -> None: ...


class FunctionAgent(Protocol):
    """Watches the inputs of one function, believes, offers, objects and explains; decides and executes nothing."""

    function: ClassVar[Function]
    watches: ClassVar[frozenset[str]]

    def observe(self, events: Sequence[Event]) -> list[Belief]: ...

    def offer(self, case: Case, snapshot: Snapshot) -> list[Offer]: ...

    def review(self, plan: Plan, snapshot: Snapshot) -> list[Objection]: ...

    def explain(self, leg: Leg) -> str: ...
