"""Settings, all in one place, read from the environment (TRIMTAB_...); unsafe defaults are refused in production."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    """Embedded needs no server; production refuses defaults that are only safe on one machine."""

    EMBEDDED = "embedded"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything that can be set; each field is the environment variable TRIMTAB_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="TRIMTAB_", extra="ignore", frozen=True)

    environment: Environment = Environment.EMBEDDED
    company: str = "halyard"
    data_directory: Path = Path("var")
    ledger_url: str = ""
    """SQLAlchemy URL; empty means SQLite in the data directory."""

    tryton_url: AnyHttpUrl | None = None
    tryton_database: str = "company"
    tryton_key: SecretStr = SecretStr("")
    tryton_company: Annotated[int, Field(ge=1)] = 1
    erp_timeout_seconds: Annotated[float, Field(gt=0)] = 10.0
    erp_poll_seconds: Annotated[float, Field(gt=0)] = 2.0

    erp_link: str = ""
    """Where a document opens in the ERP's own client, with {model} and {id}; empty means no links."""

    network_file: Path | None = None
    """The network as JSON (see `trimtab.network.Network`)."""
    inbox_directory: Path | None = None
    """Where CSV files for import are dropped."""
    levels_url: AnyHttpUrl | None = None
    """The company's planning system, see `tools.levels.http`; its levels are those in force."""
    levels_file: Path | None = None
    """A CSV that the planning system writes its levels to; read where there is no address."""

    business_clock_file: Path | None = None
    """By how many seconds business time runs ahead of wall time; only for companies whose days are played."""
    tour_directory: Path | None = None
    """Where a guided tour is written to and its controls are read from; without it no page shows one."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8620
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    session_hours: Annotated[float, Field(gt=0)] = 12.0
    time_zone: str = "UTC"
    """The time zone in which approvers are shown dates."""

    lease_seconds: Annotated[float, Field(gt=0)] = 30.0
    worker_idle_seconds: Annotated[float, Field(gt=0)] = 0.5

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            msg = f"{name!r} is no time zone, such as Europe/Amsterdam"
            raise ValueError(msg) from None
        return name

    @field_validator("erp_link")
    @classmethod
    def _leads_to_a_document(cls, template: str) -> str:
        if template and not (template.startswith(("https://", "http://")) and "{id}" in template):
            msg = f"{template!r} is no web address with {{id}} in it, such as https://erp.example/#company/model/{{model}}/{{id}}"
            raise ValueError(msg)
        return template

    @model_validator(mode="after")
    def _safe_in_production(self) -> Settings:
        if self.environment is Environment.PRODUCTION:
            if len(self.secret_key.get_secret_value()) < 32:
                msg = "TRIMTAB_SECRET_KEY must have at least 32 characters in production"
                raise ValueError(msg)
            if not self.ledger_url.startswith("postgresql"):
                msg = "TRIMTAB_LEDGER_URL must be a PostgreSQL address in production"
                raise ValueError(msg)
            if not self.public_url.startswith("https://"):
                msg = "TRIMTAB_PUBLIC_URL must start with https:// in production"
                raise ValueError(msg)
        return self

    def database_url(self) -> str:
        """Return the ledger's URL, creating the data directory where SQLite needs it."""
        if self.ledger_url:
            return self.ledger_url
        self.data_directory.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{self.data_directory.resolve() / 'ledger.sqlite'}"

    def worker_name(self) -> str:
        """Return a name for this process in leases and logs."""
        return f"{os.uname().nodename}:{os.getpid()}"
