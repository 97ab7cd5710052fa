"""Facts: what people know and the data does not; the list, the form, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from interfaces.context import Context, InContext
from interfaces.identity import Caller, InBrowser
from interfaces.views.facts import fact_view, open_lines
from interfaces.views.people import people_of
from interfaces.web.fact_form import KINDS, RECORD, statement_of
from interfaces.web.forms import FormFields, FormSender, local_time
from interfaces.web.pages import page, reader_of
from interfaces.web.reference import read_reference
from trimtab import subjects
from trimtab.approvals import assert_fact, withdraw_fact
from trimtab.decisions import AssertFact, Channel
from trimtab.errors import InputError, InvalidField, NotFound, NotPermitted
from trimtab.events import EventType
from trimtab.ledger import Transaction

router = APIRouter(include_in_schema=False)

HOLDS_FOR = timedelta(days=14)
ENDED = 30


@router.get("/facts")
def show_facts(
    caller: InBrowser, context: InContext, kind: str = "", bundle: str = "", *, told: bool = False
) -> Response:
    """Show facts, and the form of the kind that was chosen; a bundle fills in what it is about."""
    return _page(caller, context, kind, bundle, {}, told=told)


@router.post("/facts")
def tell(caller: FormSender, context: InContext, fields: FormFields) -> Response:
    """Put a fact in force; a form that is not right comes back as it was filled in, and says what is wrong."""
    typed = dict(fields)
    kind, bundle = typed.get("kind", ""), typed.get("bundle", "")
    try:
        asserted = AssertFact(
            statement=statement_of(kind, typed),
            expires_at=local_time(typed.get("expires", ""), context.zone, record=RECORD, field="until when"),
            text=typed.get("text", "").strip(),
        )
        assert_fact(context.ledger, caller.principal.id, asserted, Channel.WEB, _case_of(context, bundle))
    except (InputError, NotPermitted) as error:
        return _page(caller, context, kind, bundle, typed, error)
    except ValidationError as error:
        first = error.errors()[0]
        wrong = InvalidField(first["msg"], record=RECORD, field=str(first["loc"][0]))
        return _page(caller, context, kind, bundle, typed, wrong)
    return RedirectResponse("/facts?told=1", status_code=303)


@router.post("/facts/{fact_id}/withdraw")
def take_back(fact_id: str, caller: FormSender, context: InContext) -> Response:
    """End a fact now."""
    withdraw_fact(context.ledger, fact_id, caller.principal.id, Channel.WEB)
    return RedirectResponse("/facts", status_code=303)


def _page(
    caller: Caller,
    context: Context,
    kind: str,
    bundle_id: str,
    typed: Mapping[str, str],
    wrong: InputError | NotPermitted | None = None,
    *,
    told: bool = False,
) -> Response:
    with context.ledger.read() as tx:
        reader = reader_of(tx, caller, context)
        heard = tx.events.of_types([EventType.PURCHASE_CHANGED])
        lines, names = open_lines(heard), context.names.knowing(heard)
        people = people_of(tx)
        numbers = {line.document: line.number for line in lines.values()}
        facts = [fact_view(fact, caller.principal, people, numbers, names, reader.almanac) for fact in tx.facts.all()]
        about = _about(tx, bundle_id)
    items = {item for item, _ in about.items}
    chosen = {
        "item": about.items[0][0] if about.items else "",
        "location": about.items[0][1] if about.items else "",
        "line": next((key for key, line in lines.items() if line.item in items), ""),
        "source": next((f"{line.supplier}/{line.item}" for line in lines.values() if line.item in items), ""),
        "expires": reader.almanac.local_input(reader.almanac.now + HOLDS_FOR),
        "status": "closed",
        "promotion": "off",
    }
    options = [
        (key, f"{x.number}, line {x.line}: {x.item}, due {reader.almanac.day(x.due)}") for key, x in lines.items()
    ]
    return page(
        "facts.html",
        reader,
        status=wrong.status if wrong else 200,
        active=[f for f in facts if f.active],
        ended=[f for f in facts if not f.active][:ENDED],
        kinds=KINDS,
        kind=next((k for k in KINDS if k.code == kind), None),
        bundle=about,
        typed={**dict.fromkeys(_FIELDS, ""), **chosen, **typed},
        reference=read_reference(context.settings.network_file),
        lines=options,
        wrong=wrong,
        told=told,
    )


_FIELDS = (
    "item",
    "location",
    "source",
    "lane",
    "line",
    "promotion",
    "per_day",
    "start",
    "end",
    "on",
    "days",
    "status",
    "quantity",
    "expires",
    "text",
)


@dataclass(frozen=True)
class _About:
    """The bundle a fact is about: its headline and its item-locations."""

    id: str = ""
    headline: str = ""
    items: tuple[tuple[str, str], ...] = ()


def _about(tx: Transaction, bundle_id: str) -> _About:
    if not bundle_id:
        return _About()
    try:
        record = tx.bundles.get(bundle_id)
    except NotFound:
        return _About()
    claims = [c for c in record.bundle.claims if subjects.kind_of(c) == "item-location"]
    return _About(bundle_id, record.bundle.headline, tuple(subjects.split_item_location(c) for c in claims))


def _case_of(context: Context, bundle_id: str) -> str:
    if not bundle_id:
        return ""
    with context.ledger.read() as tx:
        return tx.bundles.get(bundle_id).bundle.case_id
