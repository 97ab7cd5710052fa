"""The environment: settings from TRIMTAB_ variables, with errors that name the variable; and the look of logs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from trimtab.errors import ConfigurationError

if TYPE_CHECKING:
    from trimtab.settings import Settings


def read_settings(**given: Any) -> Settings:
    """Return the settings of the environment, options that were given on top; raises ConfigurationError."""
    from pydantic import ValidationError

    from trimtab.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = f"TRIMTAB_{str(first['loc'][0]).upper()}: " if first["loc"] else ""
        reason = first["msg"].removeprefix("Value error, ")
        raise ConfigurationError(f"{name}{reason}.", remedy="Correct it and start again.") from None


def write_logs(*, as_json: bool) -> None:
    """Send logs to standard error: lines for people in a terminal, plain or JSON lines in a pipe."""
    import structlog

    in_terminal = sys.stderr.isatty()
    # Plain traces: the pretty ones show the values of variables, keys and tokens among them.
    look: Any = structlog.dev.ConsoleRenderer(
        colors=in_terminal, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if as_json:
        look = structlog.processors.JSONRenderer(default=str)
        steps.append(structlog.processors.format_exc_info)
    structlog.configure(processors=[*steps, look], logger_factory=structlog.PrintLoggerFactory(sys.stderr))
