"""Settings: one place, from the environment; what is only safe on one machine is refused in production."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from trimtab.settings import Environment, Settings

SAFE = {
    "environment": "production",
    "secret_key": "k" * 32,
    "ledger_url": "postgresql+psycopg://trimtab@db/trimtab",
    "public_url": "https://trimtab.example",
}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os  # noqa: PLC0415 - only this fixture looks

    for name in [n for n in os.environ if n.startswith("TRIMTAB_")]:
        monkeypatch.delenv(name)


def test_embedded_needs_nothing_and_listens_on_this_machine_only() -> None:
    settings = Settings()
    assert settings.environment is Environment.EMBEDDED
    assert settings.host == "127.0.0.1"


def test_production_with_everything_in_place_is_accepted() -> None:
    assert Settings(**SAFE).database_url() == SAFE["ledger_url"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"secret_key": "k" * 31}, "TRIMTAB_SECRET_KEY must have at least 32 characters"),
        ({"secret_key": ""}, "TRIMTAB_SECRET_KEY"),
        ({"ledger_url": ""}, "TRIMTAB_LEDGER_URL must be a PostgreSQL address"),
        ({"ledger_url": "sqlite:///ledger.sqlite"}, "TRIMTAB_LEDGER_URL"),
        ({"public_url": "http://trimtab.example"}, "TRIMTAB_PUBLIC_URL must start with https://"),
        ({"public_url": ""}, "TRIMTAB_PUBLIC_URL"),
    ],
)
def test_production_refuses_and_names_the_variable(changed: dict[str, str], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(**(SAFE | changed))


def test_the_environment_is_read_and_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_COMPANY", "brest")
    monkeypatch.setenv("TRIMTAB_TRYTON_KEY", "very-secret")
    settings = Settings()
    assert settings.company == "brest"
    assert settings.tryton_key.get_secret_value() == "very-secret"
    assert "very-secret" not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIMTAB_PORT", "65536"),
        ("TRIMTAB_ERP_TIMEOUT_SECONDS", "0"),
        ("TRIMTAB_TRYTON_COMPANY", "0"),
        ("TRIMTAB_TRYTON_URL", "not a url"),
        ("TRIMTAB_LEASE_SECONDS", "-1"),
    ],
)
def test_an_impossible_value_names_its_field(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.removeprefix("TRIMTAB_").lower()):
        Settings()


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "/etc/passwd", "../UTC"])
def test_a_place_that_is_no_time_zone_names_its_field(name: str) -> None:
    with pytest.raises(ValidationError, match="is no time zone") as refused:
        Settings(time_zone=name)
    assert refused.value.errors()[0]["loc"] == ("time_zone",)


def test_the_embedded_ledger_lies_in_the_data_directory_which_is_made(tmp_path: Path) -> None:
    settings = Settings(data_directory=tmp_path / "deep" / "var")
    assert settings.database_url() == f"sqlite:///{tmp_path}/deep/var/ledger.sqlite"
    assert (tmp_path / "deep" / "var").is_dir()


def test_a_process_has_a_name() -> None:
    host, _, process = Settings().worker_name().rpartition(":")
    assert host
    assert process.isdecimal()


@pytest.mark.parametrize("template", ["javascript:alert({id})", "https://erp.example/", "erp.example/{id}"])
def test_a_link_into_the_erp_is_a_web_address_that_names_the_document(template: str) -> None:
    with pytest.raises(ValidationError, match="is no web address with"):
        Settings(erp_link=template)
    assert Settings(erp_link="https://erp.example/#c/model/{model}/{id}").erp_link.endswith("{id}")
