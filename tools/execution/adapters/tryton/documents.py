"""Documents: the one way in which an action becomes a document in Tryton, from draft to finished, exactly once."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from tools.execution.adapters.tryton.once import (
    create_once,
    documents_of,
    kept_of,
    nothing_left_behind,
    one_at_a_time,
    press,
)
from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM, Row
from trimtab.actions import Action
from trimtab.bundles import LegState
from trimtab.ports import Clock, ExecutionAdapter
from trimtab.receipts import Receipt, Verification


@dataclass(frozen=True)
class Step:
    """A button on the way from draft to finished: pressed in some states, and where it leads."""

    button: str
    pressed_in: frozenset[str]
    leads_to: frozenset[str]


class DocumentAdapter(ExecutionAdapter):
    """Creates documents of one model under the action's id as their reference; a subclass says which and how."""

    system: ClassVar[str] = SYSTEM
    model: ClassVar[str]
    noun: ClassVar[str]
    steps: ClassVar[tuple[Step, ...]]
    finished: ClassVar[frozenset[str]]
    fields: ClassVar[tuple[str, ...]]

    def __init__(self, client: TrytonClient, clock: Clock) -> None:
        """Write through the client."""
        self._client = client
        self._clock = clock

    def execute(self, action: Action, key: str) -> Receipt:
        """Create the document and bring it to its end; goes on from whatever step an earlier try reached."""
        self._check(action)
        with one_at_a_time(key):
            kept = create_once(self._client, self.model, key, lambda: self._values(action))
            with nothing_left_behind(self._client, self.model, kept["id"]):
                self._claim(action)
                for step in self.steps:
                    if kept["state"] in step.pressed_in:
                        press(self._client, self.model, kept["id"], step.button, step.leads_to)
                row = kept_of(self._client, self.model, key, kept["id"])
                self._confirm(action, row)
            return self._receipt(key, row)

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return the document that carries the key; incomplete while it is not finished or has rival drafts."""
        self._check(action)
        found = documents_of(self._client, self.model, key, [])
        if not found:
            return None
        finished = next((row for row in found if row["state"] in self.finished), None)
        receipt = self._receipt(key, finished or found[0])
        return receipt.model_copy(update={"complete": finished is not None and len(found) == 1})

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Compare the document in the ERP with what was approved."""
        found = documents_of(self._client, self.model, receipt.action_id, self.fields)
        if len(found) != 1:
            differences = (f"{len(found)} {self.noun} carry {receipt.action_id}",)
            return Verification(confirmed=False, differences=differences)
        state = str(found[0]["state"])
        told = self._differences(action, found[0])
        told += [] if state in self.finished else [f"state is {state}"]
        return Verification(confirmed=not told, differences=tuple(told), document_state=state)

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Cancel the document where the ERP still allows it; raises Refused where it does not."""
        del action
        self._client.button(self.model, int(receipt.document), "cancel")
        return receipt.model_copy(update={"document_state": "cancelled"})

    @abstractmethod
    def _check(self, action: Action) -> None:
        """Raise Refused for an action of another kind."""

    @abstractmethod
    def _values(self, action: Action) -> Mapping[str, Any]:
        """Return the values of the draft; raises Refused for what the ERP does not know."""

    @abstractmethod
    def _differences(self, action: Action, row: Row) -> list[str]:
        """Name what is not as approved."""

    def _claim(self, action: Action) -> None:
        """Take what the document is made of, before it goes on; by default there is nothing to take."""

    def _confirm(self, action: Action, row: Row) -> None:
        """Raise Refused where the last button was pressed in vain; by default the ERP says so itself."""

    def _receipt(self, key: str, row: Row) -> Receipt:
        done = row["state"] in self.finished
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=str(row["id"]),
            number=row["number"] or f"draft {row['id']}",
            document_state=row["state"],
            leg_state=LegState.COMMITTED if done else LegState.REQUESTED,
            at=self._clock.business_now(),
            complete=done,
        )


def unlike(names: tuple[str, ...], held: tuple[Any, ...], approved: tuple[Any, ...]) -> list[str]:
    """Name the fields whose values in the ERP are not those approved."""
    rows = zip(names, held, approved, strict=True)
    return [f"{name}: {value}, approved {wanted}" for name, value, wanted in rows if value != wanted]
