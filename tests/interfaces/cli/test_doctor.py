"""The doctor: each thing that can be wrong is named, with what to do; a real ERP is asked where one is needed."""

import sqlite3
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from demo.network import write_network
from tests.five_items import HALYARD_SUPPLY
from tests.interfaces.cli.conftest import Cli, Done
from tests.services.tryton import Erp, company_file, erp
from tests.tools.estimation.told import receipt
from tools.feeds.payloads import Known, sifted
from trimtab.clock import SystemClock
from trimtab.ledger import open_ledger

__all__ = ["company_file", "erp"]

Doctor = Callable[[], Done]


@pytest.fixture
def doctor(run: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Doctor:
    monkeypatch.setenv("TRIMTAB_DATA_DIRECTORY", str(tmp_path))
    return lambda: run("doctor")


def _line(done: Done, name: str) -> str:
    return next(line for line in done.out.splitlines() if line[5:].startswith(f"{name}:"))


def test_a_fresh_checkout_is_fine_and_says_what_is_not_set(doctor: Doctor, tmp_path: Path) -> None:
    done = doctor()
    assert done.code == 0
    assert "trimtab, tools, agents, interfaces are ours" in _line(done, "packages")
    assert _line(done, "network").startswith("skip")
    assert _line(done, "ERP").startswith("skip")
    assert list(tmp_path.iterdir()) == []


def test_a_company_with_its_erp_is_fine(
    doctor: Doctor, run: Cli, erp: Erp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _connect(monkeypatch, erp, erp.driver.create_service_user(), tmp_path)
    assert run("accounts", "demo").code == 0
    done = doctor()
    assert done.code == 0, done.out
    assert "5 items, 2 locations, 2 suppliers" in _line(done, "network")
    assert "sqlite, schema" in _line(done, "ledger")
    assert "warehouses CEN, NOR" in _line(done, "ERP")
    assert {check["verdict"] for check in run("doctor", "--json").json} == {"ok"}


def test_a_wrong_key_and_a_missing_right_are_named(
    doctor: Doctor, erp: Erp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _connect(monkeypatch, erp, "wrong", tmp_path)
    assert "not allowed (401)" in _line(doctor(), "ERP")
    key = erp.driver.create_service_user()
    rights = [["model", "=", "purchase.purchase"], ["group.name", "=", "Service user trimtab"]]
    erp.driver.write("ir.model.access", [erp.driver.find("ir.model.access", rights)], {"perm_read": False})
    _connect(monkeypatch, erp, key, tmp_path)
    done = doctor()
    assert done.code == 1
    assert "purchase.purchase" in _line(done, "ERP")


def test_an_erp_that_does_not_answer_is_named(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_TRYTON_URL", "http://127.0.0.1:9")
    assert "no key" in _line(doctor(), "ERP")
    monkeypatch.setenv("TRIMTAB_TRYTON_KEY", "key")
    done = doctor()
    assert done.code == 1
    assert "ConnectError" in _line(done, "ERP")


def test_a_network_that_is_missing_broken_or_contradicts_itself(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "network.json"
    monkeypatch.setenv("TRIMTAB_NETWORK_FILE", str(path))
    assert f"no network file at {path}" in _line(doctor(), "network")
    path.write_text("{")
    assert "FAIL network: network.json, file: Invalid JSON" in _line(doctor(), "network")
    write_network(HALYARD_SUPPLY, path)
    whole = path.read_text()
    path.write_text(whole.replace('"item": "WINCH-40"', '"item": "WINCH-41"', 1))
    assert "'WINCH-41' is not in the network" in _line(doctor(), "network")
    path.write_text(whole.replace('"service_target": 0.97', '"service_target": 97'))
    assert "network.json, costs.service_target" in _line(doctor(), "network")


def test_a_policy_that_cannot_be_read_is_named(doctor: Doctor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "default.yaml").write_text("version: '1'\ncurrency: EUR\nrules: []\n")
    monkeypatch.setattr("trimtab.policy.load.resource_directory", lambda name: tmp_path / name)
    done = doctor()
    assert done.code == 1
    assert "default.yaml, rules" in _line(done, "policy")


def test_a_ledger_of_another_version_or_none_at_all(
    doctor: Doctor, run: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("accounts", "list")
    with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE alembic_version SET version_num = '9999'")
    ledger.close()
    assert "schema 9999, this Trimtab has" in _line(doctor(), "ledger")
    monkeypatch.setenv("TRIMTAB_LEDGER_URL", "postgresql+psycopg://trimtab@127.0.0.1:9/trimtab")
    done = doctor()
    assert done.code == 1
    assert _line(done, "ledger").startswith("FAIL ledger: cannot be opened")


def test_how_clean_what_came_in_was_is_said_by_source(doctor: Doctor, run: Cli, tmp_path: Path) -> None:
    run("accounts", "list")
    assert _line(doctor(), "intake").endswith("nothing has come in yet")
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", "halyard", SystemClock())
    came = [receipt(1, 0), receipt(1, 4)]
    wrong = receipt(2, 0).model_copy(update={"data": receipt(2, 0).data | {"quantity": "-5"}})
    good, refused = sifted([*came, came[0], wrong], Known(), ledger.clock.wall_now())
    with ledger.write() as tx:
        tx.intake.take(good)
        tx.events.quarantine(refused)
    ledger.engine.dispose()
    assert _line(doctor(), "intake") == (
        "ok   intake: csv/receipts_csv 2 events, 1 told again, 1 refused (1 data.quantity)"
    )


def test_a_bad_setting_ends_the_round_there(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_PORT", "many")
    done = doctor()
    assert done.code == 1
    assert done.out.splitlines()[-2].startswith("FAIL settings: TRIMTAB_PORT: ")


def test_a_missing_dependency_and_a_stranger_are_named(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert "ortools is missing" in _line(doctor(), "dependencies")


def _connect(monkeypatch: pytest.MonkeyPatch, erp: Erp, key: str, folder: Path) -> None:
    write_network(HALYARD_SUPPLY, folder / "network.json")
    monkeypatch.setenv("TRIMTAB_NETWORK_FILE", str(folder / "network.json"))
    monkeypatch.setenv("TRIMTAB_TRYTON_URL", erp.url)
    monkeypatch.setenv("TRIMTAB_TRYTON_DATABASE", erp.database)
    monkeypatch.setenv("TRIMTAB_TRYTON_KEY", key)
