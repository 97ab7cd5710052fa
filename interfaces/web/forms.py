"""Forms: the token every form carries, and times as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Form

from interfaces.identity import Caller, InBrowser
from interfaces.security import check_form_token
from trimtab.errors import InvalidField


def checked_form(caller: InBrowser, token: Annotated[str, Form()] = "") -> Caller:
    """Return who sent a form, once its token proved that it is theirs."""
    check_form_token(caller.secret, token)
    return caller


FormSender = Annotated[Caller, Depends(checked_form)]


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
