"""Problem files: what is written is read, and what cannot be read is named."""

import json
from pathlib import Path

import pytest

from tests.tools.optimizer.planning.company import far, level, near, problem, transfer
from tools.optimizer.planning.problem_file import read_changes, read_problem, write_problem
from trimtab.errors import InputError, InvalidField
from trimtab.what_if import SupplierBlocked


def test_a_problem_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = problem(offers=(near(), far(), transfer(), level("CEN")))
    write_problem(written, tmp_path / "problem.json")
    assert read_problem(tmp_path / "problem.json") == written


def test_a_wrong_problem_names_file_and_field(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    write_problem(problem(), path)
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"horizon_days": 0}))
    with pytest.raises(InvalidField, match=r"problem\.json, horizon_days"):
        read_problem(path)
    path.write_text(json.dumps(content | {"items": ["GHOST"]}))
    with pytest.raises(InputError, match="GHOST"):
        read_problem(path)
    path.write_text("{")
    with pytest.raises(InvalidField, match=r"problem\.json, file"):
        read_problem(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidField, match=r"gone\.json, file: cannot be read"):
        read_problem(tmp_path / "gone.json")


def test_changes_are_a_list_by_kind(tmp_path: Path) -> None:
    path = tmp_path / "changes.json"
    path.write_text('[{"kind": "supplier_blocked", "supplier": "KMW"}]')
    assert read_changes(path) == (SupplierBlocked(supplier="KMW"),)
    path.write_text('[{"kind": "moon_lands"}]')
    with pytest.raises(InvalidField, match=r"changes\.json, 0"):
        read_changes(path)
