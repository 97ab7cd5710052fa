"""Reasons: why a bundle or case ended, as the ledger keeps it, with people, suppliers and times as a page says them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from interfaces.views.names import Names
from interfaces.views.people import with_names
from interfaces.views.times import Almanac, local_times
from interfaces.views.words import sentence

_ASKED = re.compile(r"^(?P<code>\S+), asked about ")


_SUBJECT = re.compile(r"\b(item-location|order-point|source|lane|purchase-line|sales-line|request):[^\s;,]+")


def because_text(because: str, names: Names, people: Mapping[str, str], almanac: Almanac) -> str:
    """Return a reason as a sentence.

    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> almanac = Almanac(datetime(2026, 11, 24, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    >>> names = Names(suppliers={"KMW": "Kowloon"})
    >>> because_text("KMW, asked about PO7, refused: Full.; nothing was sent", names, {}, almanac)
    'Kowloon, asked about PO7, refused: Full; nothing was sent.'
    >>> because_text("it was undone by mara at 2026-11-24 07:12 UTC", names, {"mara": "Mara"}, almanac)
    'It was undone by Mara at Tue 24 Nov 08:12.'
    >>> because_text("on hand of item-location:WINCH@NOR was 54, is 49", names, {}, almanac)
    'On hand of WINCH at NOR was 54, is 49.'
    """
    because = _SUBJECT.sub(lambda found: names.subject(found[0]), because)
    text = _ASKED.sub(lambda found: f"{names.supplier(found['code'])}, asked about ", because)
    return sentence(with_names(local_times(text, almanac).replace(".;", ";"), people))
