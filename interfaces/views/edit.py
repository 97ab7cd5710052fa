"""Edits as they are shown: what can be changed in a bundle, line by line, and what an edit would do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from interfaces.views.dossier import Dossier
from interfaces.views.legs import LegFormat
from interfaces.views.money import money_text
from interfaces.views.revision import Comparison, compare
from interfaces.views.words import capital, sentence, short_digest, words
from trimtab.actions import (
    AdjustLevel,
    CancelPurchase,
    ExpeditePurchase,
    PlacePurchase,
    ReleaseRequest,
    RepromiseOrder,
    RerouteShipment,
    ReschedulePurchase,
    SwitchSupplier,
    TransferStock,
)
from trimtab.bundles import Leg
from trimtab.casework import EditPreview
from trimtab.errors import InfeasiblePlan, InputError

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EditLine:
    """One line of a leg; a field that cannot be changed is empty. `item` is its code, `name` how it is called."""

    item: str
    unit: str = ""
    quantity: str = ""
    due: str = ""
    supplier: str = ""
    suppliers: Options = ()
    name: str = ""


@dataclass(frozen=True)
class EditLeg:
    """One leg of the form; `minimum` and `target` are empty unless it adjusts a level."""

    id: str
    title: str
    lines: tuple[EditLine, ...] = ()
    minimum: str = ""
    target: str = ""


@dataclass(frozen=True)
class PreviewPage:
    """What an edit would do: the cost beside the recommended plan's, old and new side by side, whose approval stays."""

    headline: str
    verdict: str
    tone: str
    explanation: str
    differences: tuple[str, ...]
    comparison: Comparison
    digest_short: str
    stay: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """Why an edit cannot be: what it is about, what is wrong, which limits contradict each other, what to do."""

    about: str
    message: str
    limits: tuple[str, ...]
    remedy: str


def edit_legs(dossier: Dossier, how: LegFormat, suppliers: Mapping[str, tuple[str, ...]]) -> tuple[EditLeg, ...]:
    """Return the form of a bundle; `suppliers` are those that sell an item, by item."""
    return tuple(_leg(leg, how, suppliers) for leg in dossier.bundle.legs)


def preview_page(dossier: Dossier, preview: EditPreview, how: LegFormat) -> PreviewPage:
    """Return what an edit would do to the revision in force."""
    bundle, new = dossier.bundle, preview.bundle
    more = preview.costs_more
    currency = bundle.impact.currency
    missing = {r.id for r in preview.missing_approvals}
    stay = [s for s in dossier.entry.requirements if s.approved_by and s.requirement.id not in missing]
    amount = money_text(abs(more), currency)
    return PreviewPage(
        headline=new.headline,
        verdict=(
            "It costs the same as what is recommended"
            if more == 0
            else f"It costs {amount} {'more' if more > 0 else 'less'} than what is recommended"
        ),
        tone="even" if more == 0 else "loss" if more > 0 else "gain",
        explanation=(
            f"Expected over {new.impact.horizon_days} days, beside the plan that is recommended. Everything else was "
            "solved again around your change; nothing is in force yet."
        ),
        differences=preview.differences,
        comparison=compare(bundle, new, (), how),
        digest_short=short_digest(preview.digest),
        stay=tuple(
            f"{capital(words(s.requirement.role))}, given by {dossier.person(s.approved_by or '')}" for s in stay
        ),
        missing=tuple(dict.fromkeys(capital(words(r.role)) for r in preview.missing_approvals)),
    )


def refusal(error: InputError | InfeasiblePlan, titles: Mapping[str, str]) -> Refusal:
    """Return why an edit cannot be: documents are called by their titles, by leg id in `titles`."""
    if isinstance(error, InfeasiblePlan):
        return Refusal("", sentence(error.message), tuple(sentence(limit) for limit in error.limits), error.remedy)
    about = re.sub(r"\bleg (\S+?)(?=,|$)", lambda found: titles.get(found[1], found[0]), error.record)
    return Refusal(f"{capital(about)}, {words(error.field)}", sentence(error.message), (), error.remedy)


def _leg(leg: Leg, how: LegFormat, suppliers: Mapping[str, tuple[str, ...]]) -> EditLeg:
    action, title = leg.action, how.view(leg).title
    lines: tuple[EditLine, ...] = ()
    match action:
        case AdjustLevel():
            return EditLeg(leg.id, title, minimum=_plain(action.minimum_after), target=_plain(action.target_after))
        case PlacePurchase(supplier=supplier):
            lines = tuple(
                EditLine(
                    x.item,
                    x.unit,
                    _plain(x.quantity),
                    supplier=supplier,
                    suppliers=_options(supplier, suppliers.get(x.item, ()), how),
                )
                for x in action.lines
            )
        case SwitchSupplier(supplier=before, to_supplier=supplier):
            lines = tuple(
                EditLine(
                    x.item,
                    due=x.due.isoformat(),
                    supplier=supplier,
                    suppliers=_options(supplier, (s for s in suppliers.get(x.item, ()) if s != before), how),
                )
                for x in action.to_lines
            )
        case TransferStock():
            lines = tuple(EditLine(x.item, x.unit, _plain(x.quantity)) for x in action.lines)
        case ReleaseRequest():
            lines = (EditLine(action.item, action.unit, _plain(action.quantity)),)
        case RepromiseOrder():
            lines = (EditLine(action.item, due=action.due_after.isoformat()),)
        case ExpeditePurchase() | ReschedulePurchase():
            lines = tuple(EditLine(x.item, due=x.due_after.isoformat()) for x in action.lines)
        case CancelPurchase() | RerouteShipment():
            lines = tuple(EditLine(x.item) for x in action.lines)
        case _:
            pass
    return EditLeg(leg.id, title, tuple(replace(x, name=how.names.label(x.item)) for x in lines))


def _options(supplier: str, others: Iterable[str], how: LegFormat) -> Options:
    """Return the suppliers to choose from; none where there is no choice."""
    codes = dict.fromkeys((supplier, *others))
    return tuple((code, how.names.supplier(code)) for code in codes) if len(codes) > 1 else ()


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
