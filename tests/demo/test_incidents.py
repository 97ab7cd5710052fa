"""The story: incidents on distinct items in the order of their days, and what they do in a real ERP."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from demo.calendar.business import Business
from demo.erp.clock import set_clock
from demo.erp.days import opening_monday
from demo.erp.driver import ErpDriver
from demo.erp.environment import EnvironmentMissing
from demo.erp.seed import company_database
from demo.erp.server import TrytonServer
from demo.halyard import halyard
from demo.play.incidents import STORY, World
from tests.services.require import skip_or_fail
from tools.feeds.payloads import Known, check_payload
from trimtab.actions import Action
from trimtab.events import Event

OPENING = opening_monday()
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def told() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def world(tmp_path: Path, told: list[dict[str, Any]]) -> Iterator[World]:
    """The played company on its opening Monday; what is told to Trimtab is kept in `told`."""
    try:
        source = company_database(halyard(), progress=lambda _: None, opening=OPENING)
    except EnvironmentMissing as missing:
        skip_or_fail(str(missing))
    clock = tmp_path / "clock"
    set_clock(clock, OPENING)
    with TrytonServer(tmp_path / "erp", source, clock=clock) as server, ErpDriver(server.url) as driver:
        yield World(Business(driver, halyard(), OPENING, clock, tmp_path / "inbox"), told.extend)


def test_the_story_is_in_order_and_names_what_exists() -> None:
    kinds = {model.model_fields["kind"].default for model in get_args(get_args(Action)[0])}
    items = {item.code for item in halyard().items}
    assert [incident.day for incident in STORY] == sorted(incident.day for incident in STORY)
    assert len({incident.name for incident in STORY}) == len(STORY)
    for incident in STORY:
        assert set(incident.items) <= items
        assert incident.expects | incident.never <= kinds
        assert bool(incident.expects) == (incident.verdict.kind != "nothing"), incident.name
    named = [item for incident in STORY for item in incident.items]
    assert len(named) == len(set(named)), "no two incidents are about the same item"


def test_every_incident_happens_and_what_it_tells_is_an_event_trimtab_takes(
    world: World, told: list[dict[str, Any]]
) -> None:
    company, driver = halyard(), world.business.driver
    before = {order.reference: order for order in driver.purchases()}
    for incident in STORY:
        assert incident.happen(world), incident.name

    known = Known(items={item.code for item in company.items}, locations={place.code for place in company.warehouses})
    events = [Event.model_validate(event) for event in told]
    for event in events:
        check_payload(event, known)
    assert [event.type for event in events] == ["promotion.changed", "lane.changed", "lane.changed"]
    assert [event.data.get("open") for event in events] == [None, False, True]

    after = {order.reference: order for order in driver.purchases()}
    moved = {
        reference: (found.lines[0].moves[0].planned_date or OPENING)
        - (before[reference].lines[0].moves[0].planned_date or OPENING)
        for reference, found in after.items()
    }
    slipped = {reference: days for reference, days in moved.items() if days}
    days = {"KMW-2417": 16, "KMW-2421": 1, "GDK-2607": 6, "GDK-2608": 6}
    assert slipped == {reference: timedelta(days=n) for reference, n in days.items()}
    assert driver.find("sale.sale", [["reference", "=", "SO-VEND-230"], ["state", "=", "processing"]])
    assert not world.business.bought("CHAIN-10", "CEN")
    assert world.business.bought("CHAIN-08", "CEN")
    assert world.business.closed == set()
