"""The network checks its references: the error names the record and the field."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tests.tools.small_network import euro, small_network, source
from trimtab.errors import InvalidField, UnknownReference
from trimtab.network import ControlMode, Customer, Lane, Network, StockPolicy

GHOST = "GHOST"


def lane(origin: str, destination: str) -> Lane:
    return Lane(origin=origin, destination=destination, transit_days=1, cost_per_unit=euro("1"))


@pytest.mark.parametrize(
    ("changed", "record", "field"),
    [
        ({"sources": (source("FAR", GHOST, 3),)}, "source FAR/GHOST", "item"),
        ({"sources": (source(GHOST, "WINCH", 3),)}, "source GHOST/WINCH", "supplier"),
        ({"lanes": (lane(GHOST, "NOR"),)}, "lane GHOST>NOR", "origin"),
        ({"lanes": (lane("CEN", GHOST),)}, "lane CEN>GHOST", "destination"),
        ({"policies": (StockPolicy(item=GHOST, location="CEN"),)}, "stock policy GHOST@CEN", "item"),
        ({"policies": (StockPolicy(item="WINCH", location=GHOST),)}, "stock policy WINCH@GHOST", "location"),
    ],
)
def test_a_reference_to_nothing_names_record_and_field(changed: dict[str, Any], record: str, field: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        Network(**(dict(small_network()) | changed))
    assert (refused.value.record, refused.value.field) == (record, field)
    assert str(refused.value) == f"{record}, {field}: 'GHOST' is not in the network"


@pytest.mark.parametrize(
    ("records", "name"),
    [
        ("items", "item WINCH"),
        ("locations", "location CEN"),
        ("suppliers", "supplier FAR"),
        ("customers", "customer SKAG"),
        ("sources", "source FAR/WINCH"),
        ("lanes", "lane CEN>NOR road"),
        ("policies", "stock policy WINCH@CEN"),
    ],
)
def test_what_stands_there_twice_is_refused_by_name(records: str, name: str) -> None:
    network = dict(small_network()) | {
        "customers": (Customer(code="SKAG", name="Skagen"),),
        "policies": (StockPolicy(item="WINCH", location="CEN"),),
    }
    Network(**network)
    with pytest.raises(InvalidField, match="stands there twice") as refused:
        Network(**(network | {records: (*network[records], network[records][0])}))
    assert (refused.value.record, refused.value.field) == (name, "code")


@pytest.mark.parametrize("look", ["item", "location", "supplier", "customer"])
def test_looking_up_an_unknown_code_names_what_was_looked_for(look: str) -> None:
    with pytest.raises(UnknownReference) as refused:
        getattr(small_network(), look)(GHOST)
    assert (refused.value.record, refused.value.field) == ("network", look)


def test_known_codes_are_found() -> None:
    network = small_network().model_copy(update={"customers": (Customer(code="SKAG", name="Skagen"),)})
    found = (network.item("WINCH"), network.location("NOR"), network.supplier("FAR"), network.customer("SKAG"))
    assert [x.code for x in found] == ["WINCH", "NOR", "FAR", "SKAG"]


def test_the_preferred_source_comes_first_and_ties_go_by_code() -> None:
    network = small_network(
        (source("NEAR", "WINCH", 5), source("FAR", "WINCH", 35), source("FAR", "ROPE", 3, preference=0))
    )
    assert [s.supplier for s in network.sources_of("WINCH")] == ["FAR", "NEAR"]
    preferred = small_network((source("FAR", "WINCH", 35, preference=2), source("NEAR", "WINCH", 5, preference=1)))
    assert [s.supplier for s in preferred.sources_of("WINCH")] == ["NEAR", "FAR"]
    assert network.sources_of(GHOST) == ()


def test_an_item_location_nobody_spoke_of_has_the_default_policy() -> None:
    said = StockPolicy(item="WINCH", location="CEN", control_mode=ControlMode.OBSERVE, review_period_days=2)
    network = small_network().model_copy(update={"policies": (said,)})
    assert network.policy_of("WINCH", "CEN") == said
    assert network.policy_of("WINCH", "NOR") == StockPolicy(item="WINCH", location="NOR")


def test_a_network_survives_being_written_and_read() -> None:
    network = small_network()
    network.item("WINCH")
    assert Network.model_validate_json(network.model_dump_json()) == network


@pytest.mark.parametrize(
    ("field", "value"),
    [("minimum_order", Decimal(-1)), ("lot_multiple", Decimal(0)), ("lead_time_days", -1), ("item", "")],
)
def test_impossible_terms_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError, match=field):
        type(source("FAR", "WINCH", 3)).model_validate(source("FAR", "WINCH", 3).model_dump() | {field: value})
