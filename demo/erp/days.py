"""The day it is for the ERP, and the Monday on which a play opens."""

from datetime import date, timedelta


def erp_today() -> date:
    """The day it is for an ERP by the host's clock, for a company without a time zone."""
    return date.today()  # noqa: DTZ011  # Tryton asks the host in the same way


def opening_monday(today: date | None = None) -> date:
    """The coming Monday, or today if it is one: a week's databases are the same."""
    day = today or erp_today()
    return day + timedelta(days=-day.weekday() % 7)
