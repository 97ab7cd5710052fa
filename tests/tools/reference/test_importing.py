"""Importing: what is asked for comes into force as a whole, with an audit entry, or nothing does."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.tools.reference.bad_files import again, edited, text
from tests.tools.reference.bad_files import table as sheet
from tests.tools.reference.company import COMPANY, network_file, prepared
from tools.reference.disassemble import rows_of
from tools.reference.erp import ErpReference
from tools.reference.importing import apply
from tools.reference.network_file import NetworkFile
from tools.reference.numbers import DecimalMark
from tools.reference.writing import Book, write_folder
from trimtab.clock import SystemClock
from trimtab.errors import StaleRevision
from trimtab.ledger import Ledger, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "halyard", SystemClock())


def given(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def audited(ledger: Ledger) -> list[dict[str, object]]:
    with ledger.read() as tx:
        return [json.loads(e.payload or "") for e in tx.audit.entries() if e.type == "reference.imported"]


def test_a_change_comes_into_force_with_its_version_audited_and_kept(tmp_path: Path, ledger: Ledger) -> None:
    file = network_file(tmp_path / "var")
    old = file.path.read_bytes()
    found = prepared(file, given(tmp_path, "sources.csv", edited("sources", 2, "lead_time_days", "42")))
    (change,) = (c for c in found.changes if c.any)
    assert change.changed == ("KMW WINCH-40: lead_time_days 35 → 42",)
    assert file.path.read_bytes() == old
    version = apply(found, file, ledger, "Mara")
    assert file.current().sources_of("WINCH-40")[0].lead_time_days == 42
    assert (file.current().version, version.split("+")[0]) == (version, "finance-1")
    assert version != COMPANY.version
    (entry,) = audited(ledger)
    assert (entry["version"], entry["version_before"]) == (version, COMPANY.version)
    assert entry["counts"] == {"sources": {"added": 0, "changed": 1, "removed": 0, "unchanged": 4}}
    assert (file.versions / f"{COMPANY.version}.json").read_bytes() == old
    assert (file.versions / f"{version}.json").read_bytes() == file.path.read_bytes()


def test_rows_that_are_left_out_of_a_sheet_are_removed_and_other_sheets_stay(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    found = prepared(file, given(tmp_path, "lanes.csv", text(sheet("lanes")[:4]).encode()))
    (change,) = (c for c in found.changes if c.any)
    assert (change.sheet, change.removed, change.unchanged) == ("lanes", ("NOR SOU air",), 3)


def test_a_sheet_is_emptied_only_when_somebody_says_so(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    path = given(tmp_path, "holidays.csv", text(sheet("holidays")[:1]).encode())
    assert prepared(file, path).after is None
    cleared = prepared(file, path, clear=("holidays",)).after
    assert cleared is not None
    assert cleared.calendar("NL").holidays == ()


def test_nothing_is_half_applied_when_the_audit_cannot_be_written(tmp_path: Path, ledger: Ledger) -> None:
    file = network_file(tmp_path / "var")
    old = file.path.read_bytes()
    found = prepared(file, given(tmp_path, "sources.csv", edited("sources", 2, "lead_time_days", "42")))
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("drop table audit")
    with pytest.raises(Exception, match="audit"):
        apply(found, file, ledger, "Mara")
    assert file.path.read_bytes() == old


def test_nothing_is_audited_when_the_file_cannot_be_written(tmp_path: Path, ledger: Ledger) -> None:
    file = network_file(tmp_path / "var")
    found = prepared(file, given(tmp_path, "sources.csv", edited("sources", 2, "lead_time_days", "42")))
    file.versions.write_text("a file where the folder of versions should be")
    with pytest.raises(OSError, match="exists"):
        apply(found, file, ledger, "Mara")
    assert audited(ledger) == []


def test_the_slower_of_two_imports_is_refused(tmp_path: Path, ledger: Ledger) -> None:
    file = network_file(tmp_path / "var")
    slow = prepared(file, given(tmp_path, "sources.csv", edited("sources", 2, "lead_time_days", "42")))
    fast = prepared(file, given(tmp_path, "customers.csv", edited("customers", 2, "priority", "1")))
    apply(fast, file, ledger, "Mara")
    with pytest.raises(StaleRevision):
        apply(slow, file, ledger, "Piet")
    assert len(audited(ledger)) == 1
    assert file.current().sources_of("WINCH-40")[0].lead_time_days == 35


def test_partly_takes_the_good_rows_and_removes_nothing(tmp_path: Path, ledger: Ledger) -> None:
    file = network_file(tmp_path / "var")
    rows = sheet("sources")
    rows[1][4], rows[2][4], rows[3][0] = "42", "soon", "KWM"
    path = given(tmp_path, "sources.csv", text(rows).encode())
    assert len(prepared(file, path).problems) == 2
    found = prepared(file, path, partial=True)
    assert [(p.place.row, p.place.column) for p in found.left_out] == [(3, "lead_time_days"), (4, "supplier")]
    apply(found, file, ledger, "Mara")
    assert [s.lead_time_days for s in file.current().sources_of("WINCH-40")] == [42, 6]
    assert len(file.current().sources) == 5
    with ledger.read() as tx:
        kept = sorted((q.source, q.record, q.field) for _, q in tx.events.quarantined())
    assert kept == [
        ("reference:sources.csv", "sources row 3", "lead_time_days"),
        ("reference:sources.csv", "sources row 4", "supplier"),
    ]


def test_partly_leaves_out_what_leaned_on_a_row_that_was_left_out(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    folder = tmp_path / "in"
    given(tmp_path, "items.csv", again("items", 3, item="WINCH-50", unit_cost="ask"))
    given(tmp_path, "sources.csv", again("sources", 4, item="WINCH-50"))
    found = prepared(file, folder, partial=True)
    assert [(p.place.file, p.place.row) for p in found.left_out] == [("items.csv", 6), ("sources.csv", 7)]
    assert not found.any


def test_partly_forgives_no_file_that_cannot_be_read(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    broken = edited("sources", 2, "supplier", "KMW").replace(b"unit_price", b"unit_prize")
    assert prepared(file, given(tmp_path, "sources.csv", broken), partial=True).after is None


def test_the_first_import_makes_the_network(tmp_path: Path, ledger: Ledger) -> None:
    write_folder(Book(rows_of(COMPANY)), tmp_path / "in")
    file = NetworkFile(tmp_path / "var" / "network.json")
    found = prepared(file, tmp_path / "in")
    # A day off that lies in the past has to be in force already.
    assert [(p.place.file, p.place.row, p.place.column) for p in found.problems] == [("holidays.csv", 2, "date")]
    given(tmp_path, "holidays.csv", text([sheet("holidays")[0], sheet("holidays")[2]]).encode())
    apply(prepared(file, tmp_path / "in"), file, ledger, "Mara")
    assert file.current().items == COMPANY.items


def test_new_figures_need_finances_name_and_a_version(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    rows = sheet("costs")
    row = dict(zip(rows[0], rows[1], strict=True)) | {
        "attention_price": "300",
        "approved_by": "",
        "valid_from": "2027-01-01",
    }
    found = prepared(file, given(tmp_path, "costs.csv", text([rows[0], list(row.values())]).encode()))
    assert {p.place.column for p in found.problems} == {"approved_by", "version", "valid_from"}
    row |= {"version": "finance-2", "approved_by": "Fiona Keller", "valid_from": "2026-11-24"}
    found = prepared(file, given(tmp_path, "costs.csv", text([rows[0], list(row.values())]).encode()))
    assert found.after is not None
    assert found.after.version.startswith("finance-2+")


def test_terms_in_the_purchase_unit_become_terms_in_the_stock_unit(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    rows = sheet("sources")
    boxed = dict(zip(rows[0], rows[4], strict=True))
    boxed |= {"unit": "box", "unit_price": "219", "minimum_order": "2", "lot_multiple": "1"}
    found = prepared(file, given(tmp_path, "sources.csv", text([*rows[:4], list(boxed.values()), rows[5]]).encode()))
    assert (found.problems, found.any) == ((), False)


def test_the_erp_is_right_about_what_it_holds_and_says_so(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    codes = {
        i.code: {"item": i.code, "name": i.name, "unit": "pcs", "unit_cost": i.unit_cost.amount} for i in COMPANY.items
    }
    codes["WINCH-40"]["unit_cost"] = Decimal("215.00")
    erp = ErpReference({"items": {(code,): row for code, row in codes.items()}})
    path = given(tmp_path, "items.csv", text(sheet("items")).encode())
    found = prepared(file, path, erp)
    assert found.after is not None
    assert found.after.item("WINCH-40").unit_cost.amount == Decimal(215)
    assert found.notes == (
        "items.csv row 2, unit_cost: the ERP says 215, which is taken; 212 has to be changed there.",
    )
    del erp.rows["items"]["ROPE-10",]
    (problem,) = prepared(file, path, erp).problems
    assert (problem.place.row, problem.what) == (5, "is not in the ERP")


def test_what_nobody_writes_and_the_erp_does_not_hold_stays_as_it_is_in_force(tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    short = [[row[0], row[6]] for row in sheet("items")]
    found = prepared(file, given(tmp_path, "items.csv", text(short).encode()))
    assert found.after is not None
    assert replace(found, after=None).problems == ()
    assert found.after.item("WINCH-40").unit_cost == COMPANY.item("WINCH-40").unit_cost


@pytest.mark.parametrize("mark", DecimalMark)
def test_somebody_can_say_which_decimal_mark_is_meant(mark: DecimalMark, tmp_path: Path) -> None:
    file = network_file(tmp_path / "var")
    content = edited("sources", 5, "unit_price", "9,125" if mark is DecimalMark.COMMA else "9.125")
    path = given(tmp_path, "sources.csv", content)
    assert prepared(file, path).after is None
    rows = sheet("sources")
    for row in rows[1:]:
        row[2] = {"9.1250": "9,125" if mark is DecimalMark.COMMA else "9.125"}.get(row[2], row[2].split(".")[0])
    found = prepared(file, given(tmp_path, "sources.csv", text(rows).encode()), mark=mark)
    assert found.problems == ()
    assert found.after is not None
    assert found.after.sources_of("00123")[0].unit_price.amount == Decimal("9.125")
