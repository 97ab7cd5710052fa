"""Rerouting in Tryton: the receipts still to come of a purchase order are expected at another warehouse."""

from __future__ import annotations

from typing import ClassVar

from tools.execution.adapters.tryton.once import one_at_a_time
from tools.execution.adapters.tryton.receipts import ExpectedReceipts, expected_receipts, id_of, send_elsewhere
from tools.tryton import TrytonClient
from tools.tryton.client import SYSTEM
from tools.tryton.places import Places, read_places
from tools.tryton.values import quantity
from trimtab.actions import Action, RedatedLine, RerouteShipment
from trimtab.bundles import LegState
from trimtab.errors import FieldConflict, Refused
from trimtab.ports import Clock, ExecutionAdapter
from trimtab.receipts import Preview, Receipt, Verification

STATE = "sent elsewhere"


class RerouteAdapter(ExecutionAdapter):
    """Sends receipts elsewhere; the order keeps its own warehouse, as its head is locked. Idempotent by its nature."""

    system: ClassVar[str] = SYSTEM
    kinds: ClassVar[frozenset[str]] = frozenset({"reroute_shipment"})

    def __init__(self, client: TrytonClient, clock: Clock) -> None:
        """Write through the client."""
        self._client = client
        self._clock = clock

    def preview(self, action: Action) -> Preview:
        """Say what will arrive elsewhere, and where and when it is expected now."""
        reroute = _reroute(action)
        self._places(reroute)
        lines = ", ".join(f"{quantity(line.quantity):f} {line.item}" for line in reroute.lines)
        return Preview(
            system=SYSTEM,
            summary=f"order {reroute.number} to {reroute.to_location}: {lines}",
            expected_before={f"line {x.line}": f"{reroute.from_location} {x.due_before}" for x in reroute.lines},
        )

    def execute(self, action: Action, key: str) -> Receipt:
        """Write warehouse and date of every receipt; raises FieldConflict where a line stands otherwise by now."""
        reroute = _reroute(action)
        places = self._places(reroute)
        with one_at_a_time(f"purchase order {reroute.document}"):
            lines = [(x, expected_receipts(self._client, reroute.document, x)) for x in reroute.lines]
            for line, receipts in lines:
                self._require_as_decided(reroute, line, receipts, places)
            for line, receipts in lines:
                send_elsewhere(self._client, receipts, places.input_id[reroute.to_location], line.due_after)
        return self._receipt(reroute, key)

    def find(self, action: Action, key: str) -> Receipt | None:
        """Return a receipt where everything is expected at the new place, None where it is not."""
        reroute = _reroute(action)
        open_lines = [expected_receipts(self._client, reroute.document, line).open for line in reroute.lines]
        return self._receipt(reroute, key) if all(open_lines) and not self._differences(reroute) else None

    def verify(self, action: Action, receipt: Receipt) -> Verification:
        """Compare where and when the ERP expects the goods with what was approved."""
        del receipt
        differences = tuple(self._differences(_reroute(action)))
        return Verification(confirmed=not differences, differences=differences, document_state=STATE)

    def compensate(self, action: Action, receipt: Receipt) -> Receipt:
        """Expect the goods again where and when they were expected before."""
        reroute = _reroute(action)
        places = self._places(reroute)
        for line in reroute.lines:
            receipts = expected_receipts(self._client, reroute.document, line)
            send_elsewhere(self._client, receipts, places.input_id[reroute.from_location], line.due_before)
        return receipt.model_copy(update={"document_state": "put back"})

    def _require_as_decided(
        self, reroute: RerouteShipment, line: RedatedLine, receipts: ExpectedReceipts, places: Places
    ) -> None:
        before, after = _ways(reroute, line, places)
        approved = quantity(line.quantity)
        held = {(id_of(m["to_location"]), m["planned_date"]) for m in receipts.open}
        undated = (before[0], None)
        if receipts.quantity != approved or held - {before, after, undated}:
            told = ", ".join(
                f"{places.warehouse_of.get(where, where)} on {when}" for where, when in sorted(held, key=str)
            )
            raise FieldConflict(
                f"{receipts.quantity:f} of the {receipts.name} is to come to {told or 'nowhere'}, expected "
                f"{approved:f} to {reroute.from_location} on {line.due_before}",
                system=SYSTEM,
                remedy="Somebody changed it meanwhile; the case is solved again.",
            )

    def _differences(self, reroute: RerouteShipment) -> list[str]:
        places, found = self._places(reroute), []
        for line in reroute.lines:
            receipts = expected_receipts(self._client, reroute.document, line)
            _, after = _ways(reroute, line, places)
            for where, when in sorted({(id_of(m["to_location"]), m["planned_date"]) for m in receipts.open}, key=str):
                if (where, when) != after:
                    at = places.warehouse_of.get(where, str(where))
                    found.append(
                        f"the {receipts.name} is to come to {at} on {when}, approved "
                        f"{reroute.to_location} on {line.due_after}"
                    )
        return found

    def _places(self, reroute: RerouteShipment) -> Places:
        places = read_places(self._client)
        for code in (reroute.from_location, reroute.to_location):
            if code not in places.input_id:
                raise Refused(f"the ERP has no warehouse {code}", system=SYSTEM)
        return places

    def _receipt(self, reroute: RerouteShipment, key: str) -> Receipt:
        return Receipt(
            action_id=key,
            system=SYSTEM,
            document=reroute.document,
            number=reroute.number,
            document_state=STATE,
            leg_state=LegState.COMMITTED,
            at=self._clock.business_now(),
        )


def _ways(reroute: RerouteShipment, line: RedatedLine, places: Places) -> tuple[tuple[int, object], tuple[int, object]]:
    """Return where and when a line comes before and after."""
    before = (places.input_id[reroute.from_location], line.due_before)
    return before, (places.input_id[reroute.to_location], line.due_after)


def _reroute(action: Action) -> RerouteShipment:
    if not isinstance(action, RerouteShipment):
        raise Refused(f"{action.kind} is no rerouting", system=SYSTEM)
    return action
