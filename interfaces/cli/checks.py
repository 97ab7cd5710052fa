"""The doctor's checks: each looks at one thing and says what it found; nothing is changed."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interfaces.cli.environment import read_settings
from interfaces.cli.packages import packages
from trimtab.errors import TrimtabError

if TYPE_CHECKING:
    from trimtab.intake import SourceIntake
    from trimtab.settings import Settings

OK, SKIP, FAIL = "ok", "skip", "FAIL"
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Check:
    """What was found: `verdict` is ok, skip (not configured) or FAIL; `remedy` says what to do."""

    name: str
    verdict: str
    text: str
    remedy: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether Trimtab can work with it."""
        return self.verdict != FAIL


def all_checks() -> Iterator[Check]:
    """Yield every check; what depends on something that failed is not looked at."""
    yield _python()
    yield _packages()
    yield _dependencies()
    try:
        settings = read_settings()
    except TrimtabError as error:
        yield _failed("settings", error)
        return
    yield Check("settings", OK, f"{settings.environment.value}, company {settings.company!r}")
    for name, look in CHECKS.items():
        yield _guarded(name, look, settings)


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST_PYTHON:
        return Check("Python", FAIL, f"{version} is too old", "Install Python 3.11 or newer.")
    return Check("Python", OK, version)


def _packages() -> Check:
    wrong = [package for package in packages() if not package.ours]
    if not wrong:
        return Check("packages", OK, f"{', '.join(package.name for package in packages())} are ours")
    return Check(
        "packages",
        FAIL,
        "; ".join(str(package) for package in wrong),
        "Another distribution owns the import name: install Trimtab in an environment of its own.",
    )


def _dependencies() -> Check:
    from packaging.requirements import Requirement

    wrong = []
    for text in importlib.metadata.requires("trimtab") or []:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} {version} is not {requirement.specifier}")
    if wrong:
        return Check("dependencies", FAIL, "; ".join(wrong), "Run `make setup`, or install Trimtab again.")
    return Check("dependencies", OK, "all there, in versions that fit")


def _policy(settings: Settings) -> Check:
    from trimtab.policy import load_policy

    policy = load_policy(settings.company)
    return Check("policy", OK, f"version {policy.version}, {len(policy.rules)} rules")


def _network(settings: Settings) -> Check:
    from interfaces.cli.opening import network_of

    if settings.network_file is None:
        return Check("network", SKIP, "not set", "Set TRIMTAB_NETWORK_FILE: the worker needs it.")
    network = network_of(settings)
    return Check(
        "network",
        OK,
        f"version {network.version}: {len(network.items)} items, {len(network.locations)} locations, "
        f"{len(network.suppliers)} suppliers, {len(network.lanes)} lanes",
    )


def _ledger(settings: Settings) -> Check:
    from sqlalchemy.exc import SQLAlchemyError

    from interfaces.cli.schema_version import schema_versions

    if not settings.ledger_url and not (settings.data_directory / "ledger.sqlite").is_file():
        return Check("ledger", OK, f"none yet in {settings.data_directory}; the first start makes it")
    try:
        dialect, held, wanted = schema_versions(settings.database_url())
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return Check("ledger", FAIL, f"cannot be opened: {reason}", "Check TRIMTAB_LEDGER_URL and the database.")
    if held is None:
        return Check("ledger", OK, f"{dialect}, empty; the first start makes its schema")
    if held != wanted:
        remedy = "The next start brings it up to date; a newer one needs a newer Trimtab."
        return Check("ledger", FAIL, f"{dialect}, schema {held}, this Trimtab has {wanted}", remedy)
    return Check("ledger", OK, f"{dialect}, schema {held}")


def _erp(settings: Settings) -> Check:
    from interfaces.cli.erp_rights import refused_rights
    from interfaces.cli.opening import network_of
    from tools.tryton import TrytonClient

    if settings.tryton_url is None:
        return Check("ERP", SKIP, "not set", "Set TRIMTAB_TRYTON_URL, _DATABASE and _KEY: the worker needs them.")
    if not settings.tryton_key.get_secret_value():
        return Check("ERP", FAIL, "has an address and no key", "Set TRIMTAB_TRYTON_KEY to the key of Trimtab's user.")
    with closing(TrytonClient.from_settings(settings)) as client:
        refused = refused_rights(client)
        if refused:
            return Check("ERP", FAIL, "; ".join(refused), "Give Trimtab's user in the ERP these rights (see README).")
        rows = client.read("stock.location", ["code"], [["type", "=", "warehouse"]])
    places = {str(row["code"]) for row in rows}
    wanted = {x.code for x in network_of(settings).locations} if settings.network_file else set()
    if wanted - places:
        missing = ", ".join(sorted(wanted - places))
        return Check("ERP", FAIL, f"has no warehouse {missing}", "Codes in network and ERP must be the same.")
    return Check("ERP", OK, f"Tryton at {settings.tryton_url}, warehouses {', '.join(sorted(places))}")


def _intake(settings: Settings) -> Check:
    from sqlalchemy.exc import SQLAlchemyError

    from trimtab.clock import clock_of
    from trimtab.ledger import Ledger
    from trimtab.ledger.engine import open_engine

    if not settings.ledger_url and not (settings.data_directory / "ledger.sqlite").is_file():
        return Check("intake", OK, "nothing has come in yet")
    engine = open_engine(settings.database_url())
    try:
        with Ledger(engine, settings.company, clock_of(settings)).read() as tx:
            told = tx.intake.by_source()
    except SQLAlchemyError:
        return Check("intake", SKIP, "the ledger cannot be read, see there")
    finally:
        engine.dispose()
    if not told:
        return Check("intake", OK, "nothing has come in yet")
    remedy = "`trimtab export quarantine` has the records that were refused." if any(s.refused for s in told) else ""
    return Check("intake", OK, "; ".join(_clean(source) for source in told), remedy)


def _clean(told: SourceIntake) -> str:
    """Say in words what a source told, and what was wrong with it."""
    refused = ", ".join(f"{count} {field}" for field, count in told.refused.items())
    counts = {"told again": told.repeated, "told late": told.late, f"refused ({refused})": sum(told.refused.values())}
    return ", ".join([f"{told.source} {told.kept} events", *(f"{n} {what}" for what, n in counts.items() if n)])


CHECKS: dict[str, Callable[[Settings], Check]] = {
    "policy": _policy,
    "network": _network,
    "ledger": _ledger,
    "intake": _intake,
    "ERP": _erp,
}


def _guarded(name: str, look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except (TrimtabError, OSError) as error:
        return _failed(name, error)


def _failed(name: str, error: Exception) -> Check:
    if isinstance(error, TrimtabError):
        return Check(name, FAIL, error.message, error.remedy)
    return Check(name, FAIL, str(error), "Check the path and its permissions.")
