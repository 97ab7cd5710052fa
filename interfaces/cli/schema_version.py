"""The version of a ledger's schema, read without bringing it up to date."""

from __future__ import annotations

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from trimtab.ledger.engine import MIGRATIONS, open_engine


def schema_versions(url: str) -> tuple[str, str | None, str | None]:
    """Return the kind of database, the version it holds (None: no schema yet), and the one this Trimtab has."""
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            held = MigrationContext.configure(connection).get_current_revision()
        return engine.dialect.name, held, ScriptDirectory.from_config(config).get_current_head()
    finally:
        engine.dispose()
