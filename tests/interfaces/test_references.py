"""References: codes are held against the network, where there is one."""

from datetime import date

import pytest

from interfaces.references import require_known
from interfaces.views.names import Names, names_of
from tests.interfaces.fixtures.network import NETWORK
from trimtab.errors import UnknownReference
from trimtab.facts import ArrivalStatement, LaneStatement, LeadTimeStatement, Statement, StockStatement

KNOWN = (
    StockStatement(item="WINCH-40", location="CEN", quantity=3),
    LaneStatement(origin="CEN", destination="NOR", open=False),
    LeadTimeStatement(supplier="KMW", item="WINCH-40", days=3),
    ArrivalStatement(document="2417", line="1", on=date(2026, 12, 1)),
)


@pytest.mark.parametrize("statement", KNOWN, ids=lambda s: s.kind)
def test_what_the_network_knows_passes(statement: Statement) -> None:
    require_known(statement, names_of(NETWORK))


@pytest.mark.parametrize("field", ["item", "location", "origin", "destination", "supplier"])
def test_what_it_does_not_know_is_refused_by_field(field: str) -> None:
    statement = next(s for s in KNOWN if hasattr(s, field)).model_copy(update={field: "NOWHERE"})
    with pytest.raises(UnknownReference) as refused:
        require_known(statement, names_of(NETWORK))
    assert refused.value.field == field
    require_known(statement, Names())
