"""`trimtab template`, `import` and `export`, as a person types them."""

import json
from pathlib import Path

import pytest

from tests.interfaces.cli.conftest import Cli
from tests.tools.reference.bad_files import edited, workbook
from tests.tools.reference.company import COMPANY, network_file
from tools.reference.network_file import NetworkFile

REFUSED = (
    "sources.csv row 2, unit_price: '1.234' can be 1.234 or 1234. "
    "Write it without a thousands separator, or say --decimal point or --decimal comma."
)


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NetworkFile:
    file = network_file(tmp_path / "var")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path / "var"))
    monkeypatch.setenv("TRIMTAB_NETWORK_FILE", str(file.path))
    for name in ("TRIMTAB_TRYTON_URL", "TRIMTAB_TRYTON_KEY", "TRIMTAB_LEDGER_URL", "TRIMTAB_BUSINESS_CLOCK_FILE"):
        monkeypatch.delenv(name, raising=False)
    return file


def put(name: str, content: bytes) -> str:
    Path(name).write_bytes(content)
    return name


def test_a_refused_file_names_row_and_column_and_changes_nothing(run: Cli, company: NetworkFile) -> None:
    before = company.path.read_bytes()
    done = run("import", put("sources.csv", edited("sources", 2, "unit_price", "1.234")))
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines() == [
        REFUSED,
        "Refused: 1 problem. Nothing was changed.",
    ]
    assert company.path.read_bytes() == before


def test_a_refusal_is_told_to_programs_too(run: Cli, company: NetworkFile) -> None:
    done = run("import", put("items.xlsx", workbook("items", lambda _, p: p.merge_range(1, 0, 2, 0, "A"))), "--json")
    assert done.code == 1
    assert (done.json["refused"], done.json["applied"], done.json["version"]) == (True, False, None)
    assert done.json["problems"][0] == {
        "file": "items.xlsx",
        "sheet": "items",
        "row": 2,
        "column": "A",
        "value": "",
        "what": "is a merged cell",
        "remedy": "Unmerge it and fill every cell",
    }


def test_a_dry_run_shows_what_would_change(run: Cli, company: NetworkFile) -> None:
    before = company.path.read_bytes()
    done = run("import", put("sources.csv", edited("sources", 2, "lead_time_days", "42")), "--dry-run")
    assert done.code == 0
    assert done.out.splitlines()[:3] == [
        "sheet    added  changed  removed  unchanged",
        "sources      0        1        0          4",
        "~ sources KMW WINCH-40: lead_time_days 35 → 42",
    ]
    assert done.out.splitlines()[3].endswith("Nothing was changed.")
    assert company.path.read_bytes() == before


def test_an_import_is_in_force_and_audited(run: Cli, company: NetworkFile) -> None:
    done = run("import", put("sources.csv", edited("sources", 2, "lead_time_days", "42")), "--json")
    assert (done.code, done.json["applied"]) == (0, True)
    assert company.current().version == done.json["version"] != COMPANY.version
    assert run("import", "sources.csv").out == "Nothing to change: all of it is in force already.\n"
    assert run("export", "audit", "--format", "jsonl").code == 0
    (entry,) = map(json.loads, Path("export/audit.jsonl").read_text(encoding="utf-8").splitlines())
    assert entry["type"] == "reference.imported"
    assert entry["actor"].startswith("command line")
    assert run("audit", "verify").code == 0


def test_partly_names_what_was_left_out(run: Cli, company: NetworkFile) -> None:
    done = run("import", put("sources.csv", edited("sources", 2, "lead_time_days", "soon")), "--partial")
    assert done.code == 0
    assert done.out.startswith("Left out: sources.csv row 2, lead_time_days: 'soon' is not a number.")
    assert company.current().sources_of("WINCH-40")[0].lead_time_days == 35
    assert run("export", "quarantine").out == "export/quarantine.csv: 1 row\n"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_is_imported_without_a_change(kind: str, run: Cli, company: NetworkFile) -> None:
    assert run("export", "--format", kind, "--out", "all").code == 0
    path = "all/reference.xlsx" if kind == "xlsx" else "all/reference"
    assert run("import", path).out == "Nothing to change: all of it is in force already.\n"
    assert Path("all/cases.csv").is_file()


def test_a_template_is_filled_in_and_imported(run: Cli, company: NetworkFile) -> None:
    done = run("template", "--format", "csv", "--out", "sheets")
    assert "4 items, 2 suppliers, 5 sources" in done.out
    assert "`item`: Item as the ERP names it" in Path("sheets/instructions.md").read_text(encoding="utf-8")
    again = run("template", "--format", "csv", "--out", "sheets")
    assert (again.code, "is there already" in again.err) == (1, True)
    assert run("template").code == 0
    assert run("import", "reference.xlsx", "--json").json["changes"]["items"]["unchanged"] == 4


def test_a_company_without_anything_gets_empty_sheets(
    run: Cli, company: NetworkFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRIMTAB_NETWORK_FILE")
    assert "empty sheets" in run("template").out
    done = run("import", "reference.xlsx")
    assert (done.code, "TRIMTAB_NETWORK_FILE" in done.err) == (1, True)
    monkeypatch.setenv("TRIMTAB_NETWORK_FILE", "new.json")
    done = run("import", "reference.xlsx")
    assert done.code == 1
    assert "there are no cost parameters" in done.out
    assert not Path("new.json").exists()


def test_an_erp_that_does_not_answer_can_be_left_out(
    run: Cli, company: NetworkFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIMTAB_TRYTON_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TRIMTAB_TRYTON_KEY", "key")
    path = put("sources.csv", edited("sources", 2, "lead_time_days", "42"))
    done = run("import", path)
    assert (done.code, "--without-erp" in done.err) == (1, True)
    assert run("import", path, "--without-erp").code == 0


def test_what_cannot_be_exported_or_cleared_is_said(run: Cli, company: NetworkFile) -> None:
    done = run("export", "passwords")
    assert (done.code, "Known are reference, items" in done.err) == (1, True)
    done = run("import", put("sources.csv", edited("sources", 2, "lead_time_days", "42")), "--clear", "sauces")
    assert (done.code, "'sauces' is not a table" in done.out) == (1, True)


@pytest.mark.parametrize("command", ["template", "import", "export"])
def test_each_explains_itself(command: str, run: Cli) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert f"trimtab {command}" in done.out
