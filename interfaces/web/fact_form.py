"""The form of a fact: which fields each kind of statement has, and the statement that filled-in fields make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pydantic import ValidationError

from interfaces.web.forms import day, number
from trimtab.errors import InvalidField
from trimtab.facts import (
    ArrivalStatement,
    DemandStatement,
    LaneStatement,
    LeadTimeStatement,
    PromotionStatement,
    Statement,
    StockStatement,
)

Fields = Mapping[str, str]
T = TypeVar("T")

RECORD = "what you know"


@dataclass(frozen=True)
class Kind:
    """A kind of statement: how a person would begin to say it, and an example."""

    code: str
    title: str
    example: str


KINDS = (
    Kind("arrival", "An order will arrive on a date", "The supplier confirmed the 14th on the phone."),
    Kind("promotion", "A promotion is on, off or different", "The spring campaign in the north was cancelled."),
    Kind("demand", "Demand will be different", "A large customer stops buying this item."),
    Kind("lead_time", "A supplier needs more or fewer days", "The factory works one shift until February."),
    Kind("lane", "A lane is closed or open", "The ferry does not run this week."),
    Kind("stock", "The stock is not what the ERP says", "Counted this morning: 140, not 190."),
)


def statement_of(kind: str, fields: Fields) -> Statement:
    """Return the statement that a filled-in form makes; raises InvalidField naming the first field that is wrong."""
    make = _MAKERS.get(kind)
    if make is None:
        raise InvalidField("say first what kind of thing you know", record=RECORD, field="kind")
    try:
        return make(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = " ".join(str(part) for part in first["loc"]).replace("_", " ")
        raise InvalidField(first["msg"], record=RECORD, field=name) from None


def _demand(fields: Fields) -> Statement:
    item, location = _at(fields)
    return DemandStatement(item=item, location=location, per_day=float(_number(fields, "per_day")))


def _promotion(fields: Fields) -> Statement:
    item, location = _at(fields)
    per_day = Decimal(0) if fields.get("promotion") == "off" else _number(fields, "per_day")
    return PromotionStatement(
        item=item, location=location, start=_day(fields, "start"), end=_day(fields, "end"), per_day=float(per_day)
    )


def _arrival(fields: Fields) -> Statement:
    document, _, line = _chosen(fields, "line").rpartition("/")
    if not document or not line:
        remedy = "Choose a line, or write it as document/line."
        raise InvalidField("names no line of an order", record=RECORD, field="line", remedy=remedy)
    return ArrivalStatement(document=document, line=line, on=_day(fields, "on"))


def _lead_time(fields: Fields) -> Statement:
    supplier, _, item = _chosen(fields, "source").partition("/")
    return LeadTimeStatement(supplier=supplier, item=item, days=float(_number(fields, "days")))


def _lane(fields: Fields) -> Statement:
    origin, _, destination = _chosen(fields, "lane").partition(">")
    return LaneStatement(origin=origin, destination=destination, open=_chosen(fields, "status") == "open")


def _stock(fields: Fields) -> Statement:
    item, location = _at(fields)
    return StockStatement(item=item, location=location, quantity=_number(fields, "quantity"))


_MAKERS: Mapping[str, Callable[[Fields], Statement]] = {
    "demand": _demand,
    "promotion": _promotion,
    "arrival": _arrival,
    "lead_time": _lead_time,
    "lane": _lane,
    "stock": _stock,
}


def _at(fields: Fields) -> tuple[str, str]:
    return _chosen(fields, "item"), _chosen(fields, "location")


def _chosen(fields: Fields, name: str) -> str:
    return _given(fields.get(name, "").strip() or None, name)


def _day(fields: Fields, name: str) -> date:
    return _given(day(fields.get(name, ""), record=RECORD, field=name), name)


def _number(fields: Fields, name: str) -> Decimal:
    return _given(number(fields.get(name, ""), record=RECORD, field=name.replace("_", " ")), name)


def _given(value: T | None, name: str) -> T:
    if value is None:
        field = name.replace("_", " ")
        raise InvalidField("is missing", record=RECORD, field=field, remedy="Fill it in and send the form again.")
    return value
