"""The form of an edit: from filled-in fields to what is to be otherwise; what was left as it is, is no part of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from decimal import Decimal

from pydantic import ValidationError

from interfaces.views.edit import EditLeg, EditLine
from interfaces.web.forms import day, number
from trimtab.edits import Edit, LevelEdit, LineEdit
from trimtab.errors import InvalidField


def edit_of(digest: str, form: Iterable[EditLeg], fields: Iterable[tuple[str, str]]) -> Edit:
    """Return the edit that filled-in fields make of a form; raises InvalidField where nothing is different.

    Fields are called `quantity:LEG:ITEM`, `due:LEG:ITEM`, `supplier:LEG:ITEM`, `minimum:LEG`, `target:LEG`, and
    `without` for each leg and `out` for each line that is left out.
    """
    pairs = list(fields)
    typed = dict(pairs)
    without = tuple(value for name, value in pairs if name == "without")
    legs = [leg for leg in form if leg.id not in without]
    out = {value for name, value in pairs if name == "out"}
    lines = [found for leg in legs for line in leg.lines if (found := _line(leg, line, typed, out)) is not None]
    levels = [edited for leg in legs if leg.minimum and (edited := _level(leg, typed)) is not None]
    if not lines and not levels and not without:
        raise InvalidField(
            "nothing is different from the revision in force",
            record="your change",
            field="form",
            remedy="Change a quantity, a date, a supplier or a level, or leave a document out.",
        )
    text = typed.get("text", "").strip()
    try:
        return Edit(digest=digest, lines=tuple(lines), levels=tuple(levels), without=without, text=text)
    except ValidationError as error:
        first = error.errors()[0]
        field = " ".join(str(part) for part in first["loc"])
        raise InvalidField(first["msg"], record="your change", field=field) from None


def _line(leg: EditLeg, line: EditLine, typed: Mapping[str, str], out: Container[str]) -> LineEdit | None:
    key, record = f"{leg.id}:{line.item}", f"{leg.title}, {line.item}"
    if key in out:
        return LineEdit(leg=leg.id, item=line.item, quantity=Decimal(0))
    quantity = number(_changed(typed, f"quantity:{key}", line.quantity), record=record, field="quantity")
    due = day(_changed(typed, f"due:{key}", line.due), record=record, field="date")
    supplier = _changed(typed, f"supplier:{key}", line.supplier) or None
    if quantity is None and due is None and supplier is None:
        return None
    return LineEdit(leg=leg.id, item=line.item, quantity=quantity, due=due, supplier=supplier)


def _level(leg: EditLeg, typed: Mapping[str, str]) -> LevelEdit | None:
    names = {"minimum": leg.minimum, "target": leg.target}
    given = {name: typed.get(f"{name}:{leg.id}", was).strip() or was for name, was in names.items()}
    if given == names:
        return None
    values = {name: number(text, record=leg.title, field=name) for name, text in given.items()}
    minimum, target = values["minimum"], values["target"]
    if minimum is None or target is None or target < minimum:
        remedy = "Order up to at least what you order at."
        raise InvalidField("is below the minimum", record=leg.title, field="target", remedy=remedy)
    return LevelEdit(leg=leg.id, minimum=minimum, target=target)


def _changed(typed: Mapping[str, str], name: str, was: str) -> str:
    """Return what was filled in, empty where it is what it was or the form has no such field."""
    value = typed.get(name, "").strip()
    return "" if value == was else value
