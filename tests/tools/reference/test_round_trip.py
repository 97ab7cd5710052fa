"""Round trips: whatever network there is, its export says all of it, and importing that changes nothing."""

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.reference.company import COMPANY, network_file, prepared
from tests.tools.reference.networks import NAMES, networks
from tests.tools.tryton.service import HALYARD
from tools.reference.assemble import assemble
from tools.reference.cells import written
from tools.reference.disassemble import rows_of
from tools.reference.erp import NO_ERP
from tools.reference.grid import QUOTED, shown
from tools.reference.numbers import number
from tools.reference.template import template_of
from tools.reference.writing import Book, neutral, write_folder, write_workbook
from trimtab.network import Network

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def unchanged(network: Network, path: Path, directory: Path) -> None:
    found = prepared(network_file(directory / "var", network), path)
    assert [str(p) for p in found.problems] == []
    assert [c for c in found.changes if c.any] == []
    assert found.after is not None
    assert found.after.version == network.version


@given(networks())
@FEW
def test_rows_say_all_of_a_network(network: Network) -> None:
    assert assemble(network.company, rows_of(network)) == network


@given(networks())
@FEW
def test_importing_exported_csv_files_changes_nothing(network: Network) -> None:
    with tempfile.TemporaryDirectory() as name:
        write_folder(Book(rows_of(network)), Path(name, "out"))
        unchanged(network, Path(name, "out"), Path(name))


@given(networks())
@settings(FEW, max_examples=25)
def test_importing_an_exported_workbook_changes_nothing(network: Network) -> None:
    with tempfile.TemporaryDirectory() as name:
        write_workbook(Book(rows_of(network)), Path(name, "out.xlsx"))
        unchanged(network, Path(name, "out.xlsx"), Path(name))


@pytest.mark.parametrize("network", [COMPANY, assemble("halyard", rows_of(HALYARD))], ids=["every sheet", "the demo's"])
def test_an_untouched_template_changes_nothing(network: Network, tmp_path: Path) -> None:
    book = template_of(network, NO_ERP)
    write_workbook(book, tmp_path / "reference.xlsx")
    unchanged(network, tmp_path / "reference.xlsx", tmp_path)
    write_folder(book, tmp_path / "reference")
    unchanged(network, tmp_path / "reference", tmp_path)


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=6) | st.integers(-(10**9), 10**9).map(Decimal))
def test_a_number_that_was_written_reads_as_itself(value: Decimal) -> None:
    assert number(written(value), None) == value


@given(NAMES, st.sampled_from(["", *QUOTED[:4], "'=", "''+"]))
def test_no_text_is_a_formula_and_all_of_them_come_back(name: str, before: str) -> None:
    text = neutral(before + name)
    assert not text.startswith(QUOTED)
    assert shown(text) == before + name
