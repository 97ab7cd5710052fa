"""Every kind of limit is a sentence, and no kind of offer is called by its bare id."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from interfaces.views.documents import Pen
from interfaces.views.limits import limit_text, offer_text
from interfaces.views.names import names_of
from interfaces.views.times import Almanac
from tests.interfaces.fixtures.network import NETWORK
from trimtab.offers import CapPurchaseValue, Constraint

PEN = Pen(names_of(NETWORK), Almanac(datetime(2026, 11, 24, 8, 12, tzinfo=UTC), ZoneInfo("Europe/Amsterdam")))
FIELDS: dict[str, Any] = {
    "supplier": "KMW",
    "item": "WINCH-40",
    "location": "CEN",
    "origin": "CEN",
    "destination": "NOR",
    "document": "211",
    "line": "1",
    "offer_id": "purchase:KMW/WINCH-40@CEN",
    "quantity": Decimal(24),
    "until": datetime(2026, 12, 1, tzinfo=UTC),
    "to": date(2026, 12, 4),
    "before": date(2026, 12, 4),
    "minimum": Decimal(30),
    "target": Decimal(90),
    "asked_by": "mara",
    "reason": "Because.",
}
MODELS = get_args(get_args(Constraint)[0])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_limit_is_a_sentence_with_names(model: type[Any]) -> None:
    most = {"amount": "8000", "currency": "EUR"} if model is CapPurchaseValue else "48"
    fields = FIELDS | {"limit": most}
    wanted = {name: fields[name] for name in model.model_fields if name != "kind"}
    text = limit_text(model.model_validate(wanted), PEN)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "KMW" not in text


@pytest.mark.parametrize(
    ("offer_id", "said"),
    [
        (
            "transfer:BLOCK-57:CEN>NOR:road",
            "transfer of Ball-bearing block 57 mm (BLOCK-57) from Central, Rotterdam to North, Gothenburg by road",
        ),
        ("switch:2450/1>BRF", "switch of document 2450, line 1"),
        ("cancel_request:R-121", "cancel request of document R-121"),
        ("shape:ROPE-12@NOR", "moving the promotion of Braided rope 12 mm, 50 m coil (ROPE-12) at North, Gothenburg"),
    ],
)
def test_an_offer_is_called_by_what_it_is_about(offer_id: str, said: str) -> None:
    assert offer_text(offer_id, PEN) == said
