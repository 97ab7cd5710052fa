"""Forms: the token every form carries, and times, numbers and amounts as people type them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Form, Request
from pydantic import ValidationError

from interfaces.identity import Caller, InBrowser
from interfaces.security import check_form_token
from interfaces.views.words import capital, words
from trimtab.errors import InvalidField
from trimtab.measures import Money

LARGEST = Decimal(10) ** 12
LONGEST = 20_000


_LABELS = {
    "code": "Why",
    "text": "In your words",
    "limit": "At most",
    "until": "Show it again at",
    "expires_at": "Until",
}
"""What the forms call fields that have another name in a request."""


def field_named(field: str) -> str:
    """Return a field as the forms call it.

    >>> field_named("reject.text"), field_named("per_day")
    ('In your words', 'Per day')
    """
    name = field.rpartition(".")[2]
    return _LABELS.get(name) or capital(words(name))


def checked_form(caller: InBrowser, token: Annotated[str, Form()] = "") -> Caller:
    """Return who sent a form, once its token proved that it is theirs."""
    check_form_token(caller.secret, token)
    return caller


FormSender = Annotated[Caller, Depends(checked_form)]


async def text_fields(request: Request) -> list[tuple[str, str]]:
    """Return every text field of a form with its name, in order; what is too long for any field is cut."""
    form = await request.form()
    return [(name, value[:LONGEST]) for name, value in form.multi_items() if isinstance(value, str)]


FormFields = Annotated[list[tuple[str, str]], Depends(text_fields)]


def local_time(text: str, zone: ZoneInfo, *, record: str, field: str) -> datetime:
    """Return the moment that a date-and-time field means in a time zone; raises InvalidField."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise InvalidField(
            f"{text!r} is not a date and time",
            record=record,
            field=field,
            remedy="Write it as 2026-11-26T09:00, or choose it in the field.",
        ) from None


def day(text: str, *, record: str, field: str) -> date | None:
    """Return the day that a date field means, None where it is empty; raises InvalidField."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        remedy = "Write it as 2026-11-26, or choose it in the field."
        raise InvalidField(f"{text!r} is not a date", record=record, field=field, remedy=remedy) from None


def number(text: str, *, record: str, field: str) -> Decimal | None:
    """Return a number of at least zero, None where the field is empty; raises InvalidField."""
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < LARGEST:
        remedy = "Write a plain number of zero or more, for example 120 or 12.5."
        raise InvalidField(f"{text!r} is not a quantity", record=record, field=field, remedy=remedy)
    return value


def amount(text: str, currency: str, *, record: str, field: str) -> Money | None:
    """Return an amount of at least zero, None where the field is empty; raises InvalidField."""
    value = number(text, record=record, field=field)
    if value is None:
        return None
    try:
        return Money(amount=value, currency=currency)
    except ValidationError:
        raise InvalidField(f"{currency!r} is not a currency", record=record, field=field) from None


def local_path(path: str, *, otherwise: str) -> str:
    """Return a path where it stays on this site, else another one."""
    local = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if local else otherwise
