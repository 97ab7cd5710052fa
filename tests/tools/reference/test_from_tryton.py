"""What the ERP holds, read from a real Tryton, is in the template and is never asked for."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from demo.company import UNIT
from tests.five_items import HALYARD_SUPPLY
from tests.services.tryton import Erp
from tests.tools.reference.company import network_file, prepared
from tests.tools.tryton.service import HALYARD, service_of
from tools.reference.erp import ErpReference
from tools.reference.from_tryton import read_reference
from tools.reference.sheets import BY_NAME
from tools.reference.template import template_of
from tools.reference.writing import write_folder, write_workbook


@pytest.fixture(scope="module")
def erp(shared_erp: Erp) -> Iterator[ErpReference]:
    with service_of(shared_erp) as service:
        yield read_reference(service.client())


def test_items_come_with_unit_and_prices(erp: ErpReference) -> None:
    cheapest = {
        i.code: min(Decimal(s.unit_price) for s in HALYARD_SUPPLY.sourcing if s.item == i.code)
        for i in HALYARD_SUPPLY.items
    }
    assert erp.rows["items"] == {
        (i.code,): {
            "item": i.code,
            "name": i.name,
            "unit": UNIT,
            "unit_cost": cheapest[i.code],
            "unit_price": Decimal(i.sales_price),
            "currency": "EUR",
        }
        for i in HALYARD_SUPPLY.items
    }


def test_sources_are_those_the_erp_knows_terms_of(erp: ErpReference) -> None:
    known = [s for s in HALYARD_SUPPLY.sourcing if s.in_erp]
    assert erp.rows["sources"].keys() == {(s.supplier, s.item) for s in known}
    for terms in known:
        row = erp.rows["sources"][terms.supplier, terms.item]
        assert row["unit_price"] == Decimal(terms.unit_price)
        assert row["lead_time_days"] == HALYARD_SUPPLY.supplier(terms.supplier).lead_time_days


def test_places_partners_lanes_and_levels_are_there(erp: ErpReference) -> None:
    company = HALYARD_SUPPLY
    assert erp.rows["locations"].keys() == {(w.code,) for w in company.warehouses}
    assert {(s.code,) for s in company.suppliers} <= erp.rows["suppliers"].keys()
    assert erp.listed["suppliers"] == {(s.supplier,) for s in company.sourcing if s.in_erp}
    assert erp.listed["customers"] == {(s.customer,) for s in company.open_sales} | (
        erp.listed["customers"] & {(c.code,) for c in company.customers}
    )
    lanes = {(a, b): row["transit_days"] for (a, b, _), row in erp.rows["lanes"].items()}
    assert lanes == {(x.source, x.destination): x.lead_time_days for x in company.lanes}
    levels = {key: (row["erp_minimum"], row["erp_target"]) for key, row in erp.rows["stock_policies"].items()}
    assert levels == {(p.item, p.warehouse): (p.minimum, p.target) for p in company.order_points}


def test_a_template_asks_only_for_what_no_erp_field_holds(erp: ErpReference) -> None:
    book = template_of(None, erp)
    for name, rows in book.rows.items():
        sheet = BY_NAME[name]
        for row in rows:
            unknown = [c.name for c in sheet.columns if c.required and c.name not in row]
            assert [n for n in unknown if sheet.column(n).from_erp] == []
    assert {row["unit"] for row in book.rows["sources"]} == {UNIT}
    assert all("minimum_order" not in row for row in book.rows["sources"])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_of_a_network_in_force_can_be_imported_as_it_is(
    kind: str, erp: ErpReference, tmp_path: Path
) -> None:
    book = template_of(HALYARD, erp)
    path = tmp_path / ("reference.xlsx" if kind == "xlsx" else "reference")
    write_workbook(book, path) if kind == "xlsx" else write_folder(book, path)
    found = prepared(network_file(tmp_path / "var", HALYARD), path, erp)
    assert [str(p) for p in found.problems] == []
    assert found.after is not None
    # The ERP's own name of the unit is taken; terms that only people know are as they were.
    assert {i.unit for i in found.after.items} == {UNIT}
    for source in HALYARD.sources:
        after = next(s for s in found.after.sources if (s.supplier, s.item) == (source.supplier, source.item))
        assert (after.minimum_order, after.lot_multiple, after.unit_price) == (
            source.minimum_order,
            source.lot_multiple,
            source.unit_price,
        )
