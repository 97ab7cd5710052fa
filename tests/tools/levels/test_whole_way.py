"""The whole way: a planning system over HTTP, the real Tryton, the price of its drift, and the level kept current."""

from demo.erp.seed import erp_today
from tests.services.tryton import Erp
from tests.tools.levels.planning_system import planning_system, record
from tests.tools.tryton.service import HALYARD, service_of
from tools.drift.price import level_drift
from tools.execution.adapters.tryton.order_point import OrderPointAdapter
from tools.optimizer import PlanProblem, recommend_level
from tools.tryton import TrytonReader
from trimtab import subjects
from trimtab.actions import AdjustLevel
from trimtab.beliefs import Belief, Function, Normal, Parameter, Persistence
from trimtab.clock import SystemClock
from trimtab.identifiers import random_id

HERE = ("SHACK-10", "CEN")


def test_a_planning_systems_level_is_priced_kept_current_in_tryton_and_run_again(erp: Erp) -> None:
    clock = SystemClock()
    with service_of(erp) as service, planning_system() as planning:
        source = planning.source(HALYARD, clock)
        reader = TrytonReader(service.client(), HALYARD, clock)
        planning.levels = [record(*HERE, 358, 1498), record("GHOST-1", "CEN", 1, 2)]
        reading = source.read()
        assert [(q.record, q.field) for q in reading.refused] == [("levels record 2", "item")]

        # Demand has doubled since the planning system ran.
        demand = Belief(
            subject=subjects.item_location(*HERE),
            parameter=Parameter.DEMAND,
            owner=Function.SALES,
            distribution=Normal(mean=60, sd=20),
            persistence=Persistence.NEW_NORMAL,
            as_of=clock.business_now(),
            version=1,
        )
        problem = PlanProblem(
            network=HALYARD, snapshot=reader.snapshot(), beliefs=(demand,), today=erp_today(), items=HERE[:1]
        )
        drifted = level_drift(problem, reading.in_force())[HERE]
        best, point = recommend_level(problem, *HERE), problem.snapshot.order_point(*HERE)
        assert best is not None
        assert point is not None
        assert drifted > 0
        assert best.minimum > 358

        action = AdjustLevel(
            id=random_id("act"),
            item=HERE[0],
            location=HERE[1],
            document=point.document,
            minimum_before=point.minimum,
            target_before=point.target,
            minimum_after=best.minimum,
            target_after=best.target,
        )
        adapter = OrderPointAdapter(service.client(), clock)
        receipt = adapter.execute(action, action.id)
        assert adapter.verify(action, receipt).confirmed
        held = reader.snapshot().order_point(*HERE)
        assert held is not None
        assert (held.minimum, held.target) == (best.minimum, best.target)

        # The planning system is asked, runs, and holds what is in force: its drift is gone.
        assert source.ask_to_run("demand doubled", (HERE,)) == "run-1"
        planning.levels = [record(*HERE, int(best.minimum), int(best.target))]
        again = source.read()
        assert again.version != reading.version
        assert level_drift(problem, again.in_force())[HERE] < 0.01
