"""An executor over the fake ERP and one decided bundle, for tests of arming and sending."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tests.trimtab.ledgers import NOW, POINT, Office
from tools.execution import Adapters, Arming, Executor
from tools.execution.adapters.fake import FakeErp
from tools.execution.adapters.human_task import AnswersOnRecord, HumanTaskAdapter
from tools.execution.executor import lease_name
from trimtab.actions import Action
from trimtab.ledger.intents import Intent
from trimtab.state import OrderPoint, OrderPointKind, Snapshot, StockOnHand

LEASE_SECONDS = 30.0


def fake_erp(office: Office) -> FakeErp:
    """The ERP as the bundle of these tests expects it."""
    point = OrderPoint(
        document=POINT.document,
        item=POINT.item,
        location=POINT.location,
        kind=OrderPointKind.PURCHASE,
        minimum=POINT.minimum,
        target=POINT.target,
    )
    on_hand = (StockOnHand(item="WINCH-40", location="CEN", quantity=Decimal(50)),)
    return FakeErp(Snapshot(as_of=NOW, system="fake-erp", on_hand=on_hand, order_points=(point,)), office.clock)


def adapters_of(office: Office, erp: FakeErp) -> Adapters:
    """The fake ERP, and people for the rest."""
    people = HumanTaskAdapter(office.ledger, network_of(HALYARD_SUPPLY))
    return Adapters([erp], people, [erp.commitments], AnswersOnRecord(office.clock))


@dataclass
class ExecutionDesk:
    """What a test of execution works with."""

    office: Office
    erp: FakeErp
    executor: Executor
    epoch: int = 0
    """Of the lease under which a test works all the time."""

    @classmethod
    def of(cls, office: Office) -> "ExecutionDesk":
        erp = fake_erp(office)
        return cls(office, erp, Executor(office.ledger, erp, adapters_of(office, erp), LEASE_SECONDS))

    @property
    def bundle_id(self) -> str:
        return self.office.bundle_id()

    def lease(self, holder: str = "worker") -> int:
        with self.office.ledger.write() as tx:
            epoch = tx.leases.take(lease_name(self.bundle_id), holder, LEASE_SECONDS)
        assert epoch is not None
        return epoch

    def arm(self, epoch: int) -> Arming:
        return self.executor.arm(self.bundle_id, self.office.bundle().decision_id or "", epoch)

    def armed(self) -> int:
        """Decide and arm the bundle; return the epoch."""
        self.office.decided()
        self.office.wait(seconds=11)
        epoch = self.lease()
        assert self.arm(epoch) is Arming.ARMED
        return epoch

    def intents(self) -> dict[str, Intent]:
        with self.office.ledger.read() as tx:
            return {i.action.kind: i for i in tx.intents.of_bundle(self.bundle_id)}

    def made(self) -> dict[str, int]:
        """How many documents the ERP has of each kind of action."""
        kinds = {leg.action.id: leg.action.kind for leg in self.office.bundle().bundle.legs}
        return {kinds[key]: len(found) for key, found in self.erp.documents.items() if found}

    def somebody_changes_the_point(self) -> None:
        points = tuple(p.model_copy(update={"minimum": p.minimum + 1}) for p in self.erp.state.order_points)
        self.erp.state = self.erp.state.model_copy(update={"order_points": points})


def fails(kind: str, error: BaseException, times: int = 1) -> Callable[[Action], None]:
    """A hook that fails for actions of a kind, so many times."""
    left = [times]

    def hook(action: Action) -> None:
        if action.kind == kind and left[0]:
            left[0] -= 1
            raise error

    return hook
